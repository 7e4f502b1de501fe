import { describe, expect, test } from "@odoo/hoot";
import { CustomerDisplayPosAdapter } from "@point_of_sale/app/customer_display/customer_display_adapter";
import { Deferred, animationFrame, mockDate } from "@odoo/hoot-mock";
import { patchWithCleanup } from "@web/../tests/web_test_helpers";
import { MILK, addMilk, defineLotModels, lotRow, openShop, rowsOf, shop } from "../data/lot_models";

describe.current.tags("headless");
defineLotModels();

const names = (rows) => rows.map((row) => row.name);

test("the lot that should go first comes first, what may not be sold last with its reason", async () => {
    const { desk, milk } = await openShop([
        lotRow(1, "LATE", { days: 9 }),
        lotRow(2, "OLD", { days: -1 }),
        lotRow(3, "EARLY", { days: 2 }),
        lotRow(4, "HELD", { days: 5, is_on_hold: true }),
        lotRow(5, "UNDATED"),
        lotRow(6, "SOLD OUT", { days: 1, free: 0 }),
    ]);
    const rows = desk.book.offer({ product: milk, need: 1 });
    expect(names(rows)).toEqual(["EARLY", "LATE", "UNDATED", "OLD", "HELD"]);
    expect(rows.map((row) => row.decision.reasons[0] || "")).toEqual([
        "",
        "",
        "",
        "expired",
        "held",
    ]);
});

test("of very many lots only the first are judged, and as many as it takes", async () => {
    const lots = Array.from({ length: 9 }, (_, at) =>
        lotRow(at + 1, `L${at + 1}`, { days: at - 2, free: 2 })
    );
    const { desk, milk } = await openShop(lots);
    const names = (options) =>
        desk.book.offer({ product: milk, ...options }).map((row) => row.name);
    expect(names({ need: 1, enough: 2 })).toEqual(["L3", "L4", "L1", "L2"]);
    expect(names({ need: 7, enough: 2 })).toEqual(["L3", "L4", "L5", "L6", "L1", "L2"]);
    expect(names({ need: 99, enough: 2 }).length).toBe(9);
});

test("a vendor's number that two lots carry names neither, unless one of them is gone", async () => {
    const twin = { vendor_lot: "V7" };
    const { desk, milk } = await openShop([
        lotRow(1, "FIRST", { ...twin, free: 0 }),
        lotRow(2, "SECOND", twin),
        lotRow(3, "V7", { free: 0 }),
    ]);
    const found = (name) => desk.book.lotsWith(milk, name).map((lot) => lot.name);
    expect(found("v7 ")).toEqual(["V7"]);
    desk.feed.receive({ rows: [lotRow(3, "THIRD", { ...twin, free: 0 })], zone: "UTC" });
    expect(found("V7")).toEqual(["SECOND"]);
    desk.feed.receive({ rows: [lotRow(1, "FIRST", { ...twin, free: 0, is_on_hold: true })] });
    expect(found("V7")).toEqual(["FIRST", "SECOND"]);
    expect(desk.book.findLot(milk, "V7")).toBe(undefined);
    expect(desk.pickerNotice(milk, "V7")).toMatch("Several lots here have the vendor's number V7");
    expect(desk.pickerNotice(milk, "V8")).toMatch("Nobody knows lot V8");
});

test("other carts of the till take from what is free, the line that asks does not", async () => {
    const { store, desk, order, milk } = await openShop([lotRow(1, "A", { free: 5 })]);
    const line = addMilk(store, order, { 1: 3 });
    expect(desk.book.freeOf(desk.book.findLot(milk, "a "))).toBe(2);
    expect(desk.book.freeOf(desk.book.findLot(milk, "A"), line)).toBe(5);
});

test("a paid order takes its lots until the server tells the stock after it", async () => {
    const { store, desk, order, milk } = await openShop([lotRow(1, "A", { free: 5 })]);
    addMilk(store, order, { 1: 3 });
    mockDate("2026-03-10T09:05:00Z");
    order.state = "paid";
    order.date_order = luxon.DateTime.now();
    const lot = desk.book.findLot(milk, "A");
    expect(desk.book.freeOf(lot)).toBe(2);
    order.update({ state: "done" });
    desk.feed.receive({
        rows: [lotRow(1, "A", { free: 2 })],
        server_now: "2026-03-10T09:06:00Z",
        zone: "UTC",
    });
    expect(lot.stock()).toBe(2);
});

test("with the policy native the desk stays out", async () => {
    const { desk, milk } = await openShop([lotRow(1, "A")], { config: { lot_policy: "native" } });
    expect(desk.isActive).toBe(false);
    expect(desk.isGuarding(milk)).toBe(false);
});

test("the day is the shop's by the server's clock, whatever the till's clock says", async () => {
    const { desk } = await openShop([]);
    mockDate("2026-03-20T12:00:00Z");
    desk.book.clock.hear({ now: "2026-03-10T23:30:00Z", zone: "Europe/Paris" });
    expect(desk.book.clock.today()).toBe("2026-03-11");
    expect(desk.book.clock.now()).toBe("2026-03-10 23:30:00");
    mockDate("2026-03-20T13:00:30Z");
    expect(desk.book.clock.dataAge()).toBe(60);
});

test("a paid order is dated by the server's clock, a draft and a clock that is right are left alone", async () => {
    const { desk, order } = await openShop([]);
    const sent = () => order.serializeForORM({ keepCommands: true }).date_order;
    mockDate("2026-03-20T12:00:00Z");
    desk.book.clock.hear({ now: "2026-03-10T23:30:00Z", zone: "Europe/Paris" });
    order.date_order = luxon.DateTime.now();
    expect(sent()).toBe("2026-03-20 12:00:00");
    order.state = "paid";
    expect(sent()).toBe("2026-03-10 23:30:00");
    desk.book.clock.hear({ now: "2026-03-20T11:59:50Z", zone: "Europe/Paris" });
    expect(sent()).toBe("2026-03-20 12:00:00");
});

test("a larger quantity spills to the next lot, a smaller one leaves the later lots", async () => {
    const { store, order } = await openShop([
        lotRow(1, "A", { days: 2, free: 5 }),
        lotRow(2, "B", { days: 3, free: 3 }),
    ]);
    const line = addMilk(store, order, { 1: 1 });
    expect(line.setQuantity(7)).toBe(true);
    expect(rowsOf(line)).toEqual({ A: 5, B: 2 });
    expect(line.pack_lot_ids[1].evidence).toBe("presumed");
    expect(line.setQuantity(4)).toBe(true);
    expect(rowsOf(line)).toEqual({ A: 4, B: 0 });
});

test("a quantity that the shop does not have is refused and changes nothing", async () => {
    const { store, order } = await openShop([lotRow(1, "A", { free: 5 })]);
    const line = addMilk(store, order, { 1: 2 });
    expect(line.setQuantity(6).title).toBe("Not enough of the lot");
    expect([line.qty, rowsOf(line)]).toEqual([2, { A: 2 }]);
});

test("other lots on a line keep quantity, price, discount and note, one row for each lot", async () => {
    const { store, desk, order, milk } = await openShop([lotRow(1, "A"), lotRow(2, "B")]);
    const line = addMilk(store, order, { 1: 4 }, { discount: 10, note: '["cold"]' });
    const [, b] = desk.book.lotsOf(milk);
    const part = { lot: b, quantity: 4, evidence: "picked", verdict: "allow" };
    desk.rows.replace(line, [part]);
    desk.rows.replace(line, [part]);
    expect(rowsOf(line)).toEqual({ B: 4 });
    expect([line.qty, line.price_unit, line.discount, line.note]).toEqual([4, 2, 10, '["cold"]']);
});

test("a row that names another lot keeps nothing that was read from the former pack", async () => {
    const { store, desk, order, milk } = await openShop([lotRow(1, "A"), lotRow(2, "B")]);
    const line = addMilk(store, order, { 1: 4 });
    const [row] = line.pack_lot_ids;
    row.update({ evidence: "scanned", use_by_date: "2026-03-12", taps: 3, select_ms: 900 });
    const lot = desk.book.findLot(milk, "B");
    desk.rows.replace(line, [
        { lot, quantity: 4, evidence: "picked", verdict: "warn", taps: 1, select_ms: 50 },
    ]);
    expect(line.pack_lot_ids.map(({ id }) => id)).toEqual([row.id]);
    expect([row.lot_id, row.lot_name, row.quantity]).toEqual([2, "B", 4]);
    expect([row.evidence, row.verdict, row.taps, row.select_ms]).toEqual(["picked", "warn", 1, 50]);
    expect(Object.values(row.scannedDates()).filter(Boolean)).toEqual([]);
});

test("of many rows as many stay as there are lots, one for each", async () => {
    const { store, desk, order, milk } = await openShop([
        ...[lotRow(1, "A"), lotRow(2, "B"), lotRow(3, "C"), lotRow(4, "D")],
    ]);
    const line = addMilk(store, order, { 1: 1, 2: 2, 3: 3 });
    const part = (name, quantity) => ({
        ...{ lot: desk.book.findLot(milk, name), quantity, evidence: "picked", verdict: "allow" },
    });
    desk.rows.replace(line, [part("D", 1), part("B", 5)]);
    expect(rowsOf(line)).toEqual({ D: 1, B: 5 });
    expect(line.pack_lot_ids).toHaveLength(2);
    desk.rows.replace(line, [part("A", 2), part("B", 3), part("C", 1)]);
    expect(rowsOf(line)).toEqual({ A: 2, B: 3, C: 1 });
    expect(line.qty).toBe(6);
});

test("every row that comes onto a line is told to the browser's storage", async () => {
    const { store, desk, order, milk } = await openShop([
        lotRow(1, "A", { days: 2, free: 5 }),
        lotRow(2, "B", { days: 3, free: 5 }),
        lotRow(3, "C", { days: 4, free: 5 }),
    ]);
    const line = addMilk(store, order, { 1: 1 });
    const told = new Set();
    const rows = store.models["pos.pack.operation.lot"];
    rows.addEventListener("update", ({ id }) => told.add(rows.get(id)?.lot_name));
    line.setQuantity(7);
    expect(told.has("B")).toBe(true);
    const part = (name) => ({
        ...{ lot: desk.book.findLot(milk, name), quantity: 2, evidence: "picked" },
    });
    desk.rows.replace(line, [part("A"), part("B"), part("C")]);
    expect(told.has("C")).toBe(true);
    const names = [{ lot_name: "D" }];
    line.setPackLotLines({ modifiedPackLotLines: {}, newPackLotLines: names, setQuantity: false });
    expect(told.has("D")).toBe(true);
    expect(line.pack_lot_ids.map((row) => row.lot_name)).toEqual(["D"]);
});

test("a price step goes with its lot and never over a discount of the cashier's", async () => {
    const { store, desk, order, milk } = await openShop([
        lotRow(1, "A", { price_factor: 0.6 }),
        lotRow(2, "B"),
    ]);
    const [a, b] = desk.book.lotsOf(milk);
    const part = (lot) => ({ lot, quantity: 1, evidence: "picked", verdict: "allow" });
    const line = addMilk(store, order, { 1: 1 });
    desk.rows.settle(line, { parts: [part(a)], quantity: 1 });
    expect(line.discount).toBe(40);
    desk.rows.replace(line, [part(b)]);
    expect(line.discount).toBe(0);
    line.setDiscount(15);
    desk.rows.replace(line, [part(a)]);
    expect(line.discount).toBe(15);
});

test("offline on data older than the policy trusts is a finding like any other", async () => {
    const { store, desk, milk } = await openShop([lotRow(1, "A")], {
        config: { lot_offline_stale: "block", lot_offline_max_age: 60 },
    });
    const [lot] = desk.book.lotsOf(milk);
    store.data.network.offline = true;
    const judge = () => desk.book.judge({ product: milk, lot, quantity: 1, evidence: "scanned" });
    expect(judge().verdict).toBe("allow");
    mockDate("2026-03-10T10:05:00Z");
    expect([judge().verdict, judge().reasons]).toEqual(["block", ["stale_data"]]);
});

test("a manager can be asked for a lot only while the server can be", async () => {
    const { store, desk, milk } = await openShop([lotRow(1, "A", { is_on_hold: true })], {
        config: { _lot_override_reasons: ["held"] },
    });
    const asks = () => desk.book.offer({ product: milk, need: 1 }).map((row) => row.isOverridable);
    expect(asks()).toEqual([true]);
    store.data.network.offline = true;
    expect(asks()).toEqual([false]);
});

test("what the server refuses at the claim is told and stops the payment", async () => {
    const { store, desk, order } = await openShop([lotRow(1, "A")]);
    addMilk(store, order, { 1: 1 });
    shop.answer = ({ uuid, lot_id }) => ({
        ...{ uuid, lot_id, verdict: "block", reasons: ["recalled"], overridable: false },
        message: "Milk: lot A is recalled.",
    });
    const told = [];
    desk.gate.refuse = async ({ findings }) => {
        told.push(...findings.map((finding) => finding.message));
        return false;
    };
    expect(await desk.gate.approves(order)).toBe(false);
    expect(told).toEqual(["Milk: lot A is recalled."]);
    expect(shop.claims).toHaveLength(1);
});

test("one claim asks for the whole order, with what was read from the packs", async () => {
    const { store, desk, order } = await openShop([lotRow(1, "A"), lotRow(2, "B")]);
    const line = addMilk(store, order, { 1: 2, 2: 1 });
    line.pack_lot_ids[0].update({ evidence: "scanned", use_by_date: "2026-03-12" });
    expect(await desk.gate.approves(order)).toBe(true);
    expect(shop.claims).toEqual([
        [
            {
                ...{ uuid: line.uuid, product_id: MILK, lot_id: 1, lot_name: "A", quantity: 2 },
                ...{ evidence: "scanned", use_by_date: "2026-03-12" },
                refunded_orderline_id: false,
            },
            {
                ...{ uuid: line.uuid, product_id: MILK, lot_id: 2, lot_name: "B", quantity: 1 },
                ...{ evidence: "picked", refunded_orderline_id: false },
            },
        ],
    ]);
    expect(line.pack_lot_ids.map((row) => [row.verdict, row.offline])).toEqual([
        ["allow", false],
        ["allow", false],
    ]);
});

test("a line with fewer lots than goods is asked about", async () => {
    const { store, desk, order } = await openShop([lotRow(1, "A")]);
    const line = addMilk(store, order, { 1: 2 }, { qty: 3 });
    const findings = desk.gate.findings(order);
    expect(findings.map(({ quantity, decision }) => [quantity, decision.reasons])).toEqual([
        [1, ["not_scanned"]],
    ]);
    expect(line.hasValidProductLot()).toBe(false);
});

test("the same lot again is more of the same line, another lot another line", async () => {
    const { store, desk, order } = await openShop([lotRow(1, "A"), lotRow(2, "B")]);
    const first = addMilk(store, order, { 1: 1 });
    const again = addMilk(store, order, { 1: 2 });
    const other = addMilk(store, order, { 2: 1 });
    expect(desk.rows.merge(again)).toBe(first);
    expect(desk.rows.merge(other)).toBe(null);
    expect(order.lines.map(rowsOf)).toEqual([{ A: 3 }, { B: 1 }]);
});

test("news about a lot marks the open carts and says so once", async () => {
    const { store, desk, order } = await openShop([lotRow(1, "A", { days: 5 })]);
    const line = addMilk(store, order, { 1: 1 });
    const told = [];
    desk.notification = { add: (text) => told.push(text) };
    const news = { rows: [lotRow(1, "A", { days: 5, is_on_hold: true, recalled: true })] };
    desk.feed.receive(news);
    desk.feed.receive(news);
    expect(desk.lines.describe(line).map(({ isStopped, reason }) => [isStopped, reason])).toEqual([
        [true, "Recalled: do not sell"],
    ]);
    expect(told).toEqual(["TEST, lot A: recalled. Take it off the shelf."]);
});

test("serial numbers gather on one line, each of them once", async () => {
    const { store, desk, order, milk } = await openShop(
        [lotRow(1, "S1", { free: 1 }), lotRow(2, "S2", { free: 1 })],
        { milk: { tracking: "serial" } }
    );
    desk.pick = async ({ product, need, adding }) => [
        desk.part(desk.book.offer({ product, need })[0], 1, "picked", adding),
    ];
    const add = () => store.addLineToOrder({ product_tmpl_id: milk.product_tmpl_id }, order);
    await add();
    await add();
    expect(order.lines.map((line) => line.qty)).toEqual([2]);
    expect(rowsOf(order.lines[0])).toEqual({ S1: 1, S2: 1 });
    expect(order.lines[0].pack_lot_ids.map((row) => row.evidence)).toEqual(["picked", "only_lot"]);
    expect(desk.gate.findings(order)).toEqual([]);
});

test("of three serial numbers one comes back, then only the other two can", async () => {
    const { store, desk, order, milk } = await openShop(
        [444, 555, 666].map((number, at) => lotRow(at + 1, String(number), { free: 0 })),
        { milk: { tracking: "serial" } }
    );
    const sold = addMilk(store, order, { 1: 1, 2: 1, 3: 1 });
    const refundOrder = store.addNewOrder();
    const first = addMilk(store, refundOrder, { 1: 1 }, { qty: -1, refunded_orderline_id: sold });
    const second = addMilk(store, refundOrder, {}, { qty: -2, refunded_orderline_id: sold });
    expect(
        desk.book.offer({ product: milk, need: 2, line: second }).map((row) => row.name)
    ).toEqual(["555", "666"]);
    await desk.refunds.fillLine(second);
    expect([rowsOf(first), rowsOf(second)]).toEqual([{ 444: 1 }, { 555: 1, 666: 1 }]);
});

test("the ticket names lot and date, the customer's display the lot alone", async () => {
    const { store, desk, order } = await openShop([
        lotRow(1, "A/1", { days: 5, gtin: "04012345678901" }),
        lotRow(2, "B"),
    ]);
    const line = addMilk(store, order, { 1: 2, 2: 1 });
    expect(line.packLotLines).toEqual(["Lot A/1, Use by 03/15/2026 (2)", "Lot B (1)"]);
    const adapter = new CustomerDisplayPosAdapter();
    expect(adapter.getOrderlineData(line).packLotLines).toEqual(["Lot A/1 (2)", "Lot B (1)"]);
    expect(desk.lines.links(order)).toEqual([
        { name: "TEST A/1", url: "http://localhost:4444/01/04012345678901/10/A%2F1" },
    ]);
});

test("lines that came without lots are asked for before payment, combos' parts too", async () => {
    const { store, desk, order } = await openShop([lotRow(1, "A", { free: 9 })]);
    const parent = addMilk(store, order, {}, { qty: 2 });
    const child = addMilk(store, order, {}, { qty: 4, combo_parent_id: parent });
    expect(await desk.gate.approves(order)).toBe(true);
    expect([rowsOf(parent), rowsOf(child)]).toEqual([{ A: 2 }, { A: 4 }]);
    expect(child.pack_lot_ids[0].evidence).toBe("only_lot");
});

test("a line that was split keeps no more lots than goods", async () => {
    const { store, desk, order } = await openShop([lotRow(1, "A"), lotRow(2, "B")]);
    const line = addMilk(store, order, { 1: 2, 2: 3 });
    line.qty = 3;
    desk.rows.purge(order);
    expect(rowsOf(line)).toEqual({ A: 2, B: 1 });
    line.qty = 2;
    desk.rows.purge(order);
    expect(rowsOf(line)).toEqual({ A: 2 });
});

test("a refund takes the lots that are still to come back, in the order they were sold", async () => {
    const { store, desk, order } = await openShop([lotRow(1, "A"), lotRow(2, "B")]);
    const sold = addMilk(store, order, { 1: 2, 2: 3 });
    const refundOrder = store.addNewOrder();
    const refund = (qty) => addMilk(store, refundOrder, {}, { qty, refunded_orderline_id: sold });
    const first = refund(-1);
    desk.pick = async () => null;
    await desk.refunds.fillLine(first);
    expect(rowsOf(first)).toEqual({ A: 1 });
    const second = refund(-4);
    await desk.refunds.fillLine(second);
    expect(rowsOf(second)).toEqual({ A: 1, B: 3 });
    expect(desk.gate.findings(refundOrder)).toEqual([]);
});

test("a pack scanned while a product is configured is sold as scanned, the product as chosen", async () => {
    const { store, desk, order, milk } = await openShop([
        lotRow(1, "A", { days: 2 }),
        lotRow(2, "B", { days: 5 }),
    ]);
    store.setOrder(order);
    milk.barcode = "4012345678901";
    const configured = new Deferred();
    const found = new Deferred();
    patchWithCleanup(store, {
        async handleConfigurableProduct(values) {
            if (values.qty === 3) {
                await configured;
            }
            return super.handleConfigurableProduct(...arguments);
        },
    });
    patchWithCleanup(desk.feed, {
        async find() {
            await found;
            return super.find(...arguments);
        },
    });
    desk.pick = async ({ need, rows, adding }) => [desk.part(rows[0], need, "picked", adding)];
    const tapped = store.addLineToOrder({ product_tmpl_id: milk.product_tmpl_id, qty: 3 }, order);
    const scanned = desk.scanner.sell("(01)04012345678901(10)B");
    await animationFrame();
    configured.resolve(); // the scan still waits for the server
    await animationFrame();
    found.resolve();
    await Promise.all([tapped, scanned]);
    const evidence = order.lines.map((line) => line.pack_lot_ids.map((row) => row.evidence));
    expect(order.lines.map(rowsOf)).toEqual([{ A: 3 }, { B: 1 }]);
    expect(evidence).toEqual([["picked"], ["scanned"]]);
});
