import { registry } from "@web/core/registry";
import { Base } from "@point_of_sale/app/models/related_models";
import { RAW_SYMBOL } from "@point_of_sale/app/models/related_models/utils";

/**
 * A lot as the till knows it. Methods read the raw values and are no getters: the till holds ten
 * thousand lots, and each getter of a record costs memory whether anybody reads it or not.
 */
export class StockLot extends Base {
    static pythonModel = "stock.lot";

    /** The dates in the kernel's shape; days stay text, so that no time zone can move them. */
    shelfDates() {
        const raw = this[RAW_SYMBOL];
        return {
            production: raw.production_date || null,
            best_before: raw.best_before_date || null,
            sell_by: raw.sell_by_date || null,
            use_by: raw.use_by_date || null,
            use_by_time: raw.use_by_time || null,
            expiration: raw.expiration_day || null,
        };
    }

    /** One list per open hold: the processes it still permits. */
    holds() {
        const { is_on_hold, hold_allows } = this[RAW_SYMBOL];
        if (!is_on_hold) {
            return [];
        }
        return Array.isArray(hold_allows) && hold_allows.length ? hold_allows : [[]];
    }

    isRecalled() {
        return Boolean(this[RAW_SYMBOL].recalled);
    }

    /** Id of its product, known also where the till does not sell it: parts of kits. */
    productKey() {
        return this[RAW_SYMBOL].product_id;
    }

    /** What the server last said this shop has of it, other tills' claims subtracted. */
    stock() {
        return this[RAW_SYMBOL].free_qty || 0;
    }

    isInShop() {
        return this[RAW_SYMBOL].in_shop !== false;
    }

    /** When it came, UTC; decides between lots of the same date. */
    arrival() {
        return this[RAW_SYMBOL].in_date || null;
    }

    /** Which part of the price is asked near expiry; 1 without a price step. */
    priceFactor() {
        const factor = this[RAW_SYMBOL].price_factor;
        return typeof factor === "number" && factor > 0 ? factor : 1;
    }
}

registry.category("pos_available_models").add(StockLot.pythonModel, StockLot);
