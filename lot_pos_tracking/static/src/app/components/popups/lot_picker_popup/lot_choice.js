import { compare, roundAt } from "@lot_pos_tracking/core/rounding";

/** How much of which lots is chosen; rows are the picker's. */
export class LotChoice {
    /**
     * @param {Object} terms `need`, `step`, and `isExact`: the chosen lots must add up to the need
     * @param {Array} chosen `[[row id, quantity]]` before the cashier says anything
     * @param {Boolean} isTouched the cashier deals quantities out, one tap is no whole answer
     */
    constructor({ need, step, isExact }, chosen, isTouched) {
        this.need = need;
        this.step = step;
        this.isExact = isExact;
        this.quantities = Object.fromEntries(chosen); // {row id: quantity}
        this.isTouched = isTouched;
    }

    of(row) {
        return this.quantities[row.id] || 0;
    }

    get total() {
        return roundAt(this.sum(this.quantities), this.step);
    }

    get missing() {
        return Math.max(0, roundAt(this.need - this.total, this.step));
    }

    get isComplete() {
        return this.isExact
            ? compare(this.total, this.need, this.step) === 0
            : compare(this.total, 0, this.step) > 0;
    }

    replace(chosen) {
        this.quantities = Object.fromEntries(chosen);
    }

    /** This lot alone, as far as it goes; whether it does for all of the need. */
    takeOnly(row) {
        const quantity = Math.min(row.free, this.need);
        this.replace([[row.id, quantity]]);
        const isEnough = compare(quantity, this.need, this.step) >= 0;
        this.isTouched ||= !isEnough;
        return isEnough;
    }

    /** A quantity of one row; where the sum is fixed, the largest other row gives way. */
    set(row, wanted) {
        this.isTouched = true;
        const quantity = roundAt(Math.min(Math.max(wanted, 0), row.free), this.step);
        const quantities = { ...this.quantities, [row.id]: quantity };
        let over = this.isExact ? roundAt(this.sum(quantities) - this.need, this.step) : 0;
        const others = Object.keys(quantities)
            .filter((id) => Number(id) !== row.id)
            .sort((a, b) => quantities[b] - quantities[a]);
        for (const id of others) {
            const less = Math.min(quantities[id], Math.max(0, over));
            quantities[id] = roundAt(quantities[id] - less, this.step);
            over -= less;
        }
        this.quantities = quantities;
    }

    sum(quantities) {
        return Object.values(quantities).reduce((a, b) => a + b, 0);
    }
}
