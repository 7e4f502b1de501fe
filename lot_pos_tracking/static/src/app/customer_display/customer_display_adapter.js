import { patch } from "@web/core/utils/patch";
import { CustomerDisplayPosAdapter } from "@point_of_sale/app/customer_display/customer_display_adapter";

patch(CustomerDisplayPosAdapter.prototype, {
    getOrderlineData(line) {
        const data = super.getOrderlineData(...arguments);
        const desk = line.guardingDesk();
        const withDates = Boolean(line.config.lot_customer_dates);
        return desk ? { ...data, packLotLines: desk.lines.texts(line, { withDates }) } : data;
    },
});
