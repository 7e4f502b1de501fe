import { describe, expect, test } from "@odoo/hoot";
import { delay, waitUntil } from "@odoo/hoot-dom";
import { advanceTime } from "@odoo/hoot-mock";
import { ConnectionLostError } from "@web/core/network/rpc";
import { LotFeed } from "@lot_pos_tracking/app/services/lot_feed";
import { MILK, NOW, addMilk, defineLotModels, lotRow, openShop, shop } from "../data/lot_models";

describe.current.tags("headless");
defineLotModels();

test("news over the bus is asked for in one question", async () => {
    const { desk, milk } = await openShop([lotRow(1, "A"), lotRow(2, "B")]);
    shop.snapshot = { rows: [lotRow(1, "A", { free: 1 }), lotRow(2, "B", { free: 2 })] };
    desk.feed.onChanged({ ids: [1] });
    desk.feed.onChanged({ ids: [2, 1] });
    await advanceTime(300);
    await waitUntil(() => desk.book.findLot(milk, "A").stock() === 1);
    expect(desk.book.findLot(milk, "B").stock()).toBe(2);
    expect(shop.asked.at(-1)).toEqual({ lot_ids: [1, 2] });
    expect(shop.asked.at(0)).toEqual({ since: NOW });
});

test("what a ticket says of its lots follows the news", async () => {
    const { store, desk, order } = await openShop([lotRow(1, "A", { days: 5 })]);
    const line = addMilk(store, order, { 1: 2 });
    expect(line.packLotLines).toEqual(["Lot A, Use by 03/15/2026"]);
    desk.feed.receive({ rows: [lotRow(1, "A", { days: 7 })] }, true);
    expect(line.packLotLines).toEqual(["Lot A, Use by 03/17/2026"]);
    desk.feed.receive({ rows: [], removed: [1] }, true);
    expect(line.packLotLines).toEqual(["Lot A"]);
});

test("a lot that a ticket names and the till does not have is asked for once", async () => {
    const { store, desk, milk } = await openShop([lotRow(1, "A")]);
    const addTicket = () =>
        store.models["pos.order.line"].create({
            order_id: store.addNewOrder(),
            product_id: milk,
            qty: 1,
            pack_lot_ids: [["create", { lot_name: "GONE", lot_id: 9, quantity: 1 }]],
        });
    shop.snapshot = { rows: [lotRow(9, "GONE", { days: 2, free: 0 })] };
    const line = addTicket();
    await advanceTime(300);
    await waitUntil(() => desk.book.lots.has(9));
    expect(shop.asked.at(-1)).toEqual({ lot_ids: [9] });
    expect(line.packLotLines).toEqual(["Lot GONE, Use by 03/12/2026"]);
    expect(line.serializeForORM().pack_lot_ids[0][2].lot_id).toBe(9);

    const asked = shop.asked.length;
    addTicket();
    await advanceTime(300);
    expect(shop.asked.length).toBe(asked);
});

test("a lot that the server has no more of is asked for once all the same", async () => {
    const { store } = await openShop([lotRow(1, "A")]);
    const add = () =>
        addMilk(store, store.addNewOrder(), {}).update({
            pack_lot_ids: [["create", { lot_name: "GONE", lot_id: 9, quantity: 1 }]],
        });
    add();
    await advanceTime(300);
    const asked = shop.asked.length;
    expect(shop.asked.at(-1)).toEqual({ lot_ids: [9] });
    add();
    await advanceTime(300);
    expect(shop.asked.length).toBe(asked);
});

test("a lot that no network could be asked for is asked for when there is one", async () => {
    const { store, desk } = await openShop([lotRow(1, "A")]);
    const add = (id) =>
        addMilk(store, store.addNewOrder(), {}).update({
            pack_lot_ids: [["create", { lot_name: `GONE ${id}`, lot_id: id, quantity: 1 }]],
        });
    const call = store.data.call;
    store.data.call = async () => {
        throw new ConnectionLostError("/lots");
    };
    add(8); // the network is gone before the till knows it
    await advanceTime(300);
    store.data.network.offline = true;
    add(9);
    await advanceTime(300);

    store.data.call = call;
    store.data.network.offline = false;
    shop.asked = [];
    window.dispatchEvent(new CustomEvent("pos-network-online"));
    await advanceTime(300);
    await waitUntil(() => shop.asked.length === 2);
    expect(shop.asked).toEqual([{ since: desk.feed.version }, { lot_ids: [8, 9] }]);
});

test("what the till knows is kept in the browser a moment after its start, news at once", async () => {
    const { store, desk } = await openShop([lotRow(1, "A"), lotRow(2, "B")]);
    const kept = [];
    store.data.keepLots = (rows, removed, version) =>
        kept.push([rows.map(({ id, free_qty }) => [id, free_qty]), removed, version]);
    desk.feed.receive({ rows: [lotRow(2, "B", { free: 3 })] }, true);
    expect(kept).toEqual([[[[2, 3]], [], null]]);
    await advanceTime(1100);
    expect(kept.at(-1)).toEqual([
        [
            [1, 5],
            [2, 3],
        ],
        [],
        NOW,
    ]);
});

test("a till that starts with what the browser kept asks for what came after, or for all", async () => {
    const { store, desk } = await openShop([]);
    for (const version of ["2026-03-09T18:00:00Z", null]) {
        store.data.takeLots = () => ({ rows: [lotRow(7, "KEPT")], stale: null, version });
        const feed = new LotFeed(desk);
        feed.start();
        expect(desk.book.lots.has(7)).toBe(true);
        expect(feed.version).toBe(version);
        await waitUntil(() => feed.version === NOW);
        expect(shop.asked.at(-1)).toEqual({ since: version });
    }
});

test("news that comes while the lots are written is written after them", async () => {
    const { store, desk } = await openShop([lotRow(1, "A", { free: 5 })]);
    const written = [];
    store.data.indexedDB.create = async (_model, rows) => {
        await delay(rows.length && rows[0].free_qty === 5 ? 50 : 1);
        written.push(...rows.map(({ id, free_qty, version }) => (id ? free_qty : version)));
    };
    desk.feed.keep();
    desk.feed.receive({ rows: [lotRow(1, "A", { free: 2 })] }, true);
    await advanceTime(100);
    await waitUntil(() => written.length === 3);
    expect(written).toEqual([5, NOW, 2]);
});

test("milk is a record of the till, its lots are none", async () => {
    const { store, desk } = await openShop([lotRow(1, "A")]);
    expect(store.models["stock.lot"].length).toBe(0);
    expect(desk.book.lots.get(1).product_id.id).toBe(MILK);
});
