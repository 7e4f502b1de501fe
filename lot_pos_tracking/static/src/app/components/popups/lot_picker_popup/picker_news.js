/**
 * What is heard of the lots while the picker is open. The rows are judged anew; what the cashier
 * chose, typed and went to stays, as far as it may still be sold, and what does not stay is told.
 */
export class PickerNews {
    constructor(picker) {
        this.picker = picker;
        this.focus = null; // {element, text, isWritten} before the news is drawn
    }

    receive() {
        const { picker } = this;
        const { state, choice, props } = picker;
        const before = picker.rows;
        const wasFirst = state.active === (picker.firstChosen() ?? null);
        this.focus = this.focused();
        const { rows, notice } = props.renew();
        state.notice = notice;
        picker.rows = this.withScanned(picker.isSearched ? props.getRows(state.typed) : rows);
        choice.replace(this.kept(before));
        if (!choice.isTouched && state.typed) {
            choice.replace(picker.typedChoice());
        } else if (!choice.isTouched && !props.startQuantities) {
            choice.replace(picker.preselected());
        }
        const { activeRow } = picker;
        if (!activeRow || (wasFirst && !picker.quantity(activeRow))) {
            state.active = picker.firstVisible();
        }
        picker.render();
    }

    /** Packs that were read stay read: their codes are judged anew, too. */
    withScanned(rows) {
        const { scanned, props } = this.picker;
        const read = Object.values(scanned)
            .map(({ code }) => props.readScan(code).row)
            .filter(Boolean);
        const ids = new Set(read.map(({ id }) => id));
        return [...read, ...rows.filter(({ id }) => !ids.has(id))];
    }

    /** What was chosen, less what the news takes away: `[[row id, quantity]]`. */
    kept(before) {
        const { picker } = this;
        const { state, words } = picker;
        const after = new Map(picker.rows.map((row) => [row.id, row]));
        return before
            .filter((was) => picker.quantity(was))
            .map((was) => {
                const now = after.get(was.id);
                const quantity = this.allowed(was, now, picker.quantity(was));
                if (quantity < picker.quantity(was)) {
                    const isStopped = now && !now.isSellable;
                    state.message = isStopped
                        ? words.stopped(now)
                        : words.limit(now || { ...was, free: 0 });
                }
                return [was.id, quantity];
            });
    }

    /** How much of a lot can stay chosen; what could not be sold before is no news. */
    allowed(was, now, quantity) {
        if (!now || (was.isSellable && !now.isSellable)) {
            return 0;
        }
        return now.free < was.free ? Math.min(quantity, now.free) : quantity;
    }

    // -- the field in hand -------------------------------------------------------------------------

    focused() {
        const { grid, activeRow, words } = this.picker;
        const element = document.activeElement;
        if (!grid.el?.contains(element)) {
            return null;
        }
        const drawn = activeRow && words.text(this.picker.quantity(activeRow));
        const isWritten = element.matches(".o_lot_quantity") && element.value !== drawn;
        return { element, text: element.value, isWritten };
    }

    /** A quantity that is half written stays so, and the keys stay in the grid. */
    drawn() {
        const { element, text, isWritten } = this.focus || {};
        this.focus = null;
        if (!element) {
            return;
        }
        const target = element.isConnected ? element : this.picker.grid.el;
        if (document.activeElement !== target) {
            target?.focus({ preventScroll: true });
        }
        if (isWritten && target === element) {
            element.value = text;
        }
    }
}
