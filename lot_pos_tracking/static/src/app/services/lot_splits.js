import { compare, roundAt } from "@lot_pos_tracking/core/rounding";
import { dateFields } from "@lot_pos_tracking/app/models/pos_pack_operation_lot";
import { packQuantity, stepOf } from "@lot_pos_tracking/app/utils/lot_facts";

/**
 * Bills that were split. A restaurant's screen copies the line with its lots, so that one bill has
 * the lots of both: what one has too much of belongs to the other.
 */
export class LotSplits {
    constructor(desk) {
        this.desk = desk;
    }

    /** @param {Array} orders about to be sent, the two bills of a split among them */
    share(orders) {
        for (const order of orders) {
            const other = orders.find(({ uuid }) => uuid === order.uiState?.splittedOrderUuid);
            for (const line of other ? order.lines : []) {
                if (this.desk.isGuarding(line.product_id) && this.excess(line) < 0) {
                    other.lines
                        .filter(({ product_id }) => product_id.id === line.product_id.id)
                        .forEach((donor) => this.move(donor, line));
                }
            }
        }
    }

    /** How much more the lots of the line are than its quantity; below zero they are less. */
    excess(line) {
        const more = this.desk.rows.total(line) - Math.abs(line.qty);
        return roundAt(more, stepOf(line.product_id));
    }

    /** The last rows go first: the bill that was split off keeps what comes first. */
    move(donor, line) {
        for (const row of [...donor.pack_lot_ids].reverse()) {
            const quantity = Math.min(packQuantity(row), this.excess(donor), -this.excess(line));
            if (compare(quantity, 0, stepOf(line.product_id)) <= 0) {
                continue;
            }
            this.desk.rows.add(line, {
                ...dateFields(row.scannedDates()),
                lot_name: row.lot_name,
                lot_id: this.desk.book.lotOf(row)?.id,
                quantity,
                evidence: row.evidence,
                verdict: row.verdict,
            });
            const left = roundAt(packQuantity(row) - quantity, stepOf(line.product_id));
            left > 0 ? row.update({ quantity: left }) : row.delete();
        }
    }
}
