import { _t } from "@web/core/l10n/translation";
import { formatFloat } from "@web/core/utils/numbers";
import {
    deserializeDate,
    deserializeDateTime,
    formatDate,
    formatDateTime,
} from "@web/core/l10n/dates";
import { daysLeft, hardDay, lastGoodDay, stage } from "@lot_pos_tracking/core/shelf_life";

/** Days of life left from which a lot is shown in the colour of what should go first. */
const NEAR_DAYS = 3;
const COLOURS = {
    fresh: "success",
    near_expiry: "warning",
    best_before_passed: "warning",
    expired: "danger",
};

/** A quantity as people here write it, with no more decimals than the step of its unit has. */
export function quantityText(quantity, step) {
    const decimals = step.toFixed(9).replace(/0+$/, "").split(".")[1].length;
    return formatFloat(quantity, { digits: [0, decimals], trailingZeros: false });
}

export function formatDay(day) {
    return day ? formatDate(deserializeDate(day)) : "";
}

/** "Use by 12/24/2026"; empty without a date. */
export function dateText(dates) {
    const day = lastGoodDay(dates);
    if (!day) {
        return "";
    }
    const date = formatDay(day);
    if (!hardDay(dates) && !dates.best_before) {
        return _t("Use by %s", formatDateTime(deserializeDateTime(dates.use_by_time)));
    }
    if (day === dates.use_by) {
        return _t("Use by %s", date);
    }
    if (day === dates.sell_by) {
        return _t("Sell by %s", date);
    }
    return day === dates.best_before ? _t("Best before %s", date) : _t("Expires %s", date);
}

/** The days left in words; they say what the colour says. */
export function daysText(days) {
    if (days === null) {
        return _t("No date");
    }
    if (days < -1) {
        return _t("%s days over", -days);
    }
    if (days === -1) {
        return _t("1 day over");
    }
    if (days === 0) {
        return _t("Last day");
    }
    return days === 1 ? _t("1 day left") : _t("%s days left", days);
}

/** {date, days, text, colour} of a lot, as badges show it. */
export function lifeBadge(dates, today, now) {
    const days = daysLeft(dates, today);
    return {
        date: dateText(dates),
        days,
        text: daysText(days),
        colour: days === null ? "secondary" : COLOURS[stage(dates, today, now, NEAR_DAYS)],
    };
}

/** Short, for a row that names the lot already. */
export function reasonText(reason) {
    return {
        recalled: _t("Recalled: do not sell"),
        held: _t("On hold"),
        expired: _t("Expired"),
        sell_by_passed: _t("Sell-by date passed"),
        wrong_refund_lot: _t("Not sold on this ticket"),
        unknown_lot: _t("Unknown lot number"),
        not_scanned: _t("Read the number on the pack"),
        not_in_shop: _t("Not in this shop"),
        short_quantity: _t("Not enough free in this shop"),
        best_before_passed: _t("Best-before date passed"),
        min_days: _t("Too few days left"),
        stale_data: _t("The till has not heard from the server for too long"),
        date_mismatch: _t("The pack shows another date than the record"),
    }[reason];
}

/** A whole sentence, for messages that stand alone; goods without a lot are named by themselves. */
export function sentence(reason, { product, lot, date }) {
    const values = { product, lot, date };
    return (!lot && lotlessSentence(reason, values)) || lotSentence(reason, values);
}

function lotlessSentence(reason, values) {
    return {
        expired: _t("%(product)s: expired. %(date)s", values),
        sell_by_passed: _t("%(product)s: its sell-by date has passed. %(date)s", values),
        best_before_passed: _t("%(product)s: its best-before date has passed. %(date)s", values),
        min_days: _t("%(product)s: too few days left. %(date)s", values),
        short_quantity: _t("%(product)s: not enough free in this shop.", values),
        stale_data: _t("%(product)s: the till has not heard from the server for too long.", values),
    }[reason];
}

function lotSentence(reason, values) {
    return {
        recalled: _t("%(product)s, lot %(lot)s: recalled. Take it off the shelf.", values),
        held: _t("%(product)s, lot %(lot)s: on hold.", values),
        expired: _t("%(product)s, lot %(lot)s: expired. %(date)s", values),
        sell_by_passed: _t(
            "%(product)s, lot %(lot)s: its sell-by date has passed. %(date)s",
            values
        ),
        wrong_refund_lot: _t("%(product)s, lot %(lot)s: was not sold on this ticket.", values),
        unknown_lot: _t("%(product)s: nobody knows lot %(lot)s.", values),
        not_scanned: _t("%(product)s: the lot number on the pack must be read.", values),
        not_in_shop: _t("%(product)s, lot %(lot)s: is not in this shop.", values),
        short_quantity: _t("%(product)s, lot %(lot)s: not enough free in this shop.", values),
        best_before_passed: _t(
            "%(product)s, lot %(lot)s: its best-before date has passed. %(date)s",
            values
        ),
        min_days: _t("%(product)s, lot %(lot)s: too few days left. %(date)s", values),
        stale_data: _t(
            "%(product)s, lot %(lot)s: the till has not heard from the server for too long.",
            values
        ),
        date_mismatch: _t(
            "%(product)s, lot %(lot)s: the pack shows another date than the record.",
            values
        ),
    }[reason];
}
