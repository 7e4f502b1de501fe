import { _t } from "@web/core/l10n/translation";
import { isRefundLine, packQuantity, stepOf } from "@lot_pos_tracking/app/utils/lot_facts";
import { dateText, quantityText, reasonText } from "@lot_pos_tracking/app/utils/lot_words";

/** What a line in the cart, the ticket and the customer's display say about its lots. */
export class LotLines {
    constructor(desk) {
        this.desk = desk;
    }

    get book() {
        return this.desk.book;
    }

    /** Has the line lots to show: its own, or those of a kit's parts? */
    hasLots(line) {
        const product = line.product_id;
        return (
            this.desk.isGuarding(product) || (this.desk.isActive && this.book.kits.isKit(product))
        );
    }

    /** The lots of a line as the cart shows them. */
    describe(line) {
        const isOpen = !line.order_id?.finalized;
        const findings = isOpen
            ? this.book.judgeLine(line)
            : line.pack_lot_ids.map((row) => this.closed(row));
        const isSingle = findings.length === 1 && !findings[0].kit;
        return findings.map((finding, at) => ({
            key: finding.row?.id ?? `missing_${at}`,
            name: finding.lot?.name || finding.lotName || "",
            part: finding.kit ? finding.product.display_name : "",
            isChangeable: isOpen && !finding.kit,
            isMissing: finding.kit ? !finding.lot : !finding.row,
            quantity: isSingle ? "" : quantityText(finding.quantity, stepOf(finding.product)),
            badge: finding.lot ? this.book.badge(finding.lot, finding.product) : null,
            isPresumed:
                isOpen && (finding.row || finding).evidence === "presumed" && Boolean(finding.lot),
            isOverride: finding.row?.evidence === "override",
            ...this.trouble(line, finding.decision),
        }));
    }

    closed(row) {
        return {
            row,
            product: row.pos_order_line_id.product_id,
            lot: this.book.lotOf(row),
            lotName: row.lot_name,
            quantity: packQuantity(row),
            decision: { verdict: "allow", reasons: [] },
        };
    }

    /** Refunds are never stopped for the state of the goods: they only go elsewhere. */
    trouble(line, { verdict, reasons, to_quarantine }) {
        const isStopped = ["ask", "block"].includes(verdict);
        return {
            isStopped,
            reason: reasons.length ? reasonText(reasons[0]) : "",
            isToQuarantine: isRefundLine(line) && to_quarantine,
        };
    }

    /** "Lot L1, use by 12/24/2026 (3)": for ticket and, without dates, customer display. */
    texts(line, { withDates = true } = {}) {
        const { tracking } = line.product_id;
        const rows = line.pack_lot_ids.filter((row) => row.lot_name && row.quantity !== 0);
        return rows.map((row) => {
            const text = this.lotText(tracking, row.lot_name, withDates && this.book.lotOf(row));
            return rows.length > 1 && tracking === "lot"
                ? `${text} (${quantityText(packQuantity(row), stepOf(line.product_id))})`
                : text;
        });
    }

    /** "Lot L1, use by 12/24/2026"; without the date where no lot is given to look it up. */
    lotText(tracking, number, lot) {
        const hasDate = lot && lot.product_id && !lot.product_id.lot_ignore_dates;
        const name = tracking === "serial" ? _t("Serial %s", number) : _t("Lot %s", number);
        return [name, hasDate && this.book.badge(lot).date].filter(Boolean).join(", ");
    }

    /** "Milk, Lot L1, use by 12/24/2026 (2)": what left with a kit, as the server has booked it. */
    partTexts(line) {
        return (line.lot_parts || []).map((part) => {
            const lot = this.lotText(part.tracking, part.lot, null);
            const text = [part.product, lot, dateText(part.dates)].filter(Boolean).join(", ");
            return part.tracking === "lot"
                ? `${text} (${quantityText(part.quantity, part.rounding)})`
                : text;
        });
    }

    /** The GS1 Digital Links of the order's lots, each once: `[{name, url}]`. */
    links(order) {
        const lots = order.lines
            .flatMap((line) => line.pack_lot_ids.filter((row) => row.quantity !== 0))
            .filter((row) => this.desk.isGuarding(row.pos_order_line_id.product_id))
            .map((row) => [this.book.lotOf(row), row.pos_order_line_id.product_id])
            .filter(([lot]) => lot?.gtin);
        const links = lots.map(([lot, product]) => {
            const part = product.tracking === "serial" ? "21" : "10";
            const number = encodeURIComponent(lot.name);
            return [
                `${this.desk.pos.config._base_url}/01/${lot.gtin}/${part}/${number}`,
                `${product.display_name} ${lot.name}`,
            ];
        });
        return [...new Map(links)].map(([url, name]) => ({ url, name }));
    }
}
