// Answers recorded questions with the till's twin of the decision table and counts differences.
// node tools/verdict_twin.mjs FILE, FILE as test_core_verdict_walk.py writes it

import { readFileSync } from "node:fs";

import { VERDICTS, decide } from "../lot_pos_tracking/static/src/core/verdict.js";
import { load } from "../lot_pos_tracking/static/tests/core/case_files.mjs";

const { defaults } = load("verdict");
const told = JSON.parse(readFileSync(process.argv[2], "utf-8"));

function letter({ verdict, overridable, to_quarantine }) {
    const code = "awkb"[VERDICTS.indexOf(verdict)];
    return (overridable ? code.toUpperCase() : code) + (to_quarantine ? "q" : "");
}

function answer(facts) {
    const [policy, line] = ["policy", "line"].map((part) => ({ ...defaults[part], ...facts[part] }));
    const lot = facts.lot && { ...defaults.lot, ...facts.lot };
    return letter(decide(policy, line, lot, facts.day, facts.now));
}

const wrong = told.filter(([facts, expected]) => answer(facts) !== expected);
for (const [facts, expected] of wrong.slice(0, 5)) {
    console.log(`${answer(facts)} instead of ${expected}: ${JSON.stringify(facts)}`);
}
console.log(`${told.length} questions, ${wrong.length} answered differently by the till's twin`);
process.exit(wrong.length ? 1 : 0);
