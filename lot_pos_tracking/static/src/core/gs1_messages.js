/**
 * Element strings ⇄ elements, and which may stand together: the twin of
 * core/gs1/{messages,rules}.py.
 */
import {
    EXCLUDED_ROWS,
    FAMILIES,
    PREDEFINED_LENGTHS,
    REQUIRED_ROWS,
    SERIAL_STARTS,
} from "./gs1_table.js";
import { byIdentifier, identifierAt, IDENTIFIERS, isMember, readElement } from "./gs1_values.js";

export const GS = "\x1d";
export const BRACKETED = /^\(\d{2,4}\)/;
const REQUIRED = byIdentifier(REQUIRED_ROWS);
const EXCLUDED = byIdentifier(EXCLUDED_ROWS);

/** {elements, unread, problems} of a message in which GS stands for FNC1 (GenSpecs 7.8.5). */
export function readMessage(data, today) {
    const elements = [];
    const unread = [];
    let rest = data;
    while (rest) {
        if (rest[0] === GS) {
            rest = rest.slice(1);
            continue;
        }
        let piece = rest.split(GS, 1)[0];
        const ai = identifierAt(piece);
        piece = piece.slice(0, PREDEFINED_LENGTHS[piece.slice(0, 2)]);
        if (ai) {
            elements.push(readElement(ai, piece.slice(ai.length), today));
        } else {
            unread.push(piece);
        }
        rest = rest.slice(piece.length);
    }
    return { elements, unread, problems: [] };
}

/** The same for the text under a barcode, "(01)…(10)…"; "\(" is a bracket in a value. */
export function readBracketed(text, today) {
    const elements = [];
    const unread = [];
    if (!BRACKETED.test(text)) {
        return { elements, unread, problems: [["bracket", "", text]] };
    }
    for (const part of splitBrackets(text)) {
        const end = part.indexOf(")");
        const ai = part.slice(0, Math.max(end, 0));
        const value = part.slice(end + 1).replaceAll("\\(", "(");
        if (!/^\d{2,4}$/.test(ai)) {
            return { elements, unread, problems: [["bracket", "", `(${part}`]] };
        }
        if (Object.hasOwn(IDENTIFIERS, ai)) {
            elements.push(readElement(ai, value, today));
        } else {
            unread.push(`(${ai})${value}`);
        }
    }
    return { elements, unread, problems: [] };
}

/** What follows each opening bracket that is not escaped. */
function splitBrackets(text) {
    const parts = [];
    for (let at = 0; at < text.length; at++) {
        if (text[at] === "(" && text[at - 1] !== "\\") {
            parts.push("");
        } else {
            parts[parts.length - 1] += text[at];
        }
    }
    return parts;
}

/** The data of a barcode without the leading FNC1; `pairs` are [identifier, value]. */
export function writeMessage(pairs, separator = GS) {
    let message = "";
    let open = false;
    for (const [ai, value] of pairs) {
        message += (open ? separator : "") + ai + value;
        open = IDENTIFIERS[ai]?.separated ?? true;
    }
    return message;
}

/** The text under a barcode. */
export function writeBracketed(pairs) {
    return pairs.map(([ai, value]) => `(${ai})${value.replaceAll("(", "\\(")}`).join("");
}

/** Whether the two must not stand on one label. */
function excludes(ai, other) {
    const family = ai.length === 4 && other.length === 4 && ai.slice(0, 3) === other.slice(0, 3);
    if (family && FAMILIES.some((start) => ai.startsWith(start))) {
        return true;
    }
    return [
        [ai, other],
        [other, ai],
    ].some(([first, second]) => (EXCLUDED[first] || []).some((name) => isMember(second, name)));
}

/** [[code, identifier, others]]: what is wrong with these pairs as one label. */
export function pairProblems(pairs) {
    const values = new Map();
    const problems = [];
    for (const [ai, value] of pairs) {
        if (!values.has(ai)) {
            values.set(ai, value);
        } else if (values.get(ai) !== value) {
            problems.push(["repeated_differently", ai, []]);
        }
    }
    const ais = [...values.keys()];
    const isMet = (choice) =>
        choice.split("+").every((name) => ais.some((ai) => isMember(ai, name)));
    for (const ai of ais) {
        const others = ais.filter((other) => other !== ai && excludes(ai, other));
        if (others.length) {
            problems.push(["excluded", ai, others]);
        }
        const needed = REQUIRED[ai];
        if (needed && !needed.some(isMet)) {
            problems.push(["missing", ai, needed]);
        }
    }
    if (values.has("8030")) {
        for (const [ai, start] of Object.entries(SERIAL_STARTS)) {
            if (values.get(ai)?.length === start) {
                problems.push(["serial_missing", ai, []]);
            }
        }
    }
    return problems;
}
