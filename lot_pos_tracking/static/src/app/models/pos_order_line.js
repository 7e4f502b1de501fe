import { patch } from "@web/core/utils/patch";
import { PosOrderline } from "@point_of_sale/app/models/pos_order_line";
import { deskOf } from "@lot_pos_tracking/app/utils/desk_registry";

patch(PosOrderline.prototype, {
    /** The desk, where it answers for this line's lots. */
    guardingDesk() {
        const desk = deskOf(this);
        return desk?.isGuarding(this.product_id) ? desk : null;
    },

    setQuantity(quantity, keep_price) {
        const desk = this.pack_lot_ids?.length ? this.guardingDesk() : null;
        if (desk && this.product_id.tracking === "lot") {
            const refusal = desk.rows.refusal(this, quantity);
            if (refusal) {
                return refusal;
            }
        }
        const result = super.setQuantity(...arguments);
        if (desk && result === true && this.product_id.tracking === "lot") {
            desk.rows.fit(this);
        }
        return result;
    },

    /** Upstream hands over names; rows of ours keep what else they know. */
    setPackLotLines({ modifiedPackLotLines, newPackLotLines, setQuantity = true }) {
        const desk = this.guardingDesk();
        if (!desk) {
            return super.setPackLotLines(...arguments);
        }
        for (const row of [...this.pack_lot_ids]) {
            const name = modifiedPackLotLines[row.id];
            if (!name) {
                row.delete();
            } else if (name !== row.lot_name) {
                const lot = desk.book.findLot(this.product_id, name);
                row.update({ lot_name: name, lot_id: lot?.id || false });
            }
        }
        for (const values of newPackLotLines) {
            desk.rows.add(this, values);
        }
        if (setQuantity && this.product_id.tracking === "serial") {
            this.setQuantityByLot();
        }
    },

    hasValidProductLot() {
        const desk = this.guardingDesk();
        return desk ? desk.rows.isComplete(this) : super.hasValidProductLot(...arguments);
    },

    /** Plain text: it is printed on the ticket and shown to the customer. */
    get packLotLines() {
        const desk = this.guardingDesk();
        return desk ? desk.lines.texts(this) : super.packLotLines;
    },
});
