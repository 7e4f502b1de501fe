import { _t } from "@web/core/l10n/translation";
import { user } from "@web/core/user";
import { decode } from "../../core/gs1.js";
import { ReceiptMemory, meanings } from "./lot_scan_memory.js";
import { ScanQueue, scanUuid } from "./lot_scan_queue.js";
import { ReceiptDesk, isLost } from "./lot_scan_receipts.js";

const BATCH = 50;

/** One receipt on one device: what is counted, what waits for the network, what was asked. */
export class LotScanModel {
    constructor(orm, feedback, storage = window.localStorage) {
        this.feedback = feedback;
        this.storage = storage;
        this.memory = new ReceiptMemory(storage, user.userId);
        this.desk = new ReceiptDesk(orm, this.memory);
        this.picking = null;
        this.rows = [];
        this.counted = 0;
        this.canUndo = false;
        this.last = null; // what came of the last scan: {status, reason, message, choices}
        this.question = null; // {code, quantity} of a scan that waits for an answer
        this.conflicts = []; // scans made without network that received nothing
        this.waiting = 0;
        this.stuck = ""; // why the server does not take what waits
        this.work = Promise.resolve();
    }

    get offline() {
        return this.desk.offline;
    }

    lookForNetwork() {
        return this.desk.lookForNetwork();
    }

    /** The receipts a code means, see `ReceiptDesk.find`. */
    find(code) {
        return this.desk.find(code, this._today);
    }

    get _today() {
        return this.picking?.today || new Date().toISOString().slice(0, 10);
    }

    /** @returns {Promise<boolean>} false when there is no network and nothing is remembered */
    async open(pickingId) {
        const state = await this.desk.state(pickingId);
        if (!state) {
            return false;
        }
        this.queue = new ScanQueue(this.storage, this.memory.queueKey(pickingId));
        this.waiting = this.queue.size;
        this.pickingId = pickingId;
        this.last = this.question = null;
        this.stuck = "";
        this._show(state);
        await this.replay();
        return true;
    }

    _show(state) {
        this.picking = state.picking;
        this.rows = state.rows;
        this.counted = state.counted;
        this.canUndo = state.can_undo;
        this.conflicts = state.conflicts;
        this.memory.keepState(state);
        this._markWaiting();
    }

    // -- scanning ----------------------------------------------------------------------------

    /** Scans are counted one after the other, however fast the trigger is pulled. */
    scan(code, options = {}) {
        return this._then(() => this._scan(code, options));
    }

    /** What failed must not keep what comes after it from being done. */
    _then(act) {
        const done = this.work.then(act);
        this.work = done.catch(() => {});
        return done;
    }

    async _scan(code, { quantity = null, answer = null }) {
        if (this.question && !answer && this._isLotText(code)) {
            answer = { lot: code.trim(), sure: true };
            ({ code, quantity } = this.question);
        }
        this.question = null;
        const entry = { uuid: scanUuid(), code, at: new Date().toISOString(), quantity, answer };
        if (this.queue.size) {
            return this._keep(entry);
        }
        const { uuid, at } = entry;
        try {
            const options = { uuid, at, quantity, answer };
            const result = await this.desk.ask("scan", [this.pickingId, code], options);
            this._tell(result, entry);
            this._show(result.state);
        } catch (error) {
            if (!isLost(error)) {
                this._tell({ status: "error", message: _t("The server refused the scan.") });
                throw error;
            }
            this._keep(entry);
        }
    }

    /** A lot scanned or keyed while the screen asks for it is the answer. */
    _isLotText(code) {
        const asks = ["which_lot", "lot_missing"].includes(this.last?.reason);
        return asks && decode(code, { today: this.picking.today }).kind === "text";
    }

    answer(choice) {
        const { code, quantity } = this.question;
        return this.scan(code, { quantity, answer: choice.answer });
    }

    answerLot(lot) {
        const { code, quantity } = this.question;
        return this.scan(code, { quantity, answer: { lot } });
    }

    _tell({ status, reason, message, choices = [] }, entry = null) {
        this.last = { status, reason, message, choices };
        this.question = status === "ask" && entry ? entry : null;
        this.feedback.give(status);
    }

    // -- without network ---------------------------------------------------------------------

    _keep(entry) {
        try {
            this._push(entry);
        } catch {
            const message = _t("This device has no room for more scans. Find network first.");
            return this._tell({ status: "error", message });
        }
        const rows = this._rowsOf(entry);
        const known =
            rows.length === 1
                ? _t("%(product)s %(lot)s", { product: rows[0].product, lot: rows[0].lot })
                : entry.code;
        this._tell({
            status: "saved",
            reason: "saved",
            message: entry.undo
                ? _t("Taken back: %s", known)
                : _t("Saved on this device: %s", known),
        });
    }

    _push(entry) {
        try {
            this.queue.push(entry);
        } catch {
            this.memory.makeRoom();
            this.queue.push(entry);
        }
        this.waiting = this.queue.size;
        this._mark(entry, entry.undo ? -1 : 1);
    }

    /** Tell on each row how many scans of it wait. */
    _markWaiting() {
        for (const row of this.rows) {
            row.queued = 0;
        }
        this.queue.counting().forEach((entry) => this._mark(entry, 1));
    }

    _mark(entry, count) {
        for (const row of this._rowsOf(entry)) {
            row.queued += count;
        }
    }

    /** The rows a code most likely counts for, told without the server. */
    _rowsOf({ code, answer }) {
        if (answer?.line) {
            return this.rows.filter((row) => row.line_id === answer.line);
        }
        const [pallet, lot] = meanings(code, this.picking.today);
        const rows = this.rows.filter(pallet);
        if (rows.length) {
            return rows;
        }
        const named = answer?.lot ? meanings(answer.lot, this.picking.today)[1] : lot;
        return this.rows.filter(named).slice(0, 1);
    }

    /** Send what was saved, oldest first. What received nothing is listed, not lost. */
    replay() {
        return this._then(() => this._replay());
    }

    async _replay() {
        while (this.queue?.size) {
            const state = await this._send(this.pickingId, this.queue);
            this.waiting = this.queue.size;
            if (!state) {
                return;
            }
            this._show(state);
        }
        if (this.last?.status === "saved") {
            this.last = this.conflicts.length
                ? { status: "warn", message: _t("All is sent. Some was not received, see below.") }
                : { status: "ok", message: _t("Everything that waited is sent.") };
        }
    }

    /** Send what waits for receipts that are not on the screen. */
    replayOthers() {
        return this._then(async () => {
            for (const { id } of this.memory.waiting().filter((one) => one.id !== this.pickingId)) {
                const queue = new ScanQueue(this.storage, this.memory.queueKey(id));
                let state = true;
                while (queue.size && state) {
                    state = await this._send(id, queue);
                }
            }
        });
    }

    /** One batch. :returns: the receipt's state, nothing when it has to wait on */
    async _send(pickingId, queue) {
        const batch = queue.head(BATCH);
        try {
            const answer = await this.desk.ask("replay", [pickingId, batch]);
            queue.settle(answer.results.map((result) => result.uuid));
            this.stuck = "";
            return answer.state;
        } catch (error) {
            if (!isLost(error)) {
                this.stuck = error.data?.message || error.message;
            }
            return null;
        }
    }

    async dismiss(conflict) {
        this._show(await this.desk.ask("seen", [this.pickingId, [conflict.uuid]]));
    }

    /** Ask again, now that there is network, what a scan without it could not be asked. */
    async retry(conflict) {
        await this.dismiss(conflict);
        await this.scan(conflict.code, { quantity: conflict.quantity });
    }

    // -- the rest ----------------------------------------------------------------------------

    undo() {
        return this._then(() => this._undo());
    }

    async _undo() {
        if (this.queue.size) {
            return this._undoWaiting();
        }
        try {
            const result = await this.desk.ask("undo", [this.pickingId]);
            this._tell(result);
            this._show(result.state);
        } catch (error) {
            if (!isLost(error)) {
                throw error;
            }
            const message = _t("Without network only scans that wait can be taken back.");
            this._tell({ status: "error", message });
        }
    }

    /** It may have been sent already, only the answer was lost: the server takes it back. */
    _undoWaiting() {
        const last = this.queue.counting().at(-1);
        if (!last) {
            return this._tell({ status: "error", message: _t("There is nothing to take back.") });
        }
        const { code, answer } = last;
        const at = new Date().toISOString();
        this._keep({ uuid: scanUuid(), undo: last.uuid, code, answer, at });
    }

    finish(restComes) {
        return this.desk.ask("finish", [this.pickingId, restComes]);
    }

    async refresh() {
        this._show(await this.desk.ask("state", [this.pickingId]));
    }
}
