/**
 * Lot numbers as people and printers write them. Twin of core/lot_names.py: both answer
 * tests/cases/lot_names.json. Identity keeps the printed form; these keys only serve to compare.
 */

// eslint-disable-next-line no-control-regex -- scanners leave group separators at the edges
const EDGES = /^[\s\x1c-\x1f\ufeff]+|[\s\x1c-\x1f\ufeff]+$/g;
const LOOK_ALIKES = { o: "0", i: "1", l: "1" };

/** `name` without blanks or separators around it and without case: recalls match by it. */
export function matchKey(name) {
    // up and down again folds what lower case alone leaves, such as the German sharp s
    return (name || "").replace(EDGES, "").toUpperCase().toLowerCase().replace(/ς/g, "σ");
}

/** The match key with letters that look like digits (O, I, l) read as those digits. */
export function lookAlikeKey(name) {
    return matchKey(name).replace(/[oil]/g, (letter) => LOOK_ALIKES[letter]);
}

/** The names of `known` that `name` may have meant, best first, at most `limit`. */
export function nearMatches(name, known, limit = 5) {
    const key = matchKey(name);
    const folded = lookAlikeKey(name);
    const found = [];
    for (const other of new Set(known)) {
        const otherFolded = lookAlikeKey(other);
        if (matchKey(other) === key) {
            found.push([0, other]);
        } else if (otherFolded === folded) {
            found.push([1, other]);
        } else if (folded.length >= 3 && isOneEditApart(folded, otherFolded)) {
            found.push([2, other]);
        }
    }
    found.sort((a, b) => a[0] - b[0] || (a[1] < b[1] ? -1 : 1));
    return found.slice(0, limit).map(([, other]) => other);
}

/** One insertion, deletion, substitution or swap of neighbours turns one into the other. */
export function isOneEditApart(left, right) {
    if (left === right || Math.abs(left.length - right.length) > 1) {
        return false;
    }
    const [short, long] = left.length <= right.length ? [left, right] : [right, left];
    let start = 0;
    while (start < short.length && short[start] === long[start]) {
        start++;
    }
    if (short.length < long.length) {
        return short.slice(start) === long.slice(start + 1);
    }
    if (short.slice(start + 1) === long.slice(start + 1)) {
        return true;
    }
    const swapped = (short[start + 1] || "") + short[start] + short.slice(start + 2);
    return swapped === long.slice(start);
}
