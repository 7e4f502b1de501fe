import { take } from "@lot_pos_tracking/core/allocation";
import { compare } from "@lot_pos_tracking/core/rounding";
import { lastGoodDay } from "@lot_pos_tracking/core/shelf_life";
import { freeQuantity } from "@lot_pos_tracking/core/reservations";
import { watch } from "@lot_pos_tracking/app/utils/lot_news";
import { stepOf } from "@lot_pos_tracking/app/utils/lot_facts";

/**
 * Kits are one line on the ticket, and every part that is tracked leaves by lot. Nobody chooses
 * those lots: the first to expire are presumed, as the server will, and each of them is judged.
 */
export class LotKits {
    constructor(book) {
        this.book = book;
        this.pos = book.pos;
        const kits = this.pos.config._lot_kits || [];
        this.parts = new Map(
            kits.map(({ product_id, parts }) => [product_id, parts.map((part) => this.part(part))])
        );
    }

    /** `{product, quantity}`; what the till does not sell by itself is known by these facts alone. */
    part(facts) {
        const product = {
            id: facts.product_id,
            display_name: facts.name,
            tracking: facts.tracking,
            uom_id: { rounding: facts.rounding, name: facts.unit },
            lot_ignore_dates: facts.ignores_dates,
            lot_has_recall: facts.has_recall,
        };
        const sold = this.pos.models["product.product"].get(facts.product_id);
        return { product: sold || product, quantity: facts.quantity };
    }

    isKit(product) {
        return Boolean(product) && this.parts.has(product.id);
    }

    productIds(line) {
        return (this.parts.get(line.product_id.id) || []).map(({ product }) => product.id);
    }

    /** @param {Set} ids products of which a lot is recalled */
    markRecalled(ids) {
        for (const { product } of [...this.parts.values()].flat()) {
            if (!product.product_tmpl_id) {
                product.lot_has_recall = ids.has(product.id);
            }
        }
    }

    /** The decisions on the parts of a kit, in the shape of `LotBook.judgeLine`. */
    judgeLine(line) {
        watch(line);
        return line.qty > 0 ? this.deal(line) : [];
    }

    /**
     * Lots for the kits of all carts, one after the other until the asking line: what other lines
     * name is theirs, what one kit takes is not there for the next.
     */
    deal(asking) {
        const taken = this.book.taken();
        for (const order of this.pos.models["pos.order"].getAll()) {
            if (order.state === "cancel" || this.book.isSettled(order)) {
                continue;
            }
            for (const line of order.lines) {
                if (line.qty > 0 && this.isKit(line.product_id)) {
                    const findings = this.choose(line, taken);
                    if (line.uuid === asking.uuid) {
                        return findings;
                    }
                }
            }
        }
        return [];
    }

    choose(line, taken) {
        return this.parts.get(line.product_id.id).flatMap(({ product, quantity }) => {
            const need = quantity * line.qty;
            const { found, missing } = this.choosePart(product, need, taken);
            found.forEach((one) =>
                taken.set(one.lot.id, (taken.get(one.lot.id) || 0) + one.quantity)
            );
            return [...found, ...missing].map((one) => ({
                ...one,
                line,
                product,
                kit: line.product_id,
                evidence: "presumed",
            }));
        });
    }

    choosePart(product, need, taken) {
        const around = this.book.around(product);
        const candidates = this.book
            .lotsOf(product)
            .filter((lot) => lot.isInShop())
            .map((lot) => {
                const what = { product, lot, quantity: 0, evidence: "presumed", around, taken };
                const decision = { ...this.book.judge(what), overridable: false };
                return {
                    key: { lot, decision },
                    quantity: freeQuantity(lot.stock(), lot.id, taken),
                    day: lastGoodDay(lot.shelfDates()),
                    in_date: lot.arrival(),
                    id: lot.id,
                    blocked: this.book.isStopping(decision) ? decision.reasons[0] : null,
                };
            });
        const step = stepOf(product);
        const { lines, shortage, rejected } = take(need, candidates, "fefo", step);
        const found = lines.map(({ key, quantity }) => ({ ...key, quantity }));
        const isShort = compare(shortage, 0, step) > 0;
        return { found, missing: isShort ? [this.missing(rejected, shortage)] : [] };
    }

    /** Why the rest cannot be taken: by what stops the first lot that is there, or by its lack. */
    missing(rejected, quantity) {
        const stopped = rejected.find((one) => one.quantity > 0 && one.key.decision.reasons.length);
        const isWarning = this.book.policy.lot_policy === "warn";
        const shortage = {
            verdict: isWarning ? "warn" : "block",
            reasons: ["short_quantity"],
            overridable: false,
            to_quarantine: false,
        };
        return { decision: shortage, ...stopped?.key, quantity };
    }
}
