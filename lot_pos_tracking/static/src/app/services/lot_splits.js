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

    /** @param {Array} orders about to be sent, bills of a split among them, one by one or together */
    share(orders) {
        for (const order of orders) {
            const other = this.otherBill(order);
            for (const line of other ? order.lines : []) {
                if (this.desk.isGuarding(line.product_id) && this.excess(line) < 0) {
                    other.lines
                        .filter(({ product_id }) => product_id.id === line.product_id.id)
                        .forEach((donor) => this.move(donor, line));
                }
            }
        }
    }

    /** The open bill that this one was split from, or the one that was split off it. */
    otherBill(order) {
        const wanted = order.uiState?.splittedOrderUuid;
        const found = wanted && this.desk.pos.models["pos.order"].getBy("uuid", wanted);
        return found && !found.finalized ? found : null;
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
