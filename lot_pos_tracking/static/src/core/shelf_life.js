/**
 * How long a lot is good. Twin of core/shelf_life.py: both answer tests/cases/shelf_life.json.
 *
 * Days are the shop's, as "YYYY-MM-DD", and compare as text. Moments are UTC, as Odoo
 * ("2026-03-10 09:00:00") or ISO ("2026-03-10T09:00:00Z", "…+01:00") writes them. A Date object with
 * the till's zone never appears.
 *
 * Dates of a lot: {production, best_before, sell_by, use_by, expiration, use_by_time}, any missing.
 */

export const STAGES = ["fresh", "near_expiry", "best_before_passed", "expired"];

const MOMENT =
    /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?(?:Z|([+-])(\d\d):?(\d\d))?$/;

/** Number of the day since 1970-01-01. */
export function dayNumber(day) {
    const [year, month, date] = day.split("-").map(Number);
    return Date.UTC(year, month - 1, date) / 86400000;
}

/** Milliseconds since 1970 of a UTC moment in text; throws a RangeError when it is not one. */
export function utcMillis(moment) {
    const match = MOMENT.exec(moment);
    if (!match) {
        throw new RangeError(`Not a moment: ${moment}`);
    }
    const [year, month, day, hour, minute, second] = match.slice(1, 7).map((part) => +(part || 0));
    const zone = match[7] ? (match[7] === "-" ? -1 : 1) * (+match[8] * 60 + +match[9]) : 0;
    return Date.UTC(year, month - 1, day, hour, minute - zone, second);
}

/** The last day on which the goods may be sold at all, or null. */
export function hardDay(dates) {
    const printed = [dates.use_by, dates.sell_by].filter(Boolean).sort();
    if (printed.length) {
        return printed[0];
    }
    const expiration = dates.expiration || null;
    return expiration === (dates.best_before || null) ? null : expiration;
}

/** The day that counts as day 0, or null. */
export function lastGoodDay(dates) {
    return hardDay(dates) || dates.best_before || minuteDay(dates);
}

function minuteDay(dates) {
    return dates.use_by_time
        ? new Date(utcMillis(dates.use_by_time)).toISOString().slice(0, 10)
        : null;
}

/** Days from `day` to the last good day, which is 0; negative later; null without a date. */
export function daysLeft(dates, day) {
    const last = lastGoodDay(dates);
    return last ? dayNumber(last) - dayNumber(day) : null;
}

/** Days from production to the last good day; null when unknown or not positive. */
export function totalDays(dates) {
    const last = lastGoodDay(dates);
    if (!last || !dates.production || last <= dates.production) {
        return null;
    }
    return dayNumber(last) - dayNumber(dates.production);
}

/** Remaining life as a share of total life (of `life` days, when given); null when unknown. */
export function lifeShare(dates, day, life = null) {
    const left = daysLeft(dates, day);
    const whole = life || totalDays(dates);
    return left === null || !whole ? null : left / whole;
}

/**
 * Is as much life left as asked? Exactly the minimum is enough; a lot without a date passes.
 * Options min_days, min_percent (of life days, or of the lot's own total life).
 */
export function checkMinimumLife(dates, day, { min_days, min_percent, life } = {}) {
    const left = daysLeft(dates, day);
    if (left === null) {
        return { ok: true, days_left: null, required_days: null };
    }
    const required = [];
    if (Number.isFinite(min_days)) {
        required.push(min_days);
    }
    const whole = life || totalDays(dates);
    if (Number.isFinite(min_percent) && whole) {
        required.push(Math.ceil(Number(((min_percent * whole) / 100).toFixed(6))));
    }
    if (!required.length) {
        return { ok: true, days_left: left, required_days: null };
    }
    const minimum = Math.max(...required);
    return { ok: left >= minimum, days_left: left, required_days: minimum };
}

export function isSellByPassed(dates, day) {
    return Boolean(dates.sell_by) && day > dates.sell_by;
}

export function isBestBeforePassed(dates, day) {
    return Boolean(dates.best_before) && day > dates.best_before;
}

/** Past use-by, or its minute reached, or past `expiration` where that is the hard day. */
export function isUseByPassed(dates, day, now) {
    if (dates.use_by_time && utcMillis(now) >= utcMillis(dates.use_by_time)) {
        return true;
    }
    if (dates.use_by) {
        return day > dates.use_by;
    }
    const limit = hardDay(dates);
    return !dates.sell_by && limit !== null && day > limit;
}

/** One of STAGES; "expired" means that it may not be sold: use-by, its minute or sell-by passed. */
export function stage(dates, day, now, nearDays = 0) {
    if (isUseByPassed(dates, day, now) || isSellByPassed(dates, day)) {
        return "expired";
    }
    if (isBestBeforePassed(dates, day)) {
        return "best_before_passed";
    }
    const left = daysLeft(dates, day);
    return left === null || left > nearDays ? "fresh" : "near_expiry";
}
