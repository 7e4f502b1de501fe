import { describe, expect, test } from "@odoo/hoot";
import { defineLotModels, lotRow, openShop, rowsOf } from "../data/lot_models";

describe.current.tags("headless");
defineLotModels();

/** A till that writes down what it tells and what it hands to upstream's own reader. */
async function openScanner(lots = [lotRow(1, "A", { days: 5 })]) {
    const till = await openShop(lots);
    till.store.setOrder(till.order);
    till.told = [];
    till.left = [];
    till.desk.notification = { add: (text) => till.told.push(text) };
    till.desk.env = {
        services: { barcode_reader: { _scan: async (code) => void till.left.push(code) } },
    };
    return till;
}

test("a plain barcode that the till has not loaded is left to upstream, which asks the server", async () => {
    const till = await openScanner();
    expect(await till.desk.scanner.sell("4006381333931")).toBe(false);
    expect(till.told).toEqual([]);
});

test("a lot number in a GS1 code that nobody knows is told by its number", async () => {
    const till = await openScanner();
    expect(await till.desk.scanner.sell("(10)NOBODY(17)260401")).toBe(true);
    expect(till.told).toEqual(["No lot of this shop has the number NOBODY (AI 10)."]);
});

test("a plain code is the same with and without the scanner's word on what it has read", async () => {
    const till = await openScanner();
    expect(await till.desk.scanner.sell("]E04006381333931")).toBe(true);
    expect(await till.desk.scanner.sell("]E440170725")).toBe(true);
    expect(await till.desk.scanner.sell("]E3400638133393112345")).toBe(true);
    expect(await till.desk.scanner.sell("]C0SHELF-7")).toBe(true);
    expect(till.left).toEqual(["4006381333931", "40170725", "4006381333931", "SHELF-7"]);
    expect(till.told).toEqual([]);
});

test("goods without lots are refused by their own name and the date in the code", async () => {
    const till = await openScanner();
    const bread = till.store.models["product.product"].find(({ tracking }) => tracking === "none");
    const pack = { use_by: "2026-03-01" };
    const decision = till.desk.book.judge({ product: bread, quantity: 1, pack });
    expect(decision.reasons).toEqual(["expired"]);
    expect(till.desk.sentence("expired", { product: bread, pack })).toBe(
        `${bread.display_name}: expired. Use by 03/01/2026`
    );
});

test("goods that no lot covers are told without a number", async () => {
    const { desk, milk } = await openScanner();
    const sentence = (reason) => desk.sentence(reason, { product: milk });
    expect(sentence("short_quantity")).toBe("TEST: not enough free in this shop.");
    expect(sentence("stale_data")).toBe(
        "TEST: the till has not heard from the server for too long."
    );
});

test("a scanned lot is sold with what its code says", async () => {
    const till = await openScanner();
    till.milk.barcode = "4012345678901";
    await till.desk.scanner.sell("(01)04012345678901(10)A");
    expect(till.order.lines.map(rowsOf)).toEqual([{ A: 1 }]);
});
