/**
 * Which lots to take. Twin of core/allocation.py: both answer tests/cases/allocation.json.
 *
 * A candidate is {key, quantity, day, in_date, id, blocked}: `day` the last good day, `in_date` the
 * moment it came (both text or empty), `blocked` the reason code for which it may not be taken.
 */

import { compare, roundAt } from "./rounding.js";
import { utcMillis } from "./shelf_life.js";

const NO_QUANTITY = "no_quantity";

/**
 * All candidates, blocked ones too, in the order in which they should go ("fefo", "fifo", "lifo").
 * FEFO puts lots without a date last; ties go by arrival, then id; unknown arrival comes last.
 */
export function ordered(candidates, strategy = "fefo") {
    const rows = candidates.map((candidate) => ({
        candidate,
        day: candidate.day || "9999-12-32",
        arrival: candidate.in_date ? utcMillis(candidate.in_date) : null,
        id: candidate.id || 0,
    }));
    const direction = strategy === "lifo" ? -1 : 1;
    rows.sort(
        (a, b) =>
            (strategy === "fefo" && (a.day < b.day ? -1 : a.day > b.day ? 1 : 0)) ||
            (a.arrival === null) - (b.arrival === null) ||
            direction * (a.arrival - b.arrival) ||
            direction * (a.id - b.id)
    );
    return rows.map((row) => row.candidate);
}

/**
 * `need` taken from the candidates in order: {lines: [{key, quantity}], shortage,
 * rejected: [{key, quantity, reason}]}. Blocked and empty candidates are rejected whatever the need.
 */
export function take(need, candidates, strategy = "fefo", precision = 0.01) {
    const lines = [];
    const rejected = [];
    let missing = Math.max(need, 0);
    for (const { key, quantity, blocked } of ordered(candidates, strategy)) {
        if (blocked || compare(quantity, 0, precision) <= 0) {
            rejected.push({ key, quantity, reason: blocked || NO_QUANTITY });
        } else if (compare(missing, 0, precision) > 0) {
            const taken = Math.min(quantity, missing);
            lines.push({ key, quantity: taken });
            missing = roundAt(missing - taken, precision);
        }
    }
    return { lines, shortage: missing, rejected };
}
