/** The till's reader, judged by the same official vectors as the server's. */
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";

import { decode } from "../../src/core/gs1.js";
import { buildLink, CANONICAL_STEM, parseLink, pathsOf } from "../../src/core/gs1_link.js";
import * as messages from "../../src/core/gs1_messages.js";
import { QUALIFIERS } from "../../src/core/gs1_table.js";
import { FUNCTIONS, markRepeats } from "../../src/core/gs1_values.js";
import { load } from "./case_files.mjs";

const TODAY = "2026-11-22";
const FOLDER = process.env.LOT_VECTORS
    ? new URL(`file://${process.env.LOT_VECTORS}/`)
    : new URL("../../../../../shared/vectors/", import.meta.url);
const skip = existsSync(FOLDER)
    ? false
    : "the official vectors are not beside the repository; see LOT_VECTORS";
const SCOPE = load("gs1_scope").out_of_scope;

function vectors(name) {
    return JSON.parse(readFileSync(new URL(`${name}.json`, FOLDER), "utf8")).vectors;
}

function isOutOfScope(vector, { option, field, equals, starts }) {
    if (option) {
        return (vector.options || []).includes(option);
    }
    const value = vector[field] ?? "";
    return equals === undefined ? value.startsWith(starts) : value === equals;
}

/** Asserts `verdict(vector)` = [got, expected] for each vector in scope, all at once. */
function judge(name, verdict) {
    test(`vectors: ${name}`, { skip }, () => {
        const entries = SCOPE.filter((entry) => entry.file === name);
        const judged = vectors(name)
            .filter((vector) => !entries.some((entry) => isOutOfScope(vector, entry)))
            .map((vector) => [JSON.stringify(vector), ...verdict(vector)]);
        assert.ok(judged.length > 10);
        assert.deepEqual(
            judged.map(([vector, got]) => [vector, got]),
            judged.map(([vector, , expected]) => [vector, expected])
        );
    });
}

function messageOf(pairs) {
    return `^${messages.writeMessage(pairs, "^")}`;
}

const asPairs = (elements) => elements.map(({ ai, value }) => [ai, value]);

function isGood({ elements, unread = [], problems = [] }) {
    const marked = markRepeats(elements);
    const isClean = !unread.length && !problems.length && !marked.some((one) => one.problem);
    return marked.length > 0 && isClean;
}

function scanMessage(scan) {
    if (scan.kind === "gs1") {
        return messageOf(scan.elements);
    }
    if (scan.kind === "ean") {
        const digits = scan.text.split("|")[0];
        return scan.elements.length ? `${digits}|${messageOf(scan.elements)}` : digits;
    }
    return /^\\?\^/.test(scan.text) ? `\\${scan.text}` : scan.text;
}

judge("gs1_scandata_decode", (vector) => {
    const scan = decode(vector.scan, { today: TODAY });
    if (!vector.valid) {
        return [scan.is_clean, false];
    }
    const got = [scan.is_clean, scanMessage(scan)];
    const expected = [true, vector.message];
    if ("digital_link_elements" in vector) {
        got.push(scan.kind === "link" ? messageOf(scan.elements) : "");
        expected.push(vector.digital_link_elements);
    }
    return [got, expected];
});

judge("gs1_raw_message_validate", ({ message, valid }) => {
    const data = message.slice(1).replaceAll("^", messages.GS);
    return [message[0] === "^" && isGood(messages.readMessage(data, TODAY)), valid];
});

judge("gs1_bracketed_parse", ({ bracketed, valid, message = false }) => {
    const read = messages.readBracketed(bracketed, TODAY);
    const good = isGood(read);
    return [
        [good, good && messageOf(asPairs(read.elements))],
        [valid, message],
    ];
});

judge("gs1_lint_errors", ({ bracketed, expected }) => [
    isGood(messages.readBracketed(bracketed, TODAY)),
    expected === "OK",
]);

const COMPONENTS = {
    csum: "check_digit",
    iso3166: "country",
    iso4217: "currency",
    pcenc: "percent_encoded",
    yymmdd: "day",
    yymmd0: "day_or_month",
    hhmi: "hour_minute",
};

judge("gs1_component_linters", ({ linter, value, valid }) => {
    if (linter === "cset82") {
        const { problem } = messages.readBracketed(`(99)${value}`, TODAY).elements[0] || {};
        const isFine = value === "" || value === "(" || problem === undefined;
        return [isFine, valid];
    }
    return [FUNCTIONS[COMPONENTS[linter]](value), valid];
});

function allPairs(bracketed) {
    const { elements, unread } = messages.readBracketed(bracketed, TODAY);
    const unlisted = unread.map((piece) => /^\((\d+)\)(.*)$/.exec(piece).slice(1));
    return [...asPairs(elements), ...unlisted];
}

judge("gs1_ai_associations", ({ bracketed, rule, valid }) => {
    let codes = messages.pairProblems(allPairs(bracketed)).map(([code]) => code);
    if (rule === "validateAIrepeats") {
        codes = codes.filter((code) => code === "repeated_differently");
    } else if (rule.startsWith("validateDigSig")) {
        codes = codes.filter((code) => code === "serial_missing");
    }
    return [!codes.length, valid];
});

judge("gs1_digital_link_parse", ({ uri, valid, message = false, options = [] }) => {
    const link = parseLink(uri, {
        today: TODAY,
        aliases: options.includes("permit_convenience_alphas"),
        shortGtin: options.includes("permit_zero_suppressed_gtin"),
    });
    const good = isGood(link);
    return [
        [good, good && messageOf(asPairs(link.elements))],
        [valid, message],
    ];
});

judge("gs1_digital_link_generate", ({ stem, bracketed, uri }) => [
    buildLink(allPairs(bracketed), stem ?? CANONICAL_STEM),
    uri,
]);

test("vectors: gs1_digital_link_path_sequences", { skip }, () => {
    const ours = Object.keys(QUALIFIERS).flatMap(pathsOf);
    assert.deepEqual(ours.sort(), vectors("gs1_digital_link_path_sequences").sort());
});
