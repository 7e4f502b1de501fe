import { patch } from "@web/core/utils/patch";
import { BarcodeReader } from "@point_of_sale/app/services/barcode_reader_service";

/**
 * Screens that read lots see the code as it was scanned: upstream's parser gives up on every code
 * with one element that its nomenclature does not list.
 */
patch(BarcodeReader.prototype, {
    /** The picker reads at once: the scan that opened it is still waiting for the cashier's answer. */
    scan(code) {
        return code && this.exclusiveCbMap?.lot_scan ? this._scan(code) : super.scan(...arguments);
    },

    async _scan(code) {
        const readers = this.exclusiveCbMap ? [this.exclusiveCbMap] : [...this.cbMaps];
        for (const { lot_scan } of code ? readers : []) {
            if (await lot_scan?.(code)) {
                return;
            }
        }
        return super._scan(...arguments);
    },
});
