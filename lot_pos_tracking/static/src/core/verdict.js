/**
 * May this lot be sold here and now? Twin of core/verdict.py: both answer tests/cases/verdict.json.
 *
 * Facts are plain objects; what each key means is written in core/verdict_facts.py.
 *   policy {lot_policy, lot_choice, best_before, min_days, offline_max_age, offline_stale, override: [reason],
 *           kiosk}
 *   line   {tracking, quantity, precision, evidence, lot_name, pack: dates, uses_dates,
 *           product_has_recall, recalled_keys: [key], is_refund, sold: [[lot id | null, quantity]] | null,
 *           offline, data_age, approved: [reason]}
 *   lot    {id, name, dates, holds: [[process still permitted]], recalled, free, in_shop} or null
 */

import { matchKey } from "./lot_names.js";
import { compare } from "./rounding.js";
import {
    daysLeft,
    isBestBeforePassed,
    isSellByPassed,
    isUseByPassed,
    lastGoodDay,
    utcMillis,
} from "./shelf_life.js";

/** From mild to strict. */
export const VERDICTS = ["allow", "warn", "ask", "block"];
const [ALLOW, WARN, ASK, BLOCK] = [0, 1, 2, 3];

/** By weight: of equally strict ones the first is told. */
export const REASONS = [
    "recalled",
    "held",
    "expired",
    "sell_by_passed",
    "wrong_refund_lot",
    "unknown_lot",
    "not_scanned",
    "not_in_shop",
    "short_quantity",
    "best_before_passed",
    "min_days",
    "stale_data",
    "date_mismatch",
];
export const NEVER_OVERRIDABLE = ["recalled", "wrong_refund_lot", "unknown_lot"];
const READ_FROM_PACK = ["scanned", "typed"];
const NO_DATES = {};

/** {verdict, reasons (strictest first), overridable, to_quarantine}; see core/verdict.py. */
export function decide(policy, line, lot, day, now) {
    if (policy.lot_policy === "native") {
        return { verdict: "allow", reasons: [], overridable: false, to_quarantine: false };
    }
    if (line.is_refund) {
        return decideRefund(policy, line, lot, day, now);
    }
    return conclude(policy, line, [
        ...conditionFindings(policy, line, lot, day, now),
        ...identityFindings(policy, line, lot),
        ...stockFindings(line, lot),
        ...dataFindings(policy, line, lot),
    ]);
}

export function isHeldFor(lot, process) {
    return (lot.holds || []).some((permitted) => !permitted.includes(process));
}

/** The dates that count: of pack and record the earlier one, kind by kind. */
export function effectiveDates(record, pack, usesDates = true) {
    if (!usesDates) {
        return pack;
    }
    return {
        production: record.production || pack.production,
        best_before: earlierDay(record.best_before, pack.best_before),
        sell_by: earlierDay(record.sell_by, pack.sell_by),
        use_by: earlierDay(record.use_by, pack.use_by),
        use_by_time: earlierMoment(record.use_by_time, pack.use_by_time),
        expiration: lastGoodDay(pack) ? null : record.expiration,
    };
}

function conditionFindings(policy, line, lot, day, now) {
    const findings = [];
    const names = [line.lot_name, lot?.name].map(matchKey).filter(Boolean);
    if (lot?.recalled || names.some((name) => (line.recalled_keys || []).includes(name))) {
        findings.push([BLOCK, "recalled"]);
    }
    if (lot && isHeldFor(lot, "pos")) {
        findings.push([BLOCK, "held"]);
    }
    const record = lot?.dates || NO_DATES;
    const dates = effectiveDates(record, line.pack || NO_DATES, line.uses_dates !== false);
    if (isUseByPassed(dates, day, now)) {
        findings.push([BLOCK, "expired"]);
    } else if (isSellByPassed(dates, day)) {
        findings.push([BLOCK, "sell_by_passed"]);
    } else {
        if (isBestBeforePassed(dates, day)) {
            findings.push([verdictOf(policy.best_before), "best_before_passed"]);
        }
        const left = policy.min_days > 0 ? daysLeft(dates, day) : null;
        if (left !== null && left < policy.min_days) {
            findings.push([BLOCK, "min_days"]);
        }
    }
    return findings;
}

function identityFindings(policy, line, lot) {
    if (line.tracking === "none") {
        return [];
    }
    if (!lot && line.lot_name) {
        return [[ASK, "unknown_lot"]];
    }
    if (policy.lot_choice === "scan" && line.evidence !== "scanned") {
        return [[BLOCK, "not_scanned"]];
    }
    if (!lot || (line.product_has_recall && !READ_FROM_PACK.includes(line.evidence))) {
        return [[ASK, "not_scanned"]];
    }
    return [];
}

function stockFindings(line, lot) {
    if (!lot) {
        return [];
    }
    if (!lot.in_shop) {
        return [[BLOCK, "not_in_shop"]];
    }
    return compare(lot.free, line.quantity, line.precision) < 0 ? [[BLOCK, "short_quantity"]] : [];
}

function dataFindings(policy, line, lot) {
    if (line.tracking === "none") {
        return [];
    }
    const findings = [];
    const isUnknownAge = line.data_age === null || line.data_age === undefined;
    if (line.offline && (isUnknownAge || line.data_age > policy.offline_max_age)) {
        findings.push([verdictOf(policy.offline_stale), "stale_data"]);
    }
    const usesDates = line.uses_dates !== false;
    if (lot && usesDates && hasDateMismatch(lot.dates || NO_DATES, line.pack || NO_DATES)) {
        findings.push([WARN, "date_mismatch"]);
    }
    return findings;
}

/** A date read from the pack is not the one on record, of the same kind where there is one. */
export function hasDateMismatch(record, pack) {
    const kinds = ["best_before", "sell_by", "use_by"];
    if (kinds.some((kind) => record[kind] && pack[kind] && record[kind] !== pack[kind])) {
        return true;
    }
    const [ours, theirs] = [record.use_by_time, pack.use_by_time];
    if (ours && theirs && utcMillis(ours) !== utcMillis(theirs)) {
        return true;
    }
    const isNothingPrinted = !ours && !kinds.some((kind) => record[kind]);
    const packDay = lastGoodDay(pack);
    return Boolean(
        isNothingPrinted && record.expiration && packDay && record.expiration !== packDay
    );
}

/** Always possible for what the ticket sold; the goods' state decides where they go. */
function decideRefund(policy, line, lot, day, now) {
    const conditions = conditionFindings(policy, line, lot, day, now).filter(
        ([verdict]) => verdict === BLOCK
    );
    const findings = conditions.map(([, reason]) => [ALLOW, reason]);
    const isNameless = line.tracking !== "none" && !lot;
    if (!line.sold) {
        if (isNameless) {
            findings.push([ASK, line.lot_name ? "unknown_lot" : "not_scanned"]);
        }
    } else if (line.tracking !== "none") {
        const left = line.sold
            .filter(([id]) => id === null || (lot && id === lot.id))
            .reduce((sum, [, quantity]) => sum + quantity, 0);
        if (compare(left, line.quantity, line.precision) < 0) {
            findings.push([BLOCK, "wrong_refund_lot"]);
        }
    }
    const decision = conclude(policy, line, findings);
    return { ...decision, to_quarantine: conditions.length > 0 || isNameless };
}

function conclude(policy, line, findings) {
    const allowed = (policy.override || []).filter(
        (reason) =>
            !NEVER_OVERRIDABLE.includes(reason) &&
            // approving an unread pack could be approving the recalled one
            !(reason === "not_scanned" && line.product_has_recall)
    );
    const approved = allowed.filter((reason) => (line.approved || []).includes(reason));
    const settled = findings.map(([verdict, reason]) => [
        settle(policy, verdict, reason, approved),
        reason,
    ]);
    settled.sort((a, b) => b[0] - a[0] || REASONS.indexOf(a[1]) - REASONS.indexOf(b[1]));
    const stopping = settled.filter(([verdict]) => verdict >= ASK).map(([, reason]) => reason);
    return {
        verdict: VERDICTS[settled.length ? settled[0][0] : ALLOW],
        reasons: settled.map(([, reason]) => reason),
        overridable:
            stopping.length > 0 &&
            !policy.kiosk &&
            stopping.every((reason) => allowed.includes(reason)),
        to_quarantine: false,
    };
}

function settle(policy, verdict, reason, approved) {
    const isSoft = policy.lot_policy === "warn" && reason !== "recalled";
    if (isSoft || (approved.includes(reason) && !policy.kiosk)) {
        return Math.min(verdict, WARN);
    }
    return policy.kiosk && verdict === ASK ? BLOCK : verdict;
}

function verdictOf(choice) {
    return choice === "block" ? BLOCK : WARN;
}

function earlierDay(left, right) {
    return left && right ? (left < right ? left : right) : left || right;
}

function earlierMoment(left, right) {
    return left && right ? (utcMillis(left) <= utcMillis(right) ? left : right) : left || right;
}
