import { _t } from "@web/core/l10n/translation";
import { compare, roundAt } from "@lot_pos_tracking/core/rounding";
import { take } from "@lot_pos_tracking/core/allocation";
import { dateFields, noDates } from "@lot_pos_tracking/app/models/pos_pack_operation_lot";
import {
    isRefundLine,
    packQuantity,
    refundable,
    stepOf,
} from "@lot_pos_tracking/app/utils/lot_facts";
import { quantityText } from "@lot_pos_tracking/app/utils/lot_words";

/** A manager has just read what speaks against it. */
function isApproved(row) {
    return row?.evidence === "override";
}

/** Writes lots on lines: one row per lot, each with its own quantity. */
export class LotRows {
    constructor(desk) {
        this.desk = desk;
    }

    get book() {
        return this.desk.book;
    }

    packValues({ lot, quantity, evidence, verdict, pack, taps, select_ms }) {
        return {
            ...dateFields(pack),
            lot_name: lot.name,
            lot_id: lot.id,
            quantity,
            evidence,
            verdict,
            taps: taps || 0,
            select_ms: select_ms || 0,
        };
    }

    /** {lot id: quantity} of a line. */
    quantities(line) {
        const quantities = new Map();
        for (const row of line.pack_lot_ids) {
            const lot = this.book.lotOf(row);
            if (lot) {
                quantities.set(lot.id, (quantities.get(lot.id) || 0) + packQuantity(row));
            }
        }
        return quantities;
    }

    /**
     * What follows from the choice once upstream has made the line.
     *
     * @return the line, or the one in the cart that it was added to
     */
    settle(line, { parts, quantity, scan }) {
        const product = line.product_id;
        if (parts && product.tracking === "lot") {
            const step = stepOf(product);
            const total = parts.reduce((sum, part) => sum + part.quantity, 0);
            if (compare(total, quantity, step) !== 0) {
                line.setQuantity(Math.sign(line.qty || 1) * total);
            } else if (compare(total, Math.abs(line.qty), step) !== 0) {
                this.fit(line); // weighed after its lot was chosen
            }
            this.applyStep(line, 0);
        }
        if (scan?.price) {
            // the label's amount to pay stands, whatever a rounded price per unit would make of it
            line.price_type = "manual";
            line.price_unit = scan.price / Math.abs(line.qty || 1);
        }
        const warnings = this.book
            .judgeLine(line)
            .filter(({ decision, row }) => decision.verdict === "warn" && !isApproved(row));
        this.desk.tell(warnings);
        return this.merge(line) || line;
    }

    /** The same lot again is more of the same line, not another line. */
    merge(line) {
        const [row, ...more] = line.pack_lot_ids;
        const twin =
            row &&
            !more.length &&
            line.product_id.tracking === "lot" &&
            line.isPosGroupable() &&
            line.order_id.lines.find((other) => other !== line && this.isTwin(other, line, row));
        if (!twin) {
            return null;
        }
        const order = line.order_id;
        const quantity = twin.qty + line.qty;
        const twinRow = twin.pack_lot_ids[0];
        twinRow.update({
            quantity: packQuantity(twinRow) + packQuantity(row),
            taps: (twinRow.taps || 0) + (row.taps || 0),
            select_ms: (twinRow.select_ms || 0) + (row.select_ms || 0),
        });
        line.delete();
        twin.setQuantity(quantity);
        order.selectOrderline(twin);
        return twin;
    }

    isTwin(other, line, row) {
        const [otherRow, ...more] = other.pack_lot_ids;
        const values = (one) =>
            JSON.stringify([
                one.lotKey(),
                one.lot_name,
                one.evidence === "override" ? one.id : one.evidence,
                one.scannedDates(),
            ]);
        return (
            otherRow &&
            !more.length &&
            other.uuid !== line.uuid &&
            other.product_id.id === line.product_id.id &&
            values(otherRow) === values(row) &&
            ["price_unit", "price_type", "discount", "full_product_name"].every(
                (name) => (other[name] || 0) === (line[name] || 0)
            ) &&
            other.getNote() === line.getNote() &&
            other.getCustomerNote() === line.getCustomerNote() &&
            !isRefundLine(other) &&
            !isRefundLine(line) &&
            !other.isPartOfCombo()
        );
    }

    /**
     * A new row of the line. Upstream keeps it in the browser when it is told that the row was
     * connected, which it is by a command of the line and not by the row's own `create`: such a row
     * is gone when the page is loaded again.
     */
    add(line, values) {
        line.update({ pack_lot_ids: [["create", { ...values }]] });
    }

    /** Other lots on the same line: same quantity, and one row per lot, whatever was there. */
    replace(line, parts) {
        const step = this.stepDiscount(line);
        const old = new Map(line.pack_lot_ids.map((row) => [this.book.lotOf(row)?.id, row]));
        const kept = new Set(parts.map(({ lot }) => old.get(lot.id)).filter(Boolean));
        const spare = line.pack_lot_ids.filter((row) => !kept.has(row));
        for (const part of parts) {
            const row = old.get(part.lot.id);
            const values = this.packValues(part);
            if (row) {
                row.update({ ...values, evidence: this.strongest(row, part) });
            } else if (this.canBecome(spare[0])) {
                spare.shift().update({ ...noDates(), ...values });
            } else {
                this.add(line, values);
            }
        }
        spare.forEach((row) => row.delete());
        this.applyStep(line, step);
    }

    /**
     * May the row name this lot from now on? The browser keeps a changed row at once, and the list
     * of the line's rows a moment later: loaded again in between, the line would have no lot. For
     * what the server has already there is a row of its own.
     */
    canBecome(row) {
        return Boolean(row?.lotKey() && !row.isSynced);
    }

    /** Looking at a scanned lot again and confirming it does not make it less certain. */
    strongest(row, part) {
        return part.evidence === "picked" && ["scanned", "typed", "override"].includes(row.evidence)
            ? row.evidence
            : part.evidence;
    }

    // -- quantity ----------------------------------------------------------------------------------

    /** Why the line cannot have this quantity, in upstream's shape; null when it can. */
    refusal(line, quantity) {
        const plan = this.plan(line, quantity);
        if (!plan.isShort || line.combo_parent_id) {
            return null; // a combo's quantity is set as a whole; payment checks its lots
        }
        return {
            title: _t("Not enough of the lot"),
            body: this.shortageText(line, plan),
        };
    }

    shortageText(line, { rows, extra }) {
        const dealt = [
            ...rows.map(([, part]) => part),
            ...(extra?.lines || []).map((one) => one.quantity),
        ];
        const values = {
            quantity: quantityText(
                dealt.reduce((sum, part) => sum + part, 0),
                stepOf(line.product_id)
            ),
            unit: line.product_id.uom_id?.name || "",
            lots: rows.map(([row]) => row.lot_name).join(", "),
        };
        if (line.refunded_orderline_id) {
            return _t("Of lot %(lots)s only %(quantity)s %(unit)s can still come back.", values);
        }
        return extra
            ? _t("All lots in this shop together have only %(quantity)s %(unit)s free.", values)
            : _t("Lot %(lots)s has only %(quantity)s %(unit)s free in this shop.", values);
    }

    /** Deal the line's quantity out over its rows, and over further lots where they do not do. */
    fit(line) {
        const { rows, extra } = this.plan(line, line.qty);
        for (const [row, quantity] of rows) {
            if (packQuantity(row) !== quantity) {
                row.quantity = quantity;
            }
        }
        for (const { key: offered, quantity } of extra?.lines || []) {
            const startedAt = performance.now();
            const part = this.desk.part(offered, quantity, "presumed", { startedAt });
            this.add(line, this.packValues(part));
        }
    }

    /** `{rows: [[row, quantity]], extra: {lines, shortage}, isShort}`; nothing is changed. */
    plan(line, wanted) {
        const product = line.product_id;
        const step = stepOf(product);
        const isRefund = isRefundLine(line) || wanted < 0;
        let need = Math.abs(Number(wanted) || 0);
        const current = line.pack_lot_ids.map((row) => [row, packQuantity(row)]);
        if (compare(need, 0, step) === 0 || !current.length) {
            return { rows: current, extra: null, isShort: false };
        }
        const taken = this.book.taken(line);
        const rows = current.map(([row, quantity]) => {
            const kept = Math.min(quantity, need);
            need = roundAt(need - kept, step);
            return [row, kept];
        });
        for (const entry of rows) {
            const limit = this.limit(line, entry[0], isRefund, taken);
            const more = Math.min(Math.max(0, limit - entry[1]), need);
            entry[1] = roundAt(entry[1] + more, step);
            need = roundAt(need - more, step);
        }
        if (compare(need, 0, step) <= 0) {
            return { rows, extra: null, isShort: false };
        }
        if (isRefund || this.book.policy.lot_choice === "scan") {
            return { rows, extra: null, isShort: true };
        }
        const used = new Set(current.map(([row]) => this.book.lotOf(row)?.id));
        const others = this.book
            .offer({ product, need, line })
            .filter((row) => row.isSellable && !used.has(row.id))
            .map((row) => ({ ...row.candidate, key: row }));
        const extra = take(need, others, "fefo", step);
        return { rows, extra, isShort: compare(extra.shortage, 0, step) > 0 };
    }

    limit(line, row, isRefund, taken) {
        const lot = this.book.lotOf(row);
        const origin = line.refunded_orderline_id;
        if (origin) {
            const left = refundable(origin, line).find(
                ([id, , name]) => (id && id === lot?.id) || name === row.lot_name
            );
            return left?.[1] || 0;
        }
        const isUnlimited = isRefund || !lot || this.book.policy.lot_policy === "warn";
        return isUnlimited ? Infinity : this.book.freeOf(lot, line, taken);
    }

    /**
     * Rows that a smaller quantity emptied are kept while the cashier types, and dropped here; so
     * is what a line has too much of after other modules wrote its quantity.
     */
    purge(order) {
        for (const line of order.lines) {
            if (this.desk.isGuarding(line.product_id) && this.total(line) > Math.abs(line.qty)) {
                this.fit(line);
            }
            [...line.pack_lot_ids]
                .filter((row) => row.quantity === 0)
                .forEach((row) => row.delete());
        }
    }

    /** Does every unit of the line have a lot? */
    isComplete(line) {
        return compare(this.total(line), Math.abs(line.qty), stepOf(line.product_id)) === 0;
    }

    total(line) {
        const rows = line.pack_lot_ids.filter((row) => row.lot_name);
        return rows.reduce((sum, row) => sum + packQuantity(row), 0);
    }

    // -- price step --------------------------------------------------------------------------------

    /** The discount, in percent, that the line's lots carry near expiry, weighted by quantity. */
    stepDiscount(line) {
        let [total, off] = [0, 0];
        for (const row of line.pack_lot_ids) {
            const quantity = packQuantity(row);
            total += quantity;
            off += quantity * (1 - (this.book.lotOf(row)?.priceFactor() ?? 1));
        }
        return total ? roundAt((100 * off) / total, 0.01) : 0;
    }

    /** The step belongs to the lot: it replaces only the step of the lots before, `previous`. */
    applyStep(line, previous) {
        const step = this.stepDiscount(line);
        const isSale = !isRefundLine(line);
        if (isSale && step !== previous && (line.discount || 0) === previous) {
            line.setDiscount(step);
        }
    }
}
