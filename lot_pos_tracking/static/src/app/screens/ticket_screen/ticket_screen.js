import { patch } from "@web/core/utils/patch";
import { TicketScreen } from "@point_of_sale/app/screens/ticket_screen/ticket_screen";

patch(TicketScreen.prototype, {
    async addAdditionalRefundInfo(order, destinationOrder) {
        if (this.pos.lotDesk?.isActive) {
            await this.pos.lotDesk.refunds.fill(destinationOrder);
        }
        return super.addAdditionalRefundInfo(...arguments);
    },
});
