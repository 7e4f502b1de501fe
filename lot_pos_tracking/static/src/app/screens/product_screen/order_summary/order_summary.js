import { patch } from "@web/core/utils/patch";
import { OrderSummary } from "@point_of_sale/app/screens/product_screen/order_summary/order_summary";

patch(OrderSummary.prototype, {
    async editPackLotLines(line) {
        return this.pos.lotDesk?.isGuarding(line.product_id)
            ? this.pos.lotDesk.editLine(line)
            : super.editPackLotLines(...arguments);
    },
});
