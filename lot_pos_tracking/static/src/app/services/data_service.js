import { markRaw } from "@odoo/owl";
import { Mutex } from "@web/core/utils/concurrency";
import { patch } from "@web/core/utils/patch";
import { PosData } from "@point_of_sale/app/services/data_service";

const LOTS = "stock.lot";

/** The row that says as of which version of the server the browser has kept the others. */
const MARK = 0;

/**
 * Lots travel with the till's data and are kept in the browser like the rest of it, but they do not
 * become records: ten thousand of those take seconds and 150 MB. The lot book has them as rows.
 */
patch(PosData.prototype, {
    async getCachedServerDataFromIndexedDB() {
        const { [LOTS]: kept = [], ...data } = await super.getCachedServerDataFromIndexedDB();
        this.lotRows = markRaw(kept.filter(({ id }) => id !== MARK));
        this.lotVersion = kept.find(({ id }) => id === MARK)?.version || null;
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
        const others = Object.entries(serverData).filter(([model]) => model !== LOTS);
        return super.synchronizeServerDataInIndexedDB(Object.fromEntries(others));
    },

    /**
     * The rows of all lots, for the one who has them from then on.
     *
     * @return {{rows: Array, stale: Array|null, version: string|null}} `stale`: ids that the browser
     *     kept and the server did not tell any more; null when the rows are what the browser kept,
     *     all that the server knew at `version`
     */
    takeLots() {
        const taken = {
            rows: this.lotRows || [],
            stale: this.staleLots || null,
            version: this.lotVersion || null,
        };
        this.lotRows = this.staleLots = null;
        return taken;
    },

    /**
     * Keep rows of lots in the browser, for a start without network. One call after the other:
     * news that comes while thousands of rows are written must not be overwritten by them.
     *
     * @param {string|null} version with these rows the browser has all that the server knew then
     */
    keepLots(rows, removed, version = null) {
        this.lotMutex ??= markRaw(new Mutex());
        return this.lotMutex.exec(async () => {
            await this.indexedDB.delete(LOTS, removed);
            await this.indexedDB.create(LOTS, rows);
            if (version) {
                await this.indexedDB.create(LOTS, [{ id: MARK, version }]);
            }
        });
    },
});
