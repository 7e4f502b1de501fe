import { ordered } from "@lot_pos_tracking/core/allocation";
import { matchKey } from "@lot_pos_tracking/core/lot_names";
import { freeQuantity, takenByLot } from "@lot_pos_tracking/core/reservations";
import { compare } from "@lot_pos_tracking/core/rounding";
import { lastGoodDay } from "@lot_pos_tracking/core/shelf_life";
import { decide } from "@lot_pos_tracking/core/verdict";
import { StockLot } from "@lot_pos_tracking/app/models/stock_lot";
import { LotKits } from "@lot_pos_tracking/app/services/lot_kits";
import { LotClock } from "@lot_pos_tracking/app/utils/lot_clock";
import {
    cartsOf,
    ghostLot,
    isRefundLine,
    isTrackedProduct,
    lotFacts,
    packQuantity,
    policyOf,
    recalledKeys,
    refundable,
    stepOf,
} from "@lot_pos_tracking/app/utils/lot_facts";
import { lifeBadge } from "@lot_pos_tracking/app/utils/lot_words";

/** What the till knows of its lots, and the verdict on each; it asks nobody and changes nothing. */
export class LotBook {
    constructor(pos) {
        this.pos = pos;
        this.clock = new LotClock(pos.config.id);
        this.kits = new LotKits(this);
        this.lots = new Map(); // {id: lot}
        this.index = null; // {product id: [lot]}, made anew after lots came or went
    }

    get policy() {
        return policyOf(this.pos.config);
    }

    get isOffline() {
        return Boolean(this.pos.data.network.offline);
    }

    // -- which lots --------------------------------------------------------------------------------

    /** Write down what the server told of lots: whole rows, new or in place of those before. */
    receive(rows) {
        for (const row of rows) {
            const known = this.lots.get(row.id);
            if (known?.productKey() === row.product_id) {
                known.row = row;
            } else {
                this.lots.set(row.id, new StockLot(row, this.pos.models));
                this.index = null;
            }
        }
    }

    forget(ids) {
        for (const id of ids) {
            if (this.lots.delete(id)) {
                this.index = null;
            }
        }
    }

    lotsOf(product) {
        this.index ??= Map.groupBy(this.lots.values(), (lot) => lot.productKey());
        return this.index.get(product.id) || [];
    }

    /** The lot of the product with this number; none where the number could mean several. */
    findLot(product, name) {
        const lots = this.lotsWith(product, name);
        return lots.length === 1 ? lots[0] : undefined;
    }

    /**
     * The lots of the product with this number, as printed by us, else by the vendor. A vendor's
     * lot that came twice may have become two of ours: of these the ones that are gone are left
     * out, unless nobody may overlook them.
     */
    lotsWith(product, name) {
        const key = matchKey(name);
        const lots = key ? this.lotsOf(product) : [];
        const own = lots.find((lot) => matchKey(lot.name) === key);
        if (own) {
            return [own];
        }
        const theirs = lots.filter((lot) => matchKey(lot.vendor_lot) === key);
        const there = theirs.filter((lot) => lot.isInShop() || lot.holds().length);
        return there.length ? there : theirs;
    }

    /** All the lots with this number, whatever the product. */
    lotsNamed(name) {
        const key = matchKey(name);
        return key
            ? [...this.lots.values()].filter(
                  (lot) => matchKey(lot.name) === key || matchKey(lot.vendor_lot) === key
              )
            : [];
    }

    /** The lot of a row; rows may carry a number alone, and tickets name lots that are gone. */
    lotOf(row) {
        const id = row.lotKey();
        const product = row.pos_order_line_id?.product_id;
        return (
            this.lots.get(id) ||
            (product && this.findLot(product, row.lot_name)) ||
            (id && ghostLot(id, row.lot_name, product))
        );
    }

    soldLot(product, [id, , name]) {
        const lot = id ? this.lots.get(id) : this.findLot(product, name);
        return lot || ghostLot(id, name, product);
    }

    // -- how much of them --------------------------------------------------------------------------

    /** {lot id: quantity} that the till's carts take; `except` is the line that asks. */
    taken(except = null) {
        const carts = cartsOf(this.pos.models["pos.order"].getAll(), (order) =>
            this.isSettled(order)
        );
        return takenByLot(carts, { exceptLine: except?.uuid });
    }

    /** Does the stock that the server told contain this paid order's sales? */
    isSettled(order) {
        if (!order.finalized) {
            return false;
        }
        const heard = this.clock.state.heardAt;
        const error = order.isDirty() ? 0 : this.clock.error(); // mended when the order was sent
        const paidAt = order.date_order?.toMillis?.() + this.clock.state.offset - error;
        return order.isSynced && heard !== null && !(paidAt > heard);
    }

    freeOf(lot, except = null, taken = this.taken(except)) {
        const free = freeQuantity(lot.stock(), lot.id, taken);
        return this.isSetAside(lot, except) ? Math.max(free, Math.abs(except.qty)) : free;
    }

    /** The lot came with the sale order that the line settles; how much of it the server knows. */
    isSetAside(lot, line) {
        return Boolean(
            line?.sale_order_line_id &&
            line.pack_lot_ids.some((row) => this.lotOf(row)?.id === lot.id)
        );
    }

    // -- may it be sold ----------------------------------------------------------------------------

    /**
     * The kernel's decision on so much of one lot.
     *
     * @param {Object} what `product`, `lot` (or `lotName` when no such lot is known), `quantity`,
     *     `evidence`, `pack` (dates read from the pack), `line` (when it stands in a cart),
     *     `isReturn` (a refund without a ticket); `around` and `taken` when many are judged
     */
    judge(what) {
        const { lot, line, evidence = "", taken } = what;
        const { policy, today, now, ...around } = what.around || this.around(what.product);
        const origin = line?.refunded_orderline_id;
        const isRefund = what.isReturn || Boolean(line && isRefundLine(line));
        return decide(
            policy,
            {
                ...around,
                quantity: Math.abs(what.quantity),
                evidence,
                lot_name: what.lotName || "",
                pack: what.pack || {},
                is_refund: isRefund,
                sold: origin ? refundable(origin, line) : null,
                approved: this.approved(what),
            },
            lot ? lotFacts(lot, this.freeOf(lot, line, taken)) : null,
            today,
            now
        );
    }

    /** What every decision on lots of a product has in common, read once for a thousand of them. */
    around(product) {
        return {
            policy: this.policy,
            today: this.clock.today(),
            now: this.clock.now(),
            tracking: product.tracking || "none",
            precision: stepOf(product),
            uses_dates: !product.lot_ignore_dates,
            product_has_recall: Boolean(product.lot_has_recall),
            recalled_keys: recalledKeys(this.lotsOf(product)),
            offline: this.isOffline,
            data_age: this.clock.dataAge(),
        };
    }

    /** What a manager approved for so much of the lot on this line. */
    approved({ order, line, uuid = line?.uuid, lot, quantity }) {
        const approvals = (order || line?.order_id)?.uiState?.lotApprovals;
        const approval = approvals?.[`${uuid}/${lot?.id}`];
        return approval && Math.abs(quantity) <= approval.quantity ? approval.reasons : [];
    }

    isStopping(decision) {
        return ["ask", "block"].includes(decision.verdict);
    }

    /** The decisions on a line: `[{line, product, lot, lotName, quantity, pack, decision}]`. */
    judgeLine(line) {
        const product = line.product_id;
        if (this.kits.isKit(product)) {
            return [...this.kits.judgeLine(line), ...this.judgeUntracked(line)];
        }
        if (!isTrackedProduct(product)) {
            return this.judgeUntracked(line);
        }
        const findings = [];
        const taken = this.taken(line);
        let missing = Math.abs(line.qty);
        for (const row of line.pack_lot_ids) {
            const quantity = packQuantity(row);
            if (!quantity) {
                continue;
            }
            const lot = this.lotOf(row);
            missing -= quantity;
            findings.push(
                this.finding(line, {
                    lot,
                    lotName: row.lot_name,
                    quantity,
                    evidence: row.evidence,
                    pack: row.scannedDates(),
                    row,
                    taken,
                })
            );
        }
        const step = stepOf(product);
        if (compare(missing, 0, step) > 0) {
            findings.push(this.finding(line, { quantity: missing, taken }));
        }
        return findings;
    }

    /** Goods without lots still carry a date in their code, and that date counts. */
    judgeUntracked(line) {
        const pack = line.uiState?.scannedDates;
        return pack ? [this.finding(line, { quantity: Math.abs(line.qty), pack })] : [];
    }

    finding(line, what) {
        const product = line.product_id;
        return { ...what, line, product, decision: this.judge({ ...what, product, line }) };
    }

    // -- what to show ------------------------------------------------------------------------------

    /**
     * The rows of the picker: what may be sold first, as it should go, then the rest with reasons.
     *
     * @param {Object} options `typed` is what the cashier typed: a number typed in full was read
     *     from the pack; `enough`: after so many that may be sold, and do for `need`, the others
     *     are left out
     */
    offer({ product, need, line = null, typed = "", enough = Infinity, ...asking }) {
        const { isReturn = false } = asking;
        const taken = this.taken(line);
        const around = this.around(product);
        const key = matchKey(typed);
        const isNamed = (lot) =>
            key && [lot.name, lot.vendor_lot].some((name) => matchKey(name) === key);
        const sellable = [];
        const others = [];
        let missing = need;
        for (const { lot, free, most } of this.offered({ product, need, line, isReturn, taken })) {
            const evidence = isNamed(lot) ? "typed" : "picked";
            const quantity = Math.min(need, free) || around.precision;
            const what = { product, lot, line, quantity, evidence, taken, around, ...asking };
            const row = this.row(lot, this.judge({ ...what, isReturn }), most, evidence);
            (row.isSellable ? sellable : others).push(row);
            missing -= row.isSellable ? free : 0;
            if (sellable.length >= enough && missing <= 0) {
                break;
            }
        }
        return [...sellable, ...others];
    }

    /** The lots to judge, as they should go: `[{lot, free, most}]`. */
    offered({ product, need, line, isReturn, taken }) {
        const chosen = new Set(line?.pack_lot_ids.map((row) => this.lotOf(row)?.id));
        const origin = line?.refunded_orderline_id;
        const sold = origin && refundable(origin, line);
        const lots = sold ? sold.map((left) => this.soldLot(product, left)) : this.lotsOf(product);
        const candidates = [];
        for (const [at, lot] of lots.entries()) {
            if (sold || isReturn || lot.isInShop() || chosen.has(lot.id)) {
                const free = sold ? sold[at][1] : this.freeOf(lot, line, taken);
                const most = isReturn && !sold ? need : free; // without a ticket nothing limits it
                candidates.push({ ...this.place(lot), key: { lot, free, most } });
            }
        }
        return ordered(candidates).map(({ key }) => key);
    }

    /** What decides which lot should go first. */
    place(lot) {
        return { day: lastGoodDay(lot.shelfDates()), in_date: lot.arrival(), id: lot.id };
    }

    /** One lot as the picker shows it. */
    row(lot, decision, free = this.freeOf(lot), evidence = "picked") {
        const isSellable = !this.isStopping(decision);
        const book = this;
        let badge = null;
        const row = {
            id: lot.id,
            lot,
            name: lot.name,
            vendorLot: lot.vendor_lot && lot.vendor_lot !== lot.name ? lot.vendor_lot : "",
            free,
            /** Made when it is looked at: most of a thousand rows never are. */
            get badge() {
                return (badge ??= book.badge(lot));
            },
            percentOff: Math.round((1 - lot.priceFactor()) * 100),
            decision,
            evidence,
            isSellable,
            isOverridable: this.isOverridable(decision),
        };
        row.candidate = {
            ...this.place(lot),
            key: row,
            quantity: free,
            blocked: isSellable ? null : decision.reasons[0],
        };
        return row;
    }

    /** Whether a manager can be asked: it is the server that knows managers. */
    isOverridable(decision) {
        return decision.overridable && !this.isOffline;
    }

    badge(lot, product = lot.product_id) {
        const dates = product?.lot_ignore_dates ? {} : lot.shelfDates();
        return lifeBadge(dates, this.clock.today(), this.clock.now());
    }
}
