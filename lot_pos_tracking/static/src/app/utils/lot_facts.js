/** From the till's records to the plain facts that the kernel decides on. */

import { matchKey } from "@lot_pos_tracking/core/lot_names";

export function policyOf(config) {
    return {
        lot_policy: config.lot_policy || "native",
        lot_choice: config.lot_choice || "pick",
        best_before: config.lot_best_before || "warn",
        min_days: config.lot_min_days || 0,
        offline_max_age: config.lot_offline_max_age ?? 240,
        offline_stale: config.lot_offline_stale || "warn",
        override: [...(config._lot_override_reasons || [])],
        kiosk: Boolean(config._lot_kiosk),
    };
}

export function isTrackedProduct(product) {
    return ["lot", "serial"].includes(product?.tracking);
}

/** Does the line give goods back, with or without a ticket? */
export function isRefundLine(line) {
    return line.qty < 0 || Boolean(line.refunded_orderline_id);
}

export function stepOf(product) {
    return product.uom_id?.rounding || 0.01;
}

/** A lot that a ticket names and the till does not hold: sold out long ago. */
export function ghostLot(id, name, product) {
    return {
        id,
        name,
        product_id: product,
        vendor_lot: "",
        shelfDates: () => ({}),
        holds: () => [],
        isRecalled: () => false,
        stock: () => 0,
        isInShop: () => false,
        arrival: () => null,
        priceFactor: () => 1,
    };
}

/** What `decide` calls a lot. */
export function lotFacts(lot, free) {
    return {
        id: lot.id,
        name: lot.name,
        dates: lot.shelfDates(),
        holds: lot.holds(),
        recalled: lot.isRecalled(),
        free,
        in_shop: lot.isInShop(),
    };
}

/** The match keys under which the lots of a product are recalled, by own and vendor's number. */
export function recalledKeys(lots) {
    return lots
        .filter((lot) => lot.isRecalled())
        .flatMap((lot) => [matchKey(lot.name), matchKey(lot.vendor_lot)])
        .filter(Boolean);
}

/**
 * The carts of the till as the kernel counts them. A paid order still takes its lots until the
 * server has told the stock after it.
 *
 * @param {(order) => boolean} isSettled the known stock already has the order's sales in it
 */
export function cartsOf(orders, isSettled) {
    return orders
        .filter((order) => order.state !== "cancel")
        .map((order) => ({
            uuid: order.uuid,
            is_finalized: isSettled(order),
            lines: order.lines.map((line) => ({
                uuid: line.uuid,
                lots: line.pack_lot_ids.map((pack) => ({
                    lot_id: pack.lotKey(),
                    quantity: packQuantity(pack) * (line.qty < 0 ? -1 : 1),
                })),
            })),
        }));
}

/** Rows written before quantities were kept count as one unit, or as their whole line. */
export function packQuantity(pack) {
    if (typeof pack.quantity === "number" && pack.quantity > 0) {
        return pack.quantity;
    }
    const line = pack.pos_order_line_id;
    if (pack.quantity === 0 || !line) {
        return 0;
    }
    return line.product_id.tracking === "serial" || line.pack_lot_ids.length > 1
        ? 1
        : Math.abs(line.qty);
}

/**
 * What of a ticket's line can still come back: `[[lot id or null, quantity, lot name]]`.
 *
 * @param {Object} except the refund line that asks
 */
export function refundable(origin, except = null) {
    const left = new Map();
    const add = (pack, sign) => {
        const key = pack.lotKey() || matchKey(pack.lot_name);
        const row = left.get(key) || [pack.lotKey(), 0, pack.lot_name];
        row[1] += sign * packQuantity(pack);
        left.set(key, row);
    };
    origin.pack_lot_ids.forEach((pack) => add(pack, 1));
    for (const line of origin.refund_orderline_ids || []) {
        if (line.uuid !== except?.uuid && line.order_id?.state !== "cancel") {
            line.pack_lot_ids.forEach((pack) => add(pack, -1));
        }
    }
    return [...left.values()].filter(([, quantity]) => quantity > 0.000001);
}
