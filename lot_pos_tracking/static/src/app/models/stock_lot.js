/** A lot as the till knows it: a row of the server, which leaves out what is usual (lot_snapshot.py). */
export class StockLot {
    /**
     * @param {Object} row the server's row
     * @param {Object} models the till's models
     */
    constructor(row, models) {
        this.row = row;
        this.models = models;
    }

    get id() {
        return this.row.id;
    }

    get name() {
        return this.row.name;
    }

    get vendor_lot() {
        return this.row.vendor_lot || "";
    }

    get gtin() {
        return this.row.gtin || "";
    }

    /** The product's record; undefined where the till does not sell it by itself: parts of kits. */
    get product_id() {
        return this.models["product.product"].get(this.row.product_id);
    }

    /** Id of its product, known also where the till has no record of it. */
    productKey() {
        return this.row.product_id;
    }

    /** The dates in the kernel's shape; days stay text, so that no time zone can move them. */
    shelfDates() {
        const { row } = this;
        return {
            production: row.production_date || null,
            best_before: row.best_before_date || null,
            sell_by: row.sell_by_date || null,
            use_by: row.use_by_date || null,
            use_by_time: row.use_by_time || null,
            expiration: row.expiration_day || null,
        };
    }

    /** One list per open hold: the processes it still permits. */
    holds() {
        const { is_on_hold, hold_allows } = this.row;
        if (!is_on_hold) {
            return [];
        }
        return hold_allows?.length ? hold_allows : [[]];
    }

    isRecalled() {
        return Boolean(this.row.recalled);
    }

    /** What the server last said this shop has of it, other tills' claims subtracted. */
    stock() {
        return this.row.free_qty || 0;
    }

    isInShop() {
        return this.row.in_shop !== false;
    }

    /** When it came, UTC; decides between lots of the same date. */
    arrival() {
        return this.row.in_date || null;
    }

    /** Which part of the price is asked near expiry; 1 without a price step. */
    priceFactor() {
        const factor = this.row.price_factor;
        return factor > 0 ? factor : 1;
    }
}
