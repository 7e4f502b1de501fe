import assert from "node:assert/strict";
import { test } from "node:test";

import { REASONS, decide } from "../../src/core/verdict.js";
import { load } from "./case_files.mjs";

const { defaults, cases } = load("verdict");

/** The decision for a case, whose parts are laid over the defaults of the case file. */
export function answer({ policy, line, lot = {}, day = defaults.day, now = defaults.now }) {
    return decide(
        { ...defaults.policy, ...policy },
        { ...defaults.line, ...line },
        lot && { ...defaults.lot, ...lot },
        day,
        now
    );
}

for (const testCase of cases) {
    test(`verdict: ${testCase.name}`, () => {
        assert.deepEqual(answer(testCase), {
            overridable: false,
            to_quarantine: false,
            ...testCase.expect,
        });
    });
}

test("verdict: every reason has a case", () => {
    const told = new Set(cases.flatMap((testCase) => testCase.expect.reasons));
    assert.deepEqual([...told].sort(), [...REASONS].sort());
});

test("verdict: keys that a caller leaves out mean nothing special", () => {
    const decision = decide(
        { lot_policy: "enforce", lot_choice: "pick", best_before: "warn", min_days: 0 },
        { tracking: "lot", quantity: 1, precision: 1, evidence: "scanned" },
        { id: 1, name: "L1", dates: {}, free: 1, in_shop: true },
        "2026-03-10",
        "2026-03-10 09:00:00"
    );
    assert.deepEqual(decision, {
        verdict: "allow",
        reasons: [],
        overridable: false,
        to_quarantine: false,
    });
});
