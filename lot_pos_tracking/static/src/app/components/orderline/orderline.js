import { patch } from "@web/core/utils/patch";
import { Orderline } from "@point_of_sale/app/components/orderline/orderline";
import { deskOf } from "@lot_pos_tracking/app/utils/desk_registry";
import { LotLines } from "@lot_pos_tracking/app/components/lot_lines/lot_lines";

patch(Orderline, { components: { ...Orderline.components, LotLines } });

patch(Orderline.prototype, {
    get lineScreenValues() {
        const values = super.lineScreenValues;
        const isInCart = this.props.mode === "display" && this.line.order_id;
        const lines = isInCart ? deskOf(this.line)?.lines : null;
        return lines?.hasLots(this.line)
            ? { ...values, lotLines: [], lots: lines.describe(this.line) }
            : values;
    },

    onLotTap() {
        return this.line.guardingDesk()?.editLine(this.line);
    },
});
