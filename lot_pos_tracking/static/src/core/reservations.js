/**
 * What the open carts of this till already take, per lot, so that a lot is not promised twice.
 *
 * A cart is {uuid, is_finalized, lines: [{uuid, lots: [{lot_id, quantity}]}]}; refunds have negative
 * quantities and promise nothing. Lots without an id (a number nobody knows) take nothing from stock.
 */

import { roundAt } from "./rounding.js";

/** {lot id: quantity} of all open carts; `exceptLine` is the uuid of the line being edited. */
export function takenByLot(carts, { exceptLine = null, precision = 0.000001 } = {}) {
    const taken = new Map();
    for (const cart of carts) {
        if (cart.is_finalized) {
            continue;
        }
        for (const line of cart.lines) {
            if (line.uuid === exceptLine) {
                continue;
            }
            for (const { lot_id, quantity } of line.lots) {
                if (lot_id && quantity > 0) {
                    taken.set(lot_id, roundAt((taken.get(lot_id) || 0) + quantity, precision));
                }
            }
        }
    }
    return taken;
}

/** What a line may still take of a lot: stock minus other carts and other tills' claims, never < 0. */
export function freeQuantity(stock, lotId, taken, claimedElsewhere = 0, precision = 0.000001) {
    return Math.max(0, roundAt(stock - (taken.get(lotId) || 0) - claimedElsewhere, precision));
}

/** Lots that the carts take beyond `stock` ({lot id: quantity}): [{lot_id, taken, stock}]. */
export function overbooked(carts, stock, precision = 0.000001) {
    const rows = [];
    for (const [lot_id, quantity] of takenByLot(carts, { precision })) {
        const available = stock.get(lot_id) || 0;
        if (roundAt(quantity - available, precision) > 0) {
            rows.push({ lot_id, taken: quantity, stock: available });
        }
    }
    return rows;
}
