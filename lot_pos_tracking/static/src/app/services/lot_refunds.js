import { compare } from "@lot_pos_tracking/core/rounding";
import { refundable, stepOf } from "@lot_pos_tracking/app/utils/lot_facts";

/** Goods that come back carry the lots they were sold with, each ticket's lot once. */
export class LotRefunds {
    constructor(desk) {
        this.desk = desk;
    }

    /** Upstream has made the refund's lines; give them the lots that are still to come back. */
    async fill(order) {
        for (const line of order.lines) {
            if (line.refunded_orderline_id && this.desk.isGuarding(line.product_id)) {
                await this.fillLine(line);
            }
        }
    }

    async fillLine(line) {
        const product = line.product_id;
        const step = stepOf(product);
        [...line.pack_lot_ids].forEach((row) => row.delete());
        const left = refundable(line.refunded_orderline_id, line);
        const total = left.reduce((sum, [, quantity]) => sum + quantity, 0);
        const need = Math.abs(line.qty);
        const startedAt = performance.now();
        if (left.length > 1 && compare(need, total, step) < 0) {
            const adding = { order: line.order_id, quantity: need, startedAt };
            const parts = await this.desk.pick({ product, need, adding, line });
            if (parts) {
                this.desk.rows.replace(line, parts);
                return;
            }
        }
        this.desk.rows.replace(line, this.inOrder(line, left, need, startedAt));
    }

    /** As sold, first row first, as much as comes back. */
    inOrder(line, left, need, startedAt) {
        const book = this.desk.book;
        const evidence = left.length > 1 ? "presumed" : "only_lot";
        const parts = [];
        for (const sold of left) {
            const quantity = Math.min(need, sold[1]);
            if (quantity > 0) {
                const lot = book.soldLot(line.product_id, sold);
                const decision = book.judge({ product: line.product_id, lot, quantity, line });
                const row = book.row(lot, decision, sold[1]);
                parts.push(this.desk.part(row, quantity, evidence, { startedAt }));
                need -= quantity;
            }
        }
        return parts;
    }
}
