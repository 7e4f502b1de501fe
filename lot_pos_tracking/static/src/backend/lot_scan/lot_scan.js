import { scanBarcode } from "@web/core/barcode/barcode_dialog";
import { isBarcodeScannerSupported } from "@web/core/barcode/barcode_video_scanner";
import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useAutofocus, useBus, useService } from "@web/core/utils/hooks";
import { formatFloat } from "@web/core/utils/numbers";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import {
    Component,
    onMounted,
    onWillStart,
    onWillUnmount,
    useExternalListener,
    useState,
} from "@odoo/owl";
import { ScanFeedback } from "./lot_scan_feedback";
import { LotScanModel } from "./lot_scan_model";
import { keepPageOnDevice } from "./lot_scan_offline";

const RETRY = 10_000; // milliseconds between two looks for the network

/** Receive by scan: for a phone or a wedge scanner, in gloves, beside a truck. */
export class LotScan extends Component {
    static template = "lot_pos_tracking.LotScan";
    static props = { ...standardActionServiceProps };
    static path = "receive-by-scan";

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.lotInput = useAutofocus({ refName: "lot" });
        this.hasCamera = isBarcodeScannerSupported();
        this.model = useState(new LotScanModel(this.orm, new ScanFeedback()));
        this.view = useState({
            page: "choose", // choose → count → finish → done
            receipts: [],
            pending: "", // goods that are counted as soon as their receipt is chosen
            waiting: [], // scans of other receipts that wait for the network
            code: "",
            quantity: "",
            lot: "",
            keysLot: false,
            busy: false,
            message: "",
            kept: false, // the page itself opens without network
        });
        useBus(useService("barcode").bus, "barcode_scanned", (ev) =>
            this.onScan(ev.detail.barcode)
        );
        useExternalListener(window, "online", () => this.replay());
        onWillStart(() => this.start());
        onMounted(() => {
            if (this.model.pickingId) {
                this.rememberReceipt();
            }
            this.timer = setInterval(() => this.replay(), RETRY);
            this.replay();
            this.forgetWorker = keepPageOnDevice((kept) => (this.view.kept = kept));
        });
        onWillUnmount(() => {
            clearInterval(this.timer);
            this.forgetWorker();
        });
        this.work = Promise.resolve();
        this.looks = 0; // only the last look for receipts is shown
    }

    async start() {
        const { params = {}, context = {} } = this.props.action;
        const receipt = context.active_model === "stock.picking" && context.active_id;
        const pickingId = params.picking_id || this.props.resId || receipt;
        if (!(pickingId && (await this.open(pickingId)))) {
            const { message } = this.view;
            await this.findReceipts();
            this.view.message = message;
        }
    }

    async replay() {
        if (this.model.waiting) {
            await this.model.replay();
        }
        await this.model.replayOthers();
        if (this.model.offline && !this.model.waiting) {
            await this.model.lookForNetwork();
        }
        this.view.waiting = this.model.memory.waiting();
    }

    async open(pickingId) {
        if (!(await this.model.open(pickingId))) {
            this.view.message = _t("This receipt is not on this device yet. Find network first.");
            return false;
        }
        this.rememberReceipt();
        this.view.message = "";
        this.view.page = this.model.picking.state === "done" ? "done" : "count";
        const goods = this.view.pending;
        this.view.pending = "";
        if (goods && this.view.page === "count") {
            await this.model.scan(goods);
        }
        return true;
    }

    /** A page that is loaded again, after a dead battery perhaps, opens the same receipt. */
    rememberReceipt() {
        this.props.updateActionState?.({ resId: this.model.pickingId });
    }

    async findReceipts() {
        this.view.page = "choose";
        this.view.message = this.view.pending = "";
        const look = ++this.looks;
        const { receipts } = await this.model.find();
        if (look === this.looks) {
            this.view.receipts = receipts;
        }
        this.view.waiting = this.model.memory.waiting();
    }

    /** What stands at the door, whatever its label: its receipt opens and it is counted there. */
    async lookUp(code) {
        this.view.busy = true;
        try {
            this.looks++;
            const { receipts, goods, message } = await this.model.find(code);
            if (this.view.page !== "choose") {
                return goods && this.handleScan(code); // a receipt was chosen meanwhile
            }
            this.view.pending = goods ? code : "";
            if (receipts.length === 1) {
                return await this.open(receipts[0].id);
            }
            this.view.receipts = receipts.length ? receipts : this.view.receipts;
            this.view.message = receipts.length
                ? _t("%s receipts wait for this. Choose one.", receipts.length)
                : message;
            this.model.feedback.give(receipts.length ? "ask" : "error");
        } finally {
            this.view.busy = false;
        }
    }

    // -- scanning ------------------------------------------------------------------------------

    /** One after the other: the first of two quick scans opens the receipt of the second. */
    onScan(code, quantity = null) {
        const done = this.work.then(() => this.handleScan(code, quantity));
        this.work = done.catch(() => {});
        return done;
    }

    async handleScan(code, quantity) {
        if (this.view.page === "choose") {
            return this.lookUp(code);
        }
        if (this.view.page === "finish") {
            this.view.page = "count";
        }
        if (this.view.page === "count") {
            this.view.keysLot = false;
            await this.model.scan(code, { quantity });
        }
    }

    async scanWithCamera() {
        const code = await scanBarcode(this.env);
        if (code) {
            await this.onScan(code);
        }
    }

    async submitCode(ev) {
        const code = this.view.code.trim();
        const quantity = parseFloat(this.view.quantity.replace(",", ".")) || null;
        if (code) {
            // the next code of a wedge scanner belongs to the page, not to this field
            document.activeElement?.blur();
            this.view.code = this.view.quantity = "";
            ev.target.reset(); // a scanner types faster than the page is drawn
            await this.onScan(code, quantity);
        }
    }

    choose(choice) {
        if (choice.key === "lot") {
            this.view.keysLot = true;
            this.view.lot = "";
            return;
        }
        this.view.keysLot = false;
        return this.model.answer(choice);
    }

    async submitLot() {
        const lot = this.view.lot.trim();
        if (lot) {
            this.view.keysLot = false;
            await this.model.answerLot(lot);
        }
    }

    /** A question that could not be asked without network is asked on the counting page. */
    async retry(conflict) {
        this.view.page = "count";
        await this.model.retry(conflict);
    }

    // -- the end -------------------------------------------------------------------------------

    get differences() {
        return this.model.rows.filter((row) => row.status !== "complete");
    }

    async finish(restComes) {
        this.view.busy = true;
        try {
            const result = await this.model.finish(restComes);
            if (result && typeof result === "object") {
                await this.action.doAction(result, { onClose: () => this.afterQuestion() });
            } else {
                await this.afterQuestion();
            }
        } finally {
            this.view.busy = false;
        }
    }

    async afterQuestion() {
        await this.model.refresh();
        this.view.page = this.model.picking.state === "done" ? "done" : "finish";
    }

    openReceipt() {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "stock.picking",
            res_id: this.model.picking.id,
            views: [[false, "form"]],
        });
    }

    // -- words ---------------------------------------------------------------------------------

    get banner() {
        return {
            ok: { icon: "fa-check-circle", word: _t("Received") },
            warn: { icon: "fa-exclamation-triangle", word: _t("Received – look") },
            ask: { icon: "fa-question-circle", word: _t("Question") },
            error: { icon: "fa-times-circle", word: _t("Not received") },
            saved: { icon: "fa-cloud-upload", word: _t("Saved, not sent yet") },
        }[this.model.last.status];
    }

    statusWord(row) {
        return {
            waiting: _t("to come"),
            partial: _t("missing"),
            complete: _t("complete"),
            over: _t("too much"),
            extra: _t("not announced"),
        }[row.status];
    }

    statusIcon(row) {
        return {
            waiting: "fa-circle-o",
            partial: "fa-adjust",
            complete: "fa-check-circle",
            over: "fa-arrow-circle-up",
            extra: "fa-plus-circle",
        }[row.status];
    }

    lastDay(row) {
        return this.shownDay(row.use_by || row.best_before);
    }

    /** A day as the receiver writes days. */
    shownDay(text) {
        return text ? formatDate(deserializeDate(text)) : "";
    }

    amount(number) {
        return formatFloat(number, { digits: [16, 3], trailingZeros: false });
    }
}

registry.category("actions").add("lot_scan", LotScan);
