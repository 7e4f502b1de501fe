import { patch } from "@web/core/utils/patch";
import { Orderline } from "@point_of_sale/app/components/orderline/orderline";
import { deskOf } from "@lot_pos_tracking/app/utils/desk_registry";
import { LotLines } from "@lot_pos_tracking/app/components/lot_lines/lot_lines";

patch(Orderline, { components: { ...Orderline.components, LotLines } });

patch(Orderline.prototype, {
    get lineScreenValues() {
        const values = super.lineScreenValues;
        const lines = deskOf(this.line)?.lines;
        const isInCart = this.props.mode === "display" && this.line.order_id;
        if (isInCart && lines?.hasLots(this.line)) {
            return { ...values, lotLines: [], lots: lines.describe(this.line) };
        }
        const parts = lines?.partTexts(this.line) || [];
        return parts.length ? { ...values, lotLines: parts } : values;
    },

    onLotTap() {
        return this.line.guardingDesk()?.editLine(this.line);
    },
});
