import { browser } from "@web/core/browser/browser";

/** Milliseconds for each key of a scanner; people are slower. */
const SCANNER_PACE = 40;

/** Milliseconds after which the keys before have nothing to do with a code that comes now. */
const FORGOTTEN_AFTER = 500;

/** What the keys do in the picker, and whether fingers or a scanner sent them. */
export class PickerKeys {
    constructor(picker) {
        this.picker = picker;
        this.moments = []; // of the keys since the last pause
    }

    onKeydown(ev) {
        if (ev.key === "Enter") {
            return this.onEnter(ev);
        }
        if (["ArrowDown", "ArrowUp"].includes(ev.key)) {
            ev.preventDefault();
            return this.picker.move(ev.key === "ArrowDown" ? 1 : -1);
        }
        if (ev.ctrlKey || ev.metaKey || ev.altKey) {
            return;
        }
        if (ev.key.length === 1) {
            this.note(ev.timeStamp);
        }
        if (ev.target.tagName !== "INPUT") {
            this.onGridKey(ev.key);
        }
    }

    onEnter(ev) {
        const isInField = ev.target.tagName === "INPUT";
        if (ev.target.tagName === "BUTTON" || (this.areScanned() && !isInField)) {
            return; // the button's own click, or the end of a code that onScan will get
        }
        ev.preventDefault();
        if (ev.repeat) {
            return; // the key that opened the picker is still held down
        }
        if (this.areScanned() && this.picker.onScan(ev.target.value)) {
            return;
        }
        if (ev.target.matches(".o_lot_quantity")) {
            this.picker.onQuantity(ev, this.picker.activeRow);
        }
        this.picker.enter();
    }

    /** Outside of fields: letters filter, plus and minus change the active row. */
    onGridKey(key) {
        const { picker } = this;
        if (key === "Backspace") {
            picker.filter(picker.state.typed.slice(0, -1));
        } else if (["+", "-"].includes(key) && picker.activeRow && !picker.state.typed) {
            picker.change(picker.activeRow, key === "+" ? 1 : -1);
        } else if (key.length === 1 && key !== " ") {
            picker.filter(picker.state.typed + key);
        }
    }

    note(moment) {
        const last = this.moments.at(-1) ?? -Infinity;
        const isNext = moment - last < 5 * SCANNER_PACE;
        this.moments = isNext ? [...this.moments, moment] : [moment];
        browser.clearTimeout(this.timer);
        this.timer = browser.setTimeout(() => this.forget(), FORGOTTEN_AFTER);
    }

    forget() {
        this.moments = [];
    }

    /** Do the last keys come from a scanner rather than from fingers? */
    areScanned() {
        const [first, ...more] = this.moments;
        return more.length > 1 && (more.at(-1) - first) / more.length < SCANNER_PACE;
    }

    areTyped() {
        return this.moments.length > 0 && !this.areScanned();
    }
}
