import { patch } from "@web/core/utils/patch";
import { PosOrder } from "@point_of_sale/app/models/pos_order";
import { deskOf } from "@lot_pos_tracking/app/utils/desk_registry";

const { DateTime } = luxon;
const STORED = "yyyy-MM-dd HH:mm:ss";

patch(PosOrder.prototype, {
    /** What was sold counts for the moment at which the server had it, not the till's clock. */
    serializeForORM(opts = {}) {
        const data = super.serializeForORM(...arguments);
        const desk = deskOf(this);
        if (desk?.isActive && this.finalized && data.date_order) {
            data.date_order = DateTime.fromFormat(data.date_order, STORED, { zone: "UTC" })
                .plus({ milliseconds: desk.book.clock.error() })
                .toFormat(STORED);
        }
        return data;
    },
});
