import { describe, expect, test } from "@odoo/hoot";
import { MILK, addMilk, defineLotModels, lotRow, openShop, shop } from "../data/lot_models";

describe.current.tags("headless");
defineLotModels();

const JAM = 7001; // a part that the till does not sell
const HAMPER = 6; // another product of the mock shop
const PARTS = [
    { product_id: MILK, name: "Milk", quantity: 2, tracking: "lot", rounding: 0.01, unit: "Units" },
    { product_id: JAM, name: "Jam", quantity: 1, tracking: "lot", rounding: 0.01, unit: "Units" },
];

async function openKitShop(lots, config = {}) {
    const kits = [{ product_id: HAMPER, parts: PARTS }];
    const opened = await openShop(lots, { config: { _lot_kits: kits, ...config } });
    return { ...opened, hamper: opened.store.models["product.product"].get(HAMPER) };
}

function addHamper({ store, order, hamper }, qty = 1) {
    return store.models["pos.order.line"].create({
        ...{ order_id: order, product_id: hamper, qty, price_unit: 9 },
    });
}

const told = (findings) =>
    findings.map(({ product, lot, quantity, decision }) => [
        product.display_name.includes("Jam") ? "Jam" : "Milk",
        lot?.name || "",
        quantity,
        decision.reasons[0] || "",
    ]);

test("a kit takes of each part the lots that expire first, after what other lines name", async () => {
    const till = await openKitShop([
        lotRow(1, "LATE", { days: 9 }),
        lotRow(2, "SOON", { days: 2, free: 3 }),
        lotRow(3, "J1", { days: 5, product: JAM }),
    ]);
    addMilk(till.store, till.order, { 2: 2 });
    const line = addHamper(till);
    expect(told(till.desk.book.judgeLine(line))).toEqual([
        ["Milk", "SOON", 1, ""],
        ["Milk", "LATE", 1, ""],
        ["Jam", "J1", 1, ""],
    ]);
    expect(line.pack_lot_ids).toHaveLength(0);
});

test("two kits do not take the same unit", async () => {
    const till = await openKitShop([
        lotRow(1, "M", { days: 9, free: 9 }),
        lotRow(3, "J1", { days: 5, product: JAM, free: 1 }),
    ]);
    const [first, second] = [addHamper(till), addHamper(till)];
    expect(told(till.desk.book.judgeLine(first))[1]).toEqual(["Jam", "J1", 1, ""]);
    expect(told(till.desk.book.judgeLine(second))[1]).toEqual(["Jam", "", 1, "short_quantity"]);
    expect(till.desk.gate.findings(till.order)).toHaveLength(1);
});

const STOPS = {
    held: { is_on_hold: true },
    expired: { days: -1 },
    recalled: { recalled: true, is_on_hold: true },
};

for (const [reason, values] of Object.entries(STOPS)) {
    test(`a part that is ${reason} stops the kit and says so on its line`, async () => {
        const till = await openKitShop([
            lotRow(1, "M", { days: 9 }),
            lotRow(3, "J1", { days: 5, product: JAM, ...values }),
        ]);
        const line = addHamper(till);
        const findings = till.desk.gate.findings(till.order);
        expect(told(findings)).toEqual([["Jam", "J1", 1, reason]]);
        expect(findings[0].decision.overridable).toBe(false);
        expect(till.desk.lines.describe(line)[1]).toMatchObject({
            part: "Jam",
            name: "J1",
            isStopped: true,
        });
    });
}

test("the server is asked for the parts as well, and promises them to the order", async () => {
    const till = await openKitShop([
        lotRow(1, "M", { days: 9 }),
        lotRow(3, "J1", { days: 5, product: JAM }),
    ]);
    addHamper(till);
    expect(await till.desk.gate.approves(till.order)).toBe(true);
    expect(
        shop.claims[0].map(({ product_id, lot_id, quantity, evidence }) => [
            ...[product_id, lot_id, quantity, evidence],
        ])
    ).toEqual([
        [MILK, 1, 2, "presumed"],
        [JAM, 3, 1, "presumed"],
    ]);
});

test("a kit that comes back is not judged: its lots are those it left with", async () => {
    const till = await openKitShop([]);
    const line = addHamper(till, -1);
    expect(till.desk.book.judgeLine(line)).toEqual([]);
});

test("where the till only warns, a missing part is a warning", async () => {
    const till = await openKitShop([], { lot_policy: "warn" });
    addHamper(till);
    expect(till.desk.gate.findings(till.order)).toEqual([]);
});
