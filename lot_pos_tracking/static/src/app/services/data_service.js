import { patch } from "@web/core/utils/patch";
import { PosData } from "@point_of_sale/app/services/data_service";

/** What most lots have; the first load leaves it out (models/checkout/lot_snapshot.py, USUAL). */
const USUAL = {
    vendor_lot: false,
    gtin: false,
    production_date: false,
    best_before_date: false,
    sell_by_date: false,
    use_by_date: false,
    use_by_time: false,
    is_on_hold: false,
    lot_version: 0,
    expiration_day: false,
    in_shop: true,
    hold_allows: [],
    hold_names: [],
    recalled: false,
    price_factor: 1,
    in_date: false,
};

patch(PosData.prototype, {
    async loadInitialData() {
        const data = await super.loadInitialData(...arguments);
        if (data?.["stock.lot"]) {
            data["stock.lot"] = data["stock.lot"].map((row) => ({ ...USUAL, ...row }));
        }
        return data;
    },
});
