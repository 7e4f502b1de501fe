import assert from "node:assert/strict";
import { test } from "node:test";

import { ordered, take } from "../../src/core/allocation.js";
import { compare, isZero, roundAt } from "../../src/core/rounding.js";
import { load } from "./case_files.mjs";

for (const { name, strategy, need, precision, candidates, expect } of load("allocation").cases) {
    test(`allocation: ${name}`, () => {
        const answer = take(need, candidates, strategy, precision);

        assert.deepEqual(
            answer.lines.map((row) => [row.key, row.quantity]),
            expect.lines
        );
        assert.equal(answer.shortage, expect.shortage);
        assert.deepEqual(
            answer.rejected.map((row) => [row.key, row.quantity, row.reason]),
            expect.rejected
        );
        if (expect.order) {
            const keys = ordered(candidates, strategy).map((row) => row.key);
            assert.deepEqual(keys, expect.order);
        }
    });
}

test("quantities are compared at the unit's step", () => {
    assert.equal(roundAt(1.005, 0.01), 1.01);
    assert.equal(roundAt(-1.005, 0.01), -1.01);
    assert.equal(roundAt(0.1 + 0.2, 0.001), 0.3);
    assert.equal(compare(0.1 + 0.2, 0.3, 0.001), 0);
    assert.equal(compare(1.4, 1, 1), 0);
    assert.equal(compare(2, 1, 1), 1);
    assert.equal(compare(-2, 1, 1), -1);
    assert.equal(isZero(-0.0004, 0.001), true);
});

test("taking does not change the candidates", () => {
    const candidates = [
        { key: "B", quantity: 2, day: "2026-05-02", id: 2 },
        { key: "A", quantity: 2, day: "2026-05-01", id: 1 },
    ];
    const before = structuredClone(candidates);

    take(3, candidates);

    assert.deepEqual(candidates, before);
});
