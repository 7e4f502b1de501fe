/**
 * Quantities are numbers compared at the step of their unit (0.001, 1 …), never bit by bit.
 */

/** The multiple of `precision` nearest to `value`; halves go away from zero. */
export function roundAt(value, precision) {
    const steps = Math.abs(value) / precision;
    // 1.005 / 0.01 is 100.49999999999999: the half was lost in binary, not in the shop
    const rounded = Math.round(steps + steps * Number.EPSILON * 4) * precision;
    return Number((Math.sign(value) * rounded).toFixed(9));
}

/** -1, 0 or 1; equal when both are the same multiple of `precision`. */
export function compare(left, right, precision) {
    return Math.sign(roundAt(left, precision) - roundAt(right, precision));
}

export function isZero(value, precision) {
    return compare(value, 0, precision) === 0;
}
