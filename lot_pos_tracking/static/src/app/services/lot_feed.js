import { ConnectionLostError } from "@web/core/network/rpc";
import { _t } from "@web/core/l10n/translation";

/** Keeps the till's lots as fresh as the line to the server allows. */
export class LotFeed {
    constructor(desk) {
        this.desk = desk;
        this.pos = desk.pos;
        this.version = null; // of the last answer: what came later is asked for by it
    }

    get book() {
        return this.desk.book;
    }

    start() {
        if (!this.pos.models["stock.lot"]) {
            return;
        }
        this.book.clock.hear(this.wordOf(this.pos.config.raw));
        this.pos.data.connectWebSocket("LOT_CHANGED", (message) => this.onChanged(message));
        window.addEventListener("pos-network-online", () => this.refresh());
        this.refresh();
    }

    /** What the server says of the time, as it comes with the configuration and with each answer. */
    wordOf(source) {
        return {
            now: source._lot_server_now || source.server_now,
            zone: source._lot_zone || source.zone,
        };
    }

    /** The lot of this number; asks the server once for a number the till has not heard of. */
    async find(product, name) {
        const known = this.book.findLot(product, name);
        if (known || this.book.isOffline || !(await this.refresh({ product_ids: [product.id] }))) {
            return known;
        }
        return this.book.findLot(product, name);
    }

    /** Catch up with what changed since the last answer; a till offline keeps what it has. */
    async refresh(options = {}) {
        if (!this.desk.isActive || this.book.isOffline) {
            return false;
        }
        try {
            this.receive(
                await this.pos.data.call(
                    "pos.config",
                    "lot_snapshot",
                    [[this.pos.config.id]],
                    { since: this.version, ...options }
                )
            );
            return true;
        } catch (error) {
            if (error instanceof ConnectionLostError) {
                return false;
            }
            throw error;
        }
    }

    receive(answer) {
        const { rows = [], removed = [], recalled_product_ids } = answer;
        const stopped = this.stoppedInCarts();
        this.book.clock.hear(this.wordOf(answer));
        this.version = answer.version || this.version;
        if (rows.length) {
            this.pos.models.connectNewData({ "stock.lot": rows });
            this.pos.data.synchronizeServerDataInIndexedDB({ "stock.lot": rows });
        }
        removed
            .map((id) => this.pos.models["stock.lot"].get(id))
            .forEach((lot) => lot?.delete({ silent: true }));
        if (recalled_product_ids) {
            this.markRecalled(new Set(recalled_product_ids));
        }
        this.tellStopped(stopped);
    }

    markRecalled(ids) {
        const recalled = new Set(
            [...ids].map((id) => this.pos.models["product.product"].get(id)?.product_tmpl_id?.id)
        );
        for (const template of this.pos.models["product.template"].getAll()) {
            if (Boolean(template.lot_has_recall) !== recalled.has(template.id)) {
                template.update({ lot_has_recall: recalled.has(template.id) });
            }
        }
    }

    /** News over the bus: the rows themselves, or which lots to ask for. */
    onChanged(message) {
        return message.rows ? this.receive(message) : this.refresh({ ids: message.ids || null });
    }

    /** {row id} of the rows in open carts that may not be sold as things stand. */
    stoppedInCarts() {
        return new Map(
            this.pos.models["pos.order"]
                .filter((order) => !order.finalized)
                .flatMap((order) => this.desk.gate.findings(order))
                .filter(({ row, lot }) => row && lot)
                .map((finding) => [finding.row.id, finding])
        );
    }

    tellStopped(before) {
        for (const [id, finding] of this.stoppedInCarts()) {
            if (!before.has(id)) {
                this.desk.notification.add(
                    this.desk.sentence(finding.decision.reasons[0], finding),
                    { type: "danger", title: _t("A lot in the cart was stopped"), sticky: true }
                );
            }
        }
    }
}
