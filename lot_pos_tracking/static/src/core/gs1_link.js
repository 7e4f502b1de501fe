/** GS1 Digital Link URI ⇄ elements: the twin of core/gs1/digital_link.py. */
import { ALIASES, PATH_ONLY, QUALIFIERS } from "./gs1_table.js";
import { IDENTIFIERS, markRepeats, readElement } from "./gs1_values.js";

export const CANONICAL_STEM = "https://id.gs1.org";
const LINK = /^(?:https?|HTTPS?):\/\/[A-Za-z0-9.\-:[\]]+(\/[^?#]*)(?:\?([^#]*))?(?:#.*)?$/;
const FORBIDDEN = /[\x00-\x20\x7f-\uffff<>{}\\^`|"]/; // eslint-disable-line no-control-regex

/** Whether text claims to be a web address; a scheme in mixed case is plain text. */
export function isLink(text) {
    return /^(?:https?|HTTPS?):\/\//.test(text);
}

/** {key, elements, problems}: what a link says, as far as it can be read. */
export function parseLink(uri, { today, aliases = false, shortGtin = false }) {
    const match = LINK.exec(uri);
    if (!match || FORBIDDEN.test(uri)) {
        return { elements: [], problems: [["link_syntax", "", uri]] };
    }
    const problems = [];
    const path = pathPairs(match[1], problems, aliases);
    if (!path.length) {
        return { elements: [], problems: [["link_without_key", "", uri]] };
    }
    const pairs = [...path, ...queryPairs(match[2] || "", path, problems)];
    const elements = pairs.map(([ai, value]) => {
        if (ai === "01" && [8, 12, 13].includes(value.length)) {
            if (!shortGtin) {
                problems.push(["link_short_gtin", ai, value]);
            }
            value = value.padStart(14, "0");
        }
        return readElement(ai, value, today);
    });
    return { key: path[0][0], elements: markRepeats(elements), problems };
}

/** [[identifier, value]] from the rightmost key on; empty when there is none. */
function pathPairs(path, problems, aliases) {
    const parts = path.split("/");
    const nameOf = (part) => (Object.hasOwn(ALIASES, part) ? ALIASES[part] : part);
    for (let start = parts.length - 2; start > 0; start -= 2) {
        if (!Object.hasOwn(QUALIFIERS, nameOf(parts[start]))) {
            continue;
        }
        const pairs = [];
        for (let at = start; at < parts.length; at += 2) {
            const ai = nameOf(parts[at]);
            if (ai !== parts[at] && !aliases) {
                problems.push(["link_alias", ai, parts[at]]);
            }
            if (Object.hasOwn(IDENTIFIERS, ai)) {
                pairs.push([ai, percentDecoded(parts[at + 1])]);
            } else {
                problems.push(["link_unlisted", ai, parts[at + 1]]);
            }
        }
        const names = pairs.map(([ai]) => ai).join("/");
        if (!pathsOf(pairs[0][0]).some((allowed) => allowed.join("/") === names)) {
            problems.push(["link_path", "", names]);
        }
        return pairs;
    }
    return [];
}

/** [[identifier, value]] of the query; other parameters are not ours and left out. */
function queryPairs(query, path, problems) {
    const names = path.map(([ai]) => ai);
    const seen = [...names];
    const pairs = [];
    for (const part of query.split("&")) {
        const match = /^(\d+)=([^]*)$/.exec(part);
        if (!match) {
            continue;
        }
        const [, ai, value] = match;
        if (!Object.hasOwn(IDENTIFIERS, ai)) {
            problems.push(["link_unlisted", ai, value]);
            continue;
        }
        if (seen.includes(ai)) {
            problems.push(["link_repeated", ai, value]);
        } else if (PATH_ONLY.includes(ai) || fitsPath(ai, names)) {
            problems.push(["link_in_query", ai, value]);
        }
        seen.push(ai);
        pairs.push([ai, percentDecoded(value.replaceAll("+", " "))]);
    }
    return pairs;
}

/** Percent-decoding that leaves alone what is no escape, as in Python. */
function percentDecoded(text) {
    return text.replace(/(?:%[0-9A-Fa-f]{2})+/g, (escapes) => {
        const bytes = escapes.match(/[0-9A-Fa-f]{2}/g).map((hex) => parseInt(hex, 16));
        return new TextDecoder("utf-8", { ignoreBOM: true }).decode(Uint8Array.from(bytes));
    });
}

function percentEncoded(text) {
    return encodeURIComponent(text).replace(
        /[!'()*]/g,
        (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`
    );
}

/** All paths of a key, bare first: [["01"], ["01", "22"], …]. */
export function pathsOf(key) {
    if (!Object.hasOwn(QUALIFIERS, key)) {
        return [];
    }
    const subsets = (chain) =>
        chain.reduce((found, ai) => [...found, ...found.map((part) => [...part, ai])], [[]]);
    const longer = QUALIFIERS[key].flatMap((chain) => subsets(chain).slice(1));
    return [[], ...longer].map((part) => [key, ...part]);
}

/** Whether the identifier could have stood in this path, so that it must not be queried. */
function fitsPath(ai, path) {
    return pathsOf(path[0]).some((other) => [ai, ...path].every((name) => other.includes(name)));
}

/** The URI of [identifier, value] pairs, or null when no link may carry them. */
export function buildLink(pairs, stem = CANONICAL_STEM) {
    const values = new Map(pairs);
    const ais = [...values.keys()];
    const key = ais.find((ai) => Object.hasOwn(QUALIFIERS, ai));
    if (!key) {
        return null;
    }
    const chain = QUALIFIERS[key].find((one) => one.some((ai) => values.has(ai))) || [];
    const path = [key, ...chain.filter((ai) => values.has(ai))];
    const attributes = ais.filter((ai) => !path.includes(ai));
    const refused = (ai) =>
        PATH_ONLY.includes(ai) || !Object.hasOwn(IDENTIFIERS, ai) || fitsPath(ai, path);
    if (attributes.some(refused)) {
        return null;
    }
    attributes.sort((a, b) => IDENTIFIERS[a].separated - IDENTIFIERS[b].separated);
    const uri =
        stem.replace(/\/+$/, "") +
        path.map((ai) => `/${ai}/${percentEncoded(values.get(ai))}`).join("");
    const query = attributes.map((ai) => `${ai}=${percentEncoded(values.get(ai))}`).join("&");
    return query ? `${uri}?${query}` : uri;
}
