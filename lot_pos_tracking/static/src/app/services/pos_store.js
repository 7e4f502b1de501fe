import { patch } from "@web/core/utils/patch";
import { PosStore } from "@point_of_sale/app/services/pos_store";
import { deskOf } from "@lot_pos_tracking/app/utils/desk_registry";
import { storeAdding } from "@lot_pos_tracking/app/utils/store_adding";

/** Upstream decides when lots are asked for; the lot desk decides how. */
patch(PosStore.prototype, {
    get lotDesk() {
        return deskOf(this);
    },

    async addLineToOrder(vals, order, opts = {}, configure = true) {
        const add = (values, adding) =>
            super.addLineToOrder.call(storeAdding(this, adding), values, order, opts, configure);
        return this.lotDesk?.isActive
            ? this.lotDesk.addLine(vals, order, opts, add)
            : super.addLineToOrder(...arguments);
    },

    /** @param {Object} [adding] for which line the lots are asked for: see `storeAdding` */
    async editLots(product, packLotLinesToEdit, adding) {
        return this.lotDesk?.isGuarding(product)
            ? this.lotDesk.chooseForNewLine(product, packLotLinesToEdit, adding)
            : super.editLots(...arguments);
    },

    /** What was typed just before still waits to be told from a scan, but it is what is paid for. */
    async pay() {
        const order = this.getOrder();
        const pay = () => super.pay();
        if (!this.lotDesk?.isActive || !order.canPay()) {
            return pay();
        }
        this.numberBuffer.capture();
        const { gate } = this.lotDesk;
        return gate.once(async () => (await gate.approves(order)) && pay());
    },

    async validateOrderFast() {
        const pay = () => super.validateOrderFast(...arguments);
        if (!this.lotDesk?.isActive) {
            return pay();
        }
        this.numberBuffer.capture();
        return this.lotDesk.gate.once(pay);
    },

    /**
     * Upstream calls an order clean as soon as it is written down for the server, so one whose first
     * attempt found no network waited for the next load of the page. The desk is not read by
     * `lotDesk`: the till remembers what a getter said first, and this is called before it is there.
     */
    async syncAllOrders() {
        if (deskOf(this)?.isActive && !this.data.network.offline) {
            this.models["pos.order"]
                .filter((order) => order.isUnsyncedPaid)
                .forEach((order) => order._markDirty());
        }
        return super.syncAllOrders(...arguments);
    },

    async preSyncAllOrders(orders) {
        if (this.lotDesk?.isActive) {
            this.lotDesk.splits.share(orders);
            orders.forEach((order) => this.lotDesk.rows.purge(order));
        }
        return super.preSyncAllOrders(...arguments);
    },

    async _onBeforeDeleteOrder(order) {
        this.lotDesk?.gate.release(order);
        return super._onBeforeDeleteOrder(...arguments);
    },
});
