import { patch } from "@web/core/utils/patch";
import { Orderline } from "@point_of_sale/app/components/orderline/orderline";
import { LotLines } from "@lot_pos_tracking/app/components/lot_lines/lot_lines";

patch(Orderline, { components: { ...Orderline.components, LotLines } });

patch(Orderline.prototype, {
    get lineScreenValues() {
        const values = super.lineScreenValues;
        const desk =
            this.props.mode === "display" && this.line.order_id && this.line.guardingDesk();
        return desk ? { ...values, lotLines: [], lots: desk.lines.describe(this.line) } : values;
    },

    onLotTap() {
        return this.line.guardingDesk()?.editLine(this.line);
    },
});
