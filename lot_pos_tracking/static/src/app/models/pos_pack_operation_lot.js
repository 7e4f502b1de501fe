import { registry } from "@web/core/registry";
import { Base } from "@point_of_sale/app/models/related_models";
import { RAW_SYMBOL } from "@point_of_sale/app/models/related_models/utils";
import { watch } from "@lot_pos_tracking/app/utils/lot_news";

const SCANNED_DATES = {
    production: "production_date",
    best_before: "best_before_date",
    sell_by: "sell_by_date",
    use_by: "use_by_date",
    use_by_time: "use_by_time",
};

/** Dates in the kernel's names → the fields that rows and the server's questions have for them. */
export function dateFields(pack) {
    return Object.fromEntries(
        Object.entries(SCANNED_DATES)
            .filter(([kind]) => pack?.[kind])
            .map(([kind, field]) => [field, pack[kind]])
    );
}

/** For a row that names another lot from now on: nothing was read from that lot's pack yet. */
export function noDates() {
    return Object.fromEntries(Object.values(SCANNED_DATES).map((field) => [field, false]));
}

/** So much of one lot on a line, and how the till knows that it is this lot. */
export class PosPackOperationLot extends Base {
    static pythonModel = "pos.pack.operation.lot";
    /** A mere number: lots are no records of the till, its lot book has them. */
    static extraFields = {
        lot_id: { model: "pos.pack.operation.lot", name: "lot_id", type: "integer" },
    };

    /** The dates read from the pack; they still count when midnight passes. */
    scannedDates() {
        const raw = this[RAW_SYMBOL];
        return Object.fromEntries(
            Object.entries(SCANNED_DATES).map(([kind, field]) => [kind, raw[field] || null])
        );
    }

    /** Id of the lot, known also for lots that the till does not hold. */
    lotKey() {
        watch(this);
        return this.lot_id || null;
    }
}

registry.category("pos_available_models").add(PosPackOperationLot.pythonModel, PosPackOperationLot);
