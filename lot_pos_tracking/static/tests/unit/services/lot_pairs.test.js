import { describe, expect, test } from "@odoo/hoot";
import { MILK, addMilk, defineLotModels, lotRow, openShop, rowsOf } from "../data/lot_models";

describe.current.tags("headless");
defineLotModels();

const EAN = "4012345678901";
const LOTS = [lotRow(1, "A", { days: 2 }), lotRow(2, "B", { days: 3 })];

async function openPackShop(config = {}) {
    const till = await openShop(LOTS, { config: { lot_choice: "fefo", ...config } });
    till.milk.barcode = EAN;
    till.store.setOrder(till.order);
    return till;
}

/** As upstream adds what a plain barcode names. */
async function scanPlain({ store, milk, desk }) {
    if (await desk.scanner.sell(EAN)) {
        return null;
    }
    return store.addLineToCurrentOrder(
        { product_id: milk, product_tmpl_id: milk.product_tmpl_id },
        { code: { type: "product", code: EAN, base_code: EAN } },
        false
    );
}

const scanLot = ({ desk }, lot) => desk.scanner.sell(`(01)0${EAN}(10)${lot}`);
const cart = (order) => order.lines.map((line) => [line.qty, rowsOf(line)]);

test("the code after the plain barcode names the lot of its line", async () => {
    const till = await openPackShop();
    const line = await scanPlain(till);
    expect(cart(till.order)).toEqual([[1, { A: 1 }]]);
    expect(line.pack_lot_ids[0].evidence).toBe("presumed");
    await scanLot(till, "B");
    expect(cart(till.order)).toEqual([[1, { B: 1 }]]);
    expect(line.pack_lot_ids[0].evidence).toBe("scanned");
});

test("the next pack is another pack", async () => {
    const till = await openPackShop();
    await scanPlain(till);
    await scanLot(till, "B");
    await scanLot(till, "B");
    expect(cart(till.order)).toEqual([[2, { B: 2 }]]);
});

test("of a pack read twice in one go the plain barcode says nothing new", async () => {
    const till = await openPackShop();
    await scanLot(till, "B");
    expect(await scanPlain(till)).toBe(null);
    expect(cart(till.order)).toEqual([[1, { B: 1 }]]);
});

test("more of the same suggestion is split when the second pack is of another lot", async () => {
    const till = await openPackShop();
    await scanPlain(till);
    await scanPlain(till);
    expect(cart(till.order)).toEqual([[2, { A: 2 }]]);
    await scanLot(till, "B");
    expect(cart(till.order)).toEqual([
        [1, { A: 1 }],
        [1, { B: 1 }],
    ]);
});

test("more of the lot that was suggested is named once, the next pack is one more", async () => {
    const till = await openPackShop();
    await scanPlain(till);
    await scanPlain(till);
    await scanLot(till, "A");
    expect(cart(till.order)).toEqual([[2, { A: 2 }]]);
    await scanLot(till, "A");
    expect(till.order.lines.reduce((sum, line) => sum + line.qty, 0)).toBe(3);
});

test("a quantity typed since makes it another pack", async () => {
    const till = await openPackShop();
    const line = await scanPlain(till);
    line.setQuantity(3);
    await scanLot(till, "B");
    expect(cart(till.order)).toEqual([
        [3, { A: 3 }],
        [1, { B: 1 }],
    ]);
});

test("price, discount and notes of the line stay", async () => {
    const till = await openPackShop();
    const line = await scanPlain(till);
    Object.assign(line, { price_unit: 1.5, discount: 10, note: '["cold"]' });
    await scanLot(till, "B");
    expect([line.qty, line.price_unit, line.discount, line.note]).toEqual([1, 1.5, 10, '["cold"]']);
});

test("a split bill leaves each bill the lots of its own quantity", async () => {
    const { store, order, desk } = await openShop(LOTS);
    const line = addMilk(store, order, { 1: 2, 2: 1 });
    const other = store.addNewOrder();
    order.uiState.splittedOrderUuid = other.uuid;
    other.uiState.splittedOrderUuid = order.uuid;
    // as a restaurant's screen copies the line
    const { uuid, id, ...raw } = line.raw;
    expect([uuid, id].every(Boolean)).toBe(true);
    const copy = store.models["pos.order.line"].create(
        { ...raw, qty: 1, order_id: other.id },
        false,
        true
    );
    line.update({ qty: 2 });
    desk.splits.share([order, other]);
    [order, other].forEach((one) => desk.rows.purge(one));
    expect(copy.product_id.id).toBe(MILK);
    expect(rowsOf(copy)).toEqual({ A: 1 });
    expect(rowsOf(line)).toEqual({ B: 1, A: 1 });
});
