import { registry } from "@web/core/registry";
import { _t } from "@web/core/l10n/translation";
import { uuidv4 } from "@point_of_sale/utils";
import { makeAwaitable } from "@point_of_sale/app/utils/make_awaitable_dialog";
import { nearMatches } from "@lot_pos_tracking/core/lot_names";
import { take } from "@lot_pos_tracking/core/allocation";
import { LotBook } from "@lot_pos_tracking/app/services/lot_book";
import { LotFeed } from "@lot_pos_tracking/app/services/lot_feed";
import { LotGate } from "@lot_pos_tracking/app/services/lot_gate";
import { LotScanner } from "@lot_pos_tracking/app/services/lot_scanner";
import { LotLines } from "@lot_pos_tracking/app/services/lot_lines";
import { LotRefunds } from "@lot_pos_tracking/app/services/lot_refunds";
import { LotSplits } from "@lot_pos_tracking/app/services/lot_splits";
import { LotRows } from "@lot_pos_tracking/app/services/lot_rows";
import {
    LotPickerPopup,
    PAGE,
} from "@lot_pos_tracking/app/components/popups/lot_picker_popup/lot_picker_popup";
import { isTrackedProduct, stepOf } from "@lot_pos_tracking/app/utils/lot_facts";
import { registerDesk } from "@lot_pos_tracking/app/utils/desk_registry";
import { dateText, sentence } from "@lot_pos_tracking/app/utils/lot_words";

/**
 * The till's authority on lots: it knows which lots the shop has, says whether one may be sold,
 * and asks the cashier where only a human can know. With the policy "native" it stays out.
 */
export class LotDesk {
    constructor(env, { pos, dialog, notification }) {
        this.env = env;
        this.pos = pos;
        this.dialog = dialog;
        this.notification = notification;
        this.book = new LotBook(pos);
        this.rows = new LotRows(this);
        this.splits = new LotSplits(this);
        this.gate = new LotGate(this);
        this.scanner = new LotScanner(this);
        this.feed = new LotFeed(this);
        this.refunds = new LotRefunds(this);
        this.lines = new LotLines(this);
        this.isAsking = false; // the picker is open, or about to be
        registerDesk(pos.models, this);
    }

    get isActive() {
        return this.book.policy.lot_policy !== "native" && Boolean(this.pos.models["stock.lot"]);
    }

    isGuarding(product) {
        return this.isActive && isTrackedProduct(product);
    }

    // -- a new line ------------------------------------------------------------------------------

    /**
     * Add a line by upstream's own way, which asks `chooseForNewLine` for the lots.
     *
     * @param {Function} add upstream's method, to be called with the line's values and with what
     *     it hands on to `chooseForNewLine`
     */
    async addLine(vals, order, opts, add) {
        const adding = {
            order,
            uuid: vals.uuid || uuidv4(),
            quantity: Math.abs(vals.qty ?? 1),
            isReturn: (vals.qty ?? 1) < 0 || Boolean(order.preset_id?.is_return),
            scan: opts?.lotScan || null,
            startedAt: performance.now(),
            parts: null,
        };
        const added = await add({ ...vals, uuid: adding.uuid }, adding);
        if (added && this.book.kits.isKit(added.product_id)) {
            this.tellKit(added);
        }
        const isOurs = added && (adding.parts || adding.scan);
        const line = isOurs ? this.rows.settle(added, adding) : added;
        this.scanner.pairs.remember(line, adding, opts);
        return line;
    }

    /**
     * The lots for a line that does not exist yet, in upstream's shape.
     *
     * @param {Array} existing rows of the line that a serial number will be added to
     * @param {Object} adding the line, as `addLine` made it; one piece where nobody says more
     * @return {Promise<Object|null>} null when the cashier gave up or nothing may be sold
     */
    async chooseForNewLine(product, existing = [], adding = this.onePiece()) {
        const need = product.tracking === "serial" ? 1 : adding.quantity;
        const parts = await this.choose({ product, need, adding });
        if (!parts) {
            return null;
        }
        adding.parts = parts;
        return {
            modifiedPackLotLines: Object.fromEntries(
                existing.filter((row) => row.id).map((row) => [row.id, row.text])
            ),
            newPackLotLines: parts.map((part) => this.rows.packValues(part)),
        };
    }

    onePiece() {
        return { order: this.pos.getOrder(), quantity: 1, startedAt: performance.now() };
    }

    /** The lots to sell, by scan, as the only one, as suggested, or picked by the cashier. */
    async choose({ product, need, adding }) {
        const { order, uuid, scan, isReturn } = adding;
        if (scan?.lotName) {
            return this.chooseScanned({ product, need, adding });
        }
        const rows = this.book.offer({ product, need, isReturn, order, uuid, enough: PAGE });
        const sellable = rows.filter((row) => row.isSellable);
        const policy = this.book.policy;
        if (policy.lot_choice !== "scan" && !product.lot_has_recall) {
            if (sellable.length === 1 && sellable[0].free >= need) {
                return [this.part(sellable[0], need, "only_lot", adding)];
            }
            const suggested = this.suggest(sellable, need, product);
            if (policy.lot_choice === "fefo" && !suggested.shortage && suggested.lines.length) {
                return suggested.lines.map(({ key, quantity }) =>
                    this.part(key, quantity, "presumed", adding)
                );
            }
        }
        return this.pick({ product, need, adding, rows });
    }

    async chooseScanned({ product, need, adding, line = null }) {
        const { lotName, pack } = adding.scan;
        const lot = await this.feed.find(product, lotName);
        const { order, uuid } = adding;
        const judged = {
            ...{ product, lot, lotName, quantity: need, evidence: "scanned", pack },
            ...{ order, uuid, line },
        };
        const decision = this.book.judge({ ...judged, isReturn: adding.isReturn });
        if (!this.book.isStopping(decision)) {
            return [this.part(this.book.row(lot, decision), need, "scanned", adding)];
        }
        if (!lot && !decision.reasons.includes("recalled")) {
            return this.pick({ product, need, adding, line, unclear: lotName });
        }
        const approved = await this.gate.refuse({
            order,
            findings: [{ ...judged, decision }],
        });
        return approved
            ? [this.part(this.book.row(lot, decision), need, "override", adding)]
            : null;
    }

    /** FEFO over the rows that may be sold: `{lines: [{key: row, quantity}], shortage}`. */
    suggest(sellable, need, product) {
        const candidates = sellable.map((row) => ({ ...row.candidate, key: row }));
        return take(need, candidates, "fefo", stepOf(product));
    }

    part(row, quantity, evidence, adding, taps = 0) {
        return {
            lot: row.lot,
            quantity,
            evidence,
            verdict: row.decision.verdict,
            reasons: row.decision.reasons,
            pack: evidence === "scanned" ? adding.scan?.pack : undefined,
            taps,
            select_ms: Math.round(performance.now() - adding.startedAt),
        };
    }

    // -- the picker ------------------------------------------------------------------------------

    /**
     * Let the cashier choose; a second tap on the way to the picker asks nothing.
     *
     * @param {Object} options `line` when its lots are changed (its quantity then stands),
     *     `unclear` the scanned number that names no lot or several, `rows` when they are judged
     *     already
     * @return {Promise<Array|null>} parts
     */
    async pick(options) {
        if (this.isAsking) {
            return null;
        }
        this.isAsking = true;
        try {
            return await this.openPicker(options);
        } finally {
            this.isAsking = false;
        }
    }

    async openPicker({ product, need, adding, line = null, unclear = "", rows = null }) {
        const isReturn = Boolean(line ? line.qty < 0 : adding.isReturn);
        const { order, uuid = line?.uuid } = adding;
        const offer = { product, need, line, isReturn, order, uuid };
        const quantities = line && this.rows.quantities(line);
        const several = () => (unclear ? this.book.lotsWith(product, unclear) : []);
        const isUnsure = isReturn || several().length;
        const renew = () => {
            const all = rows || this.book.offer(offer);
            const named = several();
            rows = null; // judged before the picker opened, for its first picture
            return {
                rows: named.length ? all.filter((row) => named.includes(row.lot)) : all,
                notice: this.pickerNotice(product, unclear),
            };
        };
        const chosen = await makeAwaitable(this.dialog, LotPickerPopup, {
            title: product.display_name,
            need,
            isExact: Boolean(line) || product.tracking === "serial",
            isSerial: product.tracking === "serial",
            step: stepOf(product),
            unit: product.uom_id?.name || "",
            isReturn,
            // what comes back, or is one of several, is read from the pack and never suggested
            startQuantities: quantities?.size || isUnsure ? quantities || new Map() : null,
            ...renew(),
            renew,
            listen: (tell) => this.feed.listen(product, tell),
            isScanOnly: this.book.policy.lot_choice === "scan",
            getRows: (typed) => this.book.offer({ ...offer, typed }),
            suggest: (sellable) =>
                several().length
                    ? []
                    : this.suggest(sellable, need, product).lines.map(({ key, quantity }) => [
                          key.id,
                          quantity,
                      ]),
            readScan: (code) => this.scanner.readForPicker(code, offer),
            override: (row, quantity) =>
                this.gate.override({
                    order,
                    findings: [
                        { product, line, uuid, lot: row.lot, quantity, decision: row.decision },
                    ],
                }),
        });
        return chosen
            ? chosen.parts.map(({ row, quantity, evidence, pack }) => ({
                  ...this.part(row, quantity, evidence, adding, chosen.taps),
                  pack,
              }))
            : null;
    }

    /** What to tell of a number that was read, `unclear`, and of the product. */
    pickerNotice(product, unclear) {
        if (unclear && this.book.lotsWith(product, unclear).length) {
            return _t(
                "Several lots here have the vendor's number %(lot)s. Look at our label or the date.",
                { lot: unclear }
            );
        }
        if (unclear) {
            const near = nearMatches(
                unclear,
                this.book.lotsOf(product).map((lot) => lot.name)
            );
            return near.length
                ? _t("Nobody knows lot %(lot)s. Is it %(near)s?", {
                      lot: unclear,
                      near: near.join(", "),
                  })
                : _t("Nobody knows lot %(lot)s. Check the pack again.", { lot: unclear });
        }
        if (product.lot_has_recall) {
            return _t("A lot of this product is recalled: scan or type the number on the pack.");
        }
        return "";
    }

    /** Change the lots of a line in the cart; its quantity, price, discount and note stay. */
    async editLine(line) {
        if (line.order_id.finalized || !this.isGuarding(line.product_id)) {
            return;
        }
        const need = Math.abs(line.qty);
        const adding = { order: line.order_id, startedAt: performance.now(), quantity: need };
        const parts = await this.pick({ product: line.product_id, need, adding, line });
        if (parts && !line.order_id.finalized) {
            this.rows.replace(line, parts);
            line.order_id.selectOrderline(line);
        }
    }

    // -- telling -----------------------------------------------------------------------------------

    tell(findings) {
        for (const { product, lot, lotName, decision } of findings) {
            for (const reason of decision.reasons) {
                this.notification.add(this.sentence(reason, { product, lot, lotName }), {
                    type: "warning",
                });
            }
        }
    }

    /** A kit whose parts cannot be taken says so at once; the line stays, payment refuses it. */
    tellKit(line) {
        for (const finding of this.book.judgeLine(line)) {
            if (finding.decision.reasons.length) {
                this.notification.add(this.sentence(finding.decision.reasons[0], finding), {
                    type: this.book.isStopping(finding.decision) ? "danger" : "warning",
                });
            }
        }
    }

    sentence(reason, { product, lot, lotName, kit, pack }) {
        return sentence(reason, {
            product: kit
                ? _t("%(part)s in %(kit)s", {
                      part: product.display_name,
                      kit: kit.display_name,
                  })
                : product.display_name,
            lot: lot?.name || lotName,
            date: lot ? this.book.badge(lot, product).date : dateText(pack || {}),
        });
    }
}

export const lotDeskService = {
    dependencies: ["pos", "dialog", "notification"],
    start(env, services) {
        const desk = new LotDesk(env, services);
        desk.feed.start();
        return desk;
    },
};

registry.category("services").add("lot_desk", lotDeskService);
