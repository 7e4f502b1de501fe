import assert from "node:assert/strict";
import { test } from "node:test";

import { VERDICTS, decide } from "../../src/core/verdict.js";
import { load } from "./case_files.mjs";

const LETTERS = "awkb";
const { defaults } = load("verdict");

function letter({ verdict, overridable, to_quarantine }) {
    const code = LETTERS[VERDICTS.indexOf(verdict)];
    return (overridable ? code.toUpperCase() : code) + (to_quarantine ? "q" : "");
}

/** One row of a grid: the entries of the first two axes are given, the others run. */
function row(axes, first, second) {
    const [policies, choices, ...others] = Object.values(axes);
    let cases = [[policies[first], choices[second]]];
    for (const axis of others) {
        cases = cases.flatMap((chosen) => axis.map((fragment) => [...chosen, fragment]));
    }
    return cases
        .map((chosen) => {
            const facts = { ...defaults };
            for (const fragment of chosen) {
                for (const [part, values] of Object.entries(fragment)) {
                    facts[part] = values && { ...(facts[part] || defaults[part]), ...values };
                }
            }
            return letter(decide(facts.policy, facts.line, facts.lot, facts.day, facts.now));
        })
        .join("");
}

for (const grid of ["verdict_grid", "verdict_grid_facts"]) {
    const { axes, expect } = load(grid);
    for (const [name, letters] of Object.entries(expect)) {
        test(`${grid}: row ${name}`, () => {
            assert.equal(row(axes, ...name.split("/").map(Number)), letters);
        });
    }
}
