import { describe, expect, test } from "@odoo/hoot";
import { Deferred } from "@odoo/hoot-mock";
import { patchWithCleanup } from "@web/../tests/web_test_helpers";
import { addMilk, defineLotModels, lotRow, openShop, rowsOf, shop } from "../data/lot_models";

describe.current.tags("headless");
defineLotModels();

/** A cart of milk whose claim is answered by `answer`, when the test says so. */
async function openCart(answer) {
    const till = await openShop([lotRow(1, "A")]);
    addMilk(till.store, till.order, { 1: 1 });
    till.store.setOrder(till.order);
    till.shown = [];
    patchWithCleanup(till.store, { navigate: (page) => till.shown.push(page) });
    patchWithCleanup(till.store.data, {
        async call(model, method, ...rest) {
            const asked = super.call(model, method, ...rest);
            return method === "claim_lots" ? asked.then(() => answer) : asked;
        },
    });
    till.card = till.store.models["pos.payment.method"].find((method) => !method.is_cash_count);
    return till;
}

const ALLOWED = [{ verdict: "allow", reasons: [] }];

test("taps on Payment while the server is asked are one tap", async () => {
    const answer = new Deferred();
    const { store, shown } = await openCart(answer);
    const taps = [store.pay(), store.pay(), store.pay()];
    answer.resolve(ALLOWED);
    await Promise.all(taps);
    expect(shop.claims).toHaveLength(1);
    expect(shown).toEqual(["PaymentScreen"]);
});

test("taps on a quick payment while the server is asked pay once", async () => {
    const answer = new Deferred();
    const { store, order, card } = await openCart(answer);
    const refusal = [{ verdict: "block", reasons: ["recalled"], message: "Recalled." }];
    store.lotDesk.gate.refuse = async () => false;
    const taps = [store.validateOrderFast(card), store.validateOrderFast(card)];
    expect(order.payment_ids).toHaveLength(1);
    answer.resolve(refusal);
    await Promise.all(taps);
    expect(order.payment_ids).toHaveLength(0);
});

for (const [button, pay] of [
    ["Payment", ({ store }) => store.pay()],
    ["a quick payment", ({ store, card }) => store.validateOrderFast(card)],
]) {
    test(`what was typed just before ${button} is paid for`, async () => {
        const answer = new Deferred();
        const till = await openCart(answer);
        const [line] = till.order.lines;
        // the till waits a moment with keys, which may be those of a scanner
        till.store.numberBuffer.handler = () => line.setQuantity(2);
        const paying = pay(till);
        answer.resolve([{ verdict: "block", reasons: ["recalled"], message: "Recalled." }]);
        till.store.lotDesk.gate.refuse = async () => false;
        await paying;
        expect(shop.claims.map((lines) => lines.map((one) => one.quantity))).toEqual([[2]]);
    });
}

test("an error of the server leaves the order of a quick payment as it was", async () => {
    const answer = new Deferred();
    const { store, order, card } = await openCart(answer);
    const paying = store.validateOrderFast(card);
    answer.reject(new Error("no answer"));
    await expect(paying).rejects.toThrow("no answer");
    expect(order.payment_ids).toHaveLength(0);
    expect(order.state).toBe("draft");
});

for (const [policy, mayPay, needs, lots] of [
    ["warn", true, [1, 2], [{}, { A: 2 }]],
    ["enforce", false, [1], [{}, {}]],
]) {
    test(`a line left without lots before payment, with the policy ${policy}`, async () => {
        const { store, desk, order } = await openShop([lotRow(1, "A"), lotRow(2, "B")], {
            config: { lot_policy: policy },
        });
        const lines = [1, 2].map((qty) => addMilk(store, order, {}, { qty }));
        const asked = [];
        desk.pick = async ({ need, rows, adding }) => {
            asked.push(need);
            return need === 1 ? null : [desk.part(rows[0], need, "picked", adding)];
        };
        expect(await desk.gate.approves(order)).toBe(mayPay);
        expect(asked).toEqual(needs);
        expect(lines.map(rowsOf)).toEqual(lots);
    });
}
