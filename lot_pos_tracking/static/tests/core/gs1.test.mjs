import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { decode } from "../../src/core/gs1.js";
import { buildLink, parseLink } from "../../src/core/gs1_link.js";
import * as messages from "../../src/core/gs1_messages.js";
import { load } from "./case_files.mjs";

const TODAY = "2026-11-22";

const { today, cases } = load("gs1_scans");
for (const { name, scan, separators, expect, ...given } of cases) {
    test(`scan: ${name}`, () => {
        const answer = decode(scan, { today: given.today ?? today, separators });
        const asked = Object.fromEntries(Object.keys(expect).map((key) => [key, answer[key]]));
        assert.deepEqual(asked, expect);
    });
}

for (const { name, pairs, expect } of load("gs1_pairs").cases) {
    test(`label: ${name}`, () => assert.deepEqual(messages.pairProblems(pairs), expect));
}

for (const { name, pairs, stem, uri } of load("gs1_links").cases) {
    test(`link: ${name}`, () => {
        assert.equal(buildLink(pairs, stem), uri);
        if (uri) {
            const link = parseLink(uri, { today: TODAY });
            const read = link.elements.map(({ ai, value }) => [ai, value]);
            assert.deepEqual(link.problems, []);
            assert.deepEqual(read.sort(), [...pairs].sort());
        }
    });
}

test("a label reads back from its message and from its bracketed text", () => {
    const pairs = [
        ["10", 'a(B)%/"x'],
        ["01", "04012345678901"],
        ["30", "7"],
        ["17", "261231"],
    ];
    const asPairs = ({ elements }) => elements.map(({ ai, value }) => [ai, value]);
    const message = messages.writeMessage(pairs);
    assert.deepEqual(asPairs(messages.readMessage(message, TODAY)), pairs);
    const text = messages.writeBracketed(pairs);
    assert.deepEqual(asPairs(messages.readBracketed(text, TODAY)), pairs);
});

test("the reader uses neither the clock nor the zone of the machine", () => {
    for (const file of ["gs1", "gs1_link", "gs1_messages", "gs1_values"]) {
        const source = readFileSync(new URL(`../../src/core/${file}.js`, import.meta.url), "utf8");
        assert.ok(!/\bDate\b|@odoo/.test(source), file);
    }
});
