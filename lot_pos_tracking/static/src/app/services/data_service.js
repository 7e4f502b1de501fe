import { markRaw } from "@odoo/owl";
import { patch } from "@web/core/utils/patch";
import { PosData } from "@point_of_sale/app/services/data_service";

const LOTS = "stock.lot";

/**
 * Lots travel with the till's data and are kept in the browser like the rest of it, but they do not
 * become records: ten thousand of those take seconds and 150 MB. The lot book has them as rows.
 */
patch(PosData.prototype, {
    async getCachedServerDataFromIndexedDB() {
        const { [LOTS]: kept, ...data } = await super.getCachedServerDataFromIndexedDB();
        this.lotRows = markRaw(kept || []);
        return data;
    },

    async loadInitialData() {
        const { [LOTS]: loaded, ...data } = await super.loadInitialData(...arguments);
        if (loaded) {
            const ids = new Set(loaded.map(({ id }) => id));
            this.staleLots = (this.lotRows || []).map(({ id }) => id).filter((id) => !ids.has(id));
            this.lotRows = markRaw(loaded);
        }
        return data;
    },

    /** What came with the till's data is kept once the till has started: `keepLots`. */
    async synchronizeServerDataInIndexedDB(serverData = {}) {
        const { [LOTS]: _lots, ...data } = serverData;
        return super.synchronizeServerDataInIndexedDB(data);
    },

    /**
     * The rows of all lots, for the one who has them from then on.
     *
     * @return {{rows: Array, stale: Array|null}} `stale`: ids that the browser kept and the server
     *     did not tell any more; null when the rows are what the browser kept
     */
    takeLots() {
        const taken = { rows: this.lotRows || [], stale: this.staleLots || null };
        this.lotRows = this.staleLots = null;
        return taken;
    },

    /** Keep rows of lots in the browser, for a start without network. */
    async keepLots(rows, removed) {
        await this.indexedDB.delete(LOTS, removed);
        await this.indexedDB.create(LOTS, rows);
    },
});
