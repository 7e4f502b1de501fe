import assert from "node:assert/strict";
import { test } from "node:test";

import { freeQuantity, overbooked, takenByLot } from "../../src/core/reservations.js";

const line = (uuid, ...lots) => ({
    uuid,
    lots: lots.map(([lot_id, quantity]) => ({ lot_id, quantity })),
});
const CARTS = [
    { uuid: "o1", lines: [line("a", [1, 2], [2, 0.1]), line("b", [1, 1])] },
    { uuid: "o2", lines: [line("c", [2, 0.2]), line("d", [null, 5]), line("e", [1, -1])] },
    { uuid: "o3", is_finalized: true, lines: [line("f", [1, 50])] },
];

test("open carts take per lot; finalised ones, refunds and unknown numbers do not", () => {
    assert.deepEqual(
        [...takenByLot(CARTS)],
        [
            [1, 3],
            [2, 0.3],
        ]
    );
});

test("the line being edited does not compete with itself", () => {
    assert.equal(takenByLot(CARTS, { exceptLine: "a" }).get(1), 1);
});

test("free is stock minus carts minus other tills' claims, never below zero", () => {
    const taken = takenByLot(CARTS);

    assert.equal(freeQuantity(10, 1, taken, 2), 5);
    assert.equal(freeQuantity(0.4, 2, taken), 0.1);
    assert.equal(freeQuantity(2, 1, taken), 0);
    assert.equal(freeQuantity(4, 99, taken), 4);
});

test("lots promised beyond stock are named", () => {
    const stock = new Map([
        [1, 2],
        [2, 0.3],
    ]);

    assert.deepEqual(overbooked(CARTS, stock), [{ lot_id: 1, taken: 3, stock: 2 }]);
    assert.deepEqual(overbooked(CARTS, new Map([[1, 3]])), [{ lot_id: 2, taken: 0.3, stock: 0 }]);
});
