import {
    Component,
    onMounted,
    onPatched,
    onWillDestroy,
    onWillUnmount,
    useRef,
    useState,
} from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { Dialog } from "@web/core/dialog/dialog";
import { parseFloat } from "@web/views/fields/parsers";
import { useBarcodeReader } from "@point_of_sale/app/hooks/barcode_reader_hook";
import { LotChoice } from "./lot_choice";
import { PickerKeys } from "./picker_keys";
import { PickerNews } from "./picker_news";
import { PickerWords } from "./picker_words";
import { LotBadge } from "@lot_pos_tracking/app/components/lot_badge/lot_badge";

/** Rows drawn before the cashier sees anything: a screen full. */
const SCREEN = 16;

/** Rows drawn at most until more are asked for: thousands would cost the time the picker saves. */
export const PAGE = 50;

/**
 * Which lots, and how much of each. The lot that should go first is chosen already: Enter or one
 * tap takes it. It knows nothing but its rows: verdicts, scans and approvals come by its props.
 */
export class LotPickerPopup extends Component {
    static template = "lot_pos_tracking.LotPickerPopup";
    static components = { Dialog, LotBadge };
    static props = {
        title: String,
        need: Number,
        isExact: Boolean, // the quantity stands: the chosen lots must add up to it
        isReturn: Boolean,
        isSerial: Boolean,
        isScanOnly: Boolean,
        step: Number,
        unit: String,
        notice: String,
        startQuantities: { type: [Map, { value: null }] },
        rows: Array, // the first of those that `getRows` gives with nothing typed, or all of them
        getRows: Function, // (typed) => rows
        renew: Function, // () => {rows, notice}: all that it would open with now
        listen: Function, // (callback) => Function: calls back after news, until that is called
        suggest: Function, // (rows) => [[row id, quantity]]
        readScan: Function, // (code) => {row, pack} or {message}
        override: Function, // (row, quantity) => Promise<boolean>
        getPayload: Function,
        close: Function,
    };

    setup() {
        this.grid = useRef("grid");
        this.rows = this.props.rows;
        const { startQuantities } = this.props;
        this.choice = useState(
            new LotChoice(this.props, this.preselected(), startQuantities?.size > 1)
        );
        this.state = useState({
            typed: "",
            limit: SCREEN,
            message: "",
            notice: this.props.notice,
            active: null,
        });
        this.state.active = this.firstVisible();
        this.isSearched = false; // something was typed or read: all lots are in the rows
        this.scanned = {}; // {row id: {code, pack}} of the packs that were read
        this.approved = new Set(); // row ids that a manager approved
        this.taps = 0;
        this.keys = new PickerKeys(this);
        this.words = new PickerWords(this.props);
        this.news = new PickerNews(this);
        onWillDestroy(this.props.listen(() => this.news.receive()));
        onPatched(() => this.news.drawn());
        useBarcodeReader({ lot_scan: this.onScan }, true);
        onMounted(() => this.grid.el?.focus({ preventScroll: true }));
        onMounted(() => {
            // after the first picture, not before it
            this.frame = browser.requestAnimationFrame(() => {
                this.timer = browser.setTimeout(() => this.complete());
            });
        });
        onWillUnmount(() => {
            browser.cancelAnimationFrame(this.frame);
            browser.clearTimeout(this.timer);
        });
    }

    /** What no screen shows at once comes after the cashier has something to see. */
    complete() {
        if (this.rows === this.props.rows && this.rows.length >= PAGE) {
            this.rows = this.props.renew().rows;
        }
        this.state.limit = Math.max(this.state.limit, PAGE);
    }

    /** The lots that are chosen before the cashier says anything: `[[row id, quantity]]`. */
    preselected() {
        const { startQuantities, suggest } = this.props;
        return [...(startQuantities || suggest(this.rows.filter((row) => row.isSellable)))];
    }

    // -- what is shown -----------------------------------------------------------------------------

    get matching() {
        const typed = this.state.typed.trim().toLowerCase();
        return this.rows.filter(
            (row) =>
                !typed ||
                [row.name, row.vendorLot].some((text) => text.toLowerCase().includes(typed))
        );
    }

    get visible() {
        return this.matching.slice(0, this.state.limit);
    }

    /** One row is in the way of Tab, the others are reached by arrows. */
    tabIndex(row) {
        return row.id === this.state.active ? "0" : "-1";
    }

    quantity(row) {
        return this.choice.of(row);
    }

    firstChosen() {
        return this.rows.find((row) => this.quantity(row))?.id;
    }

    firstVisible() {
        return this.firstChosen() ?? this.visible[0]?.id ?? null;
    }

    // -- the row in hand ---------------------------------------------------------------------------

    get activeRow() {
        return this.visible.find((row) => row.id === this.state.active);
    }

    move(step) {
        this.taps++;
        const rows = this.visible;
        const at = rows.findIndex((row) => row.id === this.state.active);
        const next = rows[Math.min(Math.max(at + step, 0), rows.length - 1)];
        if (next) {
            this.state.active = next.id;
            this.grid.el
                ?.querySelector(`#o_lot_row_${next.id}`)
                ?.scrollIntoView({ block: "nearest" });
        }
    }

    /** Enter confirms what is chosen, or the row that the arrows went to. */
    enter() {
        this.taps++;
        const row = this.activeRow;
        const isPart = row && this.choice.missing > 0;
        if (row && !this.choice.isTouched && (isPart || !this.quantity(row))) {
            return this.take(row);
        }
        return this.confirm();
    }

    // -- choosing ----------------------------------------------------------------------------------

    filter(typed) {
        this.taps++;
        this.state.typed = typed;
        this.state.message = "";
        this.isSearched = true;
        this.rows = this.props.getRows(typed);
        this.state.limit = PAGE;
        if (!this.choice.isTouched) {
            this.choice.replace(typed ? this.typedChoice() : this.preselected());
        }
        const rows = this.visible;
        if (!rows.some((row) => row.id === this.state.active && this.quantity(row))) {
            this.state.active = (typed ? rows[0]?.id : this.firstChosen()) ?? null;
        }
    }

    /** What is typed chooses: nothing that the filter hides may be confirmed unseen. */
    typedChoice() {
        const chosen = this.visible.find((row) => this.quantity(row)) || this.visible[0];
        return chosen?.isSellable ? [[chosen.id, Math.min(chosen.free, this.props.need)]] : [];
    }

    onTap(row) {
        this.taps++;
        this.state.active = row.id;
        if (this.choice.isTouched && row.isSellable) {
            return this.quantity(row)
                ? this.set(row, 0)
                : this.change(row, this.choice.missing || 1);
        }
        return this.take(row);
    }

    /** This lot for all of it; where it does not do, the cashier goes on choosing. */
    take(row) {
        if (!row.isSellable) {
            this.state.message = this.words.stopped(row);
            return;
        }
        if (!this.choice.takeOnly(row)) {
            this.state.message = `${this.words.limit(row)} ${_t("Add another lot.")}`;
            return;
        }
        return this.confirm();
    }

    change(row, by) {
        this.set(row, this.quantity(row) + by);
    }

    onQuantity(ev, row) {
        if (row) {
            let value = 0;
            try {
                value = parseFloat(ev.target.value || "0");
            } catch {
                value = this.quantity(row);
            }
            this.set(row, value);
            ev.target.value = this.words.text(this.quantity(row));
        }
    }

    set(row, wanted) {
        this.taps++;
        this.choice.set(row, wanted);
        this.state.message = wanted > row.free ? this.words.limit(row) : "";
    }

    // -- scanner and manager -----------------------------------------------------------------------

    /** Also called for what was typed fast enough on the grid; only a scanner's pace is a scan. */
    onScan(code) {
        if (this.keys.areTyped()) {
            return true;
        }
        this.keys.forget();
        this.state.typed = "";
        const { row, pack, message } = this.props.readScan(code);
        if (message) {
            this.state.message = message;
            return true;
        }
        this.isSearched = true;
        this.rows = [row, ...this.props.getRows("").filter(({ id }) => id !== row.id)];
        this.state.active = row.id;
        if (row.isSellable) {
            this.scanned[row.id] = { code, pack };
        }
        if (row.isSellable && this.choice.isTouched && !this.quantity(row)) {
            this.change(row, this.choice.missing || 1);
        } else {
            this.take(row);
        }
        return true;
    }

    async onOverride(row) {
        this.taps++;
        const quantity = Math.min(this.props.need, row.free) || this.props.need;
        if (await this.props.override(row, quantity)) {
            this.approved.add(row.id);
            this.rows = this.props.getRows(this.state.typed);
            const approved = this.rows.find(({ id }) => id === row.id);
            this.take({ ...approved, isSellable: true });
        }
    }

    // -- the end -----------------------------------------------------------------------------------

    evidence(row) {
        if (this.approved.has(row.id)) {
            return "override";
        }
        return this.scanned[row.id] ? "scanned" : row.evidence;
    }

    confirm() {
        if (!this.choice.isComplete) {
            this.state.message = this.props.isExact
                ? this.words.total(this.choice.total)
                : _t("Choose a lot.");
            return;
        }
        const parts = this.rows
            .filter((row) => this.quantity(row) > 0)
            .map((row) => ({
                row,
                quantity: this.quantity(row),
                evidence: this.evidence(row),
                pack: this.scanned[row.id]?.pack,
            }));
        this.props.getPayload({ parts, taps: this.taps });
        this.props.close();
    }
}
