import assert from "node:assert/strict";
import { test } from "node:test";

import { isOneEditApart, lookAlikeKey, matchKey, nearMatches } from "../../src/core/lot_names.js";
import { load } from "./case_files.mjs";

for (const { name, known, expect } of load("lot_names").cases) {
    test(`near matches of "${name}"`, () => {
        assert.deepEqual(nearMatches(name, known), expect);
    });
}

test("keys forget blanks, case and look-alikes but nothing inside", () => {
    assert.equal(matchKey("\x1d AB 12-x\n"), "ab 12-x");
    assert.equal(matchKey(undefined), "");
    assert.equal(lookAlikeKey("lOI0"), "1010");
});

test("one edit is an insertion, deletion, substitution or swap", () => {
    for (const [left, right] of [
        ["abc", "abcd"],
        ["abc", "bc"],
        ["abc", "axc"],
        ["abc", "acb"],
    ]) {
        assert.ok(isOneEditApart(left, right));
        assert.ok(isOneEditApart(right, left));
    }
    for (const [left, right] of [
        ["abc", "abc"],
        ["abc", "cba"],
        ["abc", "abcde"],
        ["abcd", "badc"],
    ]) {
        assert.ok(!isOneEditApart(left, right));
    }
});
