import { _t } from "@web/core/l10n/translation";
import { ConnectionLostError } from "@web/core/network/rpc";
import { user } from "@web/core/user";
import { decode } from "../../core/gs1.js";
import { matchKey } from "../../core/lot_names.js";
import { ScanQueue, scanUuid } from "./lot_scan_queue.js";

const BATCH = 50;

/** One receipt on one device: what is counted, what waits for the network, what was asked. */
export class LotScanModel {
    constructor(orm, feedback, storage = window.localStorage) {
        this.orm = orm.silent;
        this.feedback = feedback;
        this.storage = storage;
        this.picking = null;
        this.rows = [];
        this.counted = 0;
        this.canUndo = false;
        this.last = null; // what came of the last scan: {status, reason, message, choices}
        this.question = null; // {code, quantity} of a scan that waits for an answer
        this.conflicts = []; // replayed scans that received nothing
        this.waiting = 0;
        this.offline = false;
        this.work = Promise.resolve();
    }

    async open(pickingId) {
        this.queue = new ScanQueue(this.storage, `lot_scan.${user.userId}.${pickingId}`);
        this.waiting = this.queue.size;
        this.pickingId = pickingId;
        this._show(await this.orm.call("lot.receiving", "state", [pickingId]));
        await this.replay();
    }

    _show(state) {
        this.picking = state.picking;
        this.rows = state.rows;
        this.counted = state.counted;
        this.canUndo = state.can_undo;
    }

    // -- scanning ----------------------------------------------------------------------------

    /** Scans are counted one after the other, however fast the trigger is pulled. */
    scan(code, options = {}) {
        this.work = this.work.then(() => this._scan(code, options));
        return this.work;
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
            const args = [this.pickingId, code];
            const result = await this.orm.call("lot.receiving", "scan", args, options);
            this.offline = false;
            this._tell(result, entry);
            this._show(result.state);
        } catch (error) {
            if (!(error instanceof ConnectionLostError)) {
                this._tell({ status: "error", message: _t("The server refused the scan.") });
                throw error;
            }
            this.offline = true;
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
            this.queue.push(entry);
        } catch {
            const message = _t("This device has no room for more scans. Find network first.");
            return this._tell({ status: "error", message });
        }
        this.waiting = this.queue.size;
        const row = this._rowOf(entry);
        if (row) {
            row.queued = (row.queued || 0) + 1;
        }
        const known = row
            ? _t("%(product)s %(lot)s", { product: row.product, lot: row.lot })
            : entry.code;
        this.last = {
            status: "saved",
            reason: "saved",
            message: _t("Saved on this device: %s", known),
            choices: [],
        };
        this.feedback.give("saved");
    }

    /** The row a code most likely counts for, told without the server. */
    _rowOf({ code, answer }) {
        const scan = decode(code, { today: this.picking.today });
        const lot = matchKey(answer?.lot || scan.serial || scan.lot || scan.text);
        const gtin = scan.gtin || scan.content_gtin;
        return this.rows.find((row) => {
            if (answer?.line) {
                return row.line_id === answer.line;
            }
            const sameProduct = !gtin || row.gtin.padStart(14, "0") === gtin;
            return sameProduct && [row.lot, row.vendor_lot].some((n) => n && matchKey(n) === lot);
        });
    }

    /** Send what was saved, oldest first. What received nothing is listed, not lost. */
    replay() {
        this.work = this.work.then(() => this._replay());
        return this.work;
    }

    async _replay() {
        while (this.queue?.size) {
            const batch = this.queue.head(BATCH);
            let answer;
            try {
                const args = [this.pickingId, batch];
                answer = await this.orm.call("lot.receiving", "replay", args);
            } catch (error) {
                if (error instanceof ConnectionLostError) {
                    this.offline = true;
                    return;
                }
                throw error;
            }
            this.offline = false;
            const codes = Object.fromEntries(batch.map((entry) => [entry.uuid, entry.code]));
            for (const result of answer.results) {
                if (["error", "ask"].includes(result.status)) {
                    this.conflicts.push({ ...result, code: codes[result.uuid] });
                }
            }
            this.queue.settle(answer.results.map((result) => result.uuid));
            this.waiting = this.queue.size;
            this._show(answer.state);
        }
    }

    dismiss(conflict) {
        this.conflicts = this.conflicts.filter((one) => one !== conflict);
    }

    // -- the rest ----------------------------------------------------------------------------

    async undo() {
        const result = await this.orm.call("lot.receiving", "undo", [this.pickingId]);
        this._tell(result);
        this._show(result.state);
    }

    finish(restComes) {
        return this.orm.call("lot.receiving", "finish", [this.pickingId, restComes]);
    }

    async refresh() {
        this._show(await this.orm.call("lot.receiving", "state", [this.pickingId]));
    }
}
