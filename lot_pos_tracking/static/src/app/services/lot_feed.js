import { browser } from "@web/core/browser/browser";
import { ConnectionLostError } from "@web/core/network/rpc";
import { _t } from "@web/core/l10n/translation";
import { touch } from "@lot_pos_tracking/app/utils/lot_news";

/** Milliseconds in which news is collected. */
const NEWS_PAUSE = 250;

/** Milliseconds after the till's start in which the browser has better to do than to keep lots. */
const KEEP_AFTER = 1000;

/** Keeps the till's lots as fresh as the line to the server allows. */
export class LotFeed {
    constructor(desk) {
        this.desk = desk;
        this.pos = desk.pos;
        this.version = null; // of the last whole answer: what came later is asked for by it
        this.news = new Set(); // ids of lots that changed and were not asked for yet
        this.asked = new Set(); // ids that rows named and no lot of the till had
        this.stale = []; // ids that the browser has kept and the server did not tell any more
        this.isKept = false; // has the browser all lots as of `version`?
        this.listeners = new Set(); // of open pickers: {product, tell}
    }

    get book() {
        return this.desk.book;
    }

    start() {
        if (!this.pos.models["stock.lot"]) {
            return;
        }
        const { rows: lots, stale, version } = this.pos.data.takeLots();
        const word = this.wordOf(this.pos.config.raw);
        this.book.clock.hear(word);
        this.book.receive(lots);
        this.version = (stale ? word.now : version) || null; // without one, all is asked for
        this.stale = stale || [];
        this.isKept = Boolean(!stale && version);
        this.pos.data.connectWebSocket("LOT_CHANGED", (message) => this.onChanged(message));
        window.addEventListener("pos-network-online", () => this.catchUp());
        this.pos.data.bus.addEventListener("BUS:RECONNECT", () => this.catchUp());
        this.catchUp();
        const rows = this.pos.models["pos.pack.operation.lot"];
        rows.addEventListener("create", ({ ids }) => this.learn(rows.readMany(ids)));
    }

    /** What changed since the last answer, and the lots of tickets that nobody could be asked for. */
    catchUp() {
        this.learn(this.pos.models["pos.pack.operation.lot"].getAll());
        return this.refresh();
    }

    /** Keep all that the till knows by now in the browser, for a start without network. */
    async keep() {
        const rows = [...this.book.lots.values()].map(({ row }) => row);
        await this.pos.data.keepLots(rows, this.stale, this.version);
        this.isKept = true;
    }

    /** Tickets name lots that have left the shop: each is asked for once, to tell its dates. */
    learn(rows) {
        const ids = rows
            .map((row) => row.lotKey())
            .filter((id) => id && !this.book.lots.has(id) && !this.asked.has(id));
        if (ids.length && !this.book.isOffline) {
            ids.forEach((id) => this.asked.add(id));
            this.onChanged({ ids });
        }
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
    async refresh(options = { since: this.version }) {
        if (!this.desk.isActive || this.book.isOffline) {
            return false;
        }
        try {
            const answer = await this.pos.data.call(
                "pos.config",
                "lot_snapshot",
                [[this.pos.config.id]],
                options
            );
            this.receive(answer, !("since" in options));
            return true;
        } catch (error) {
            if (error instanceof ConnectionLostError) {
                return false;
            }
            throw error;
        }
    }

    /** @param {boolean} isPart the answer is about some lots only, not about all that changed */
    receive(answer, isPart = false) {
        const { rows = [], removed = [], recalled_product_ids } = answer;
        const stopped = this.stoppedInCarts();
        const products = new Set([
            ...rows.map((row) => row.product_id),
            ...removed.map((id) => this.book.lots.get(id)?.productKey()),
        ]);
        this.book.clock.hear(this.wordOf(answer));
        this.version = (!isPart && answer.version) || this.version;
        if (rows.length || removed.length) {
            this.book.receive(rows);
            this.book.forget(removed);
            this.pos.data.keepLots(rows, removed, isPart || !this.isKept ? null : this.version);
            this.touch(new Set([...rows.map(({ id }) => id), ...removed]));
        }
        if (!isPart && !this.isKept) {
            this.keeping ??= browser.setTimeout(() => this.keep(), KEEP_AFTER);
        }
        if (recalled_product_ids) {
            this.markRecalled(new Set(recalled_product_ids));
        }
        this.tellStopped(stopped);
        [...this.listeners]
            .filter(({ product }) => recalled_product_ids || products.has(product.id))
            .forEach(({ tell }) => tell());
    }

    /** Call back after news of the product's lots; what is returned ends it. */
    listen(product, tell) {
        const listener = { product, tell };
        this.listeners.add(listener);
        return () => this.listeners.delete(listener);
    }

    /** What shows one of these lots is drawn again; a kit's parts may have any of them. */
    touch(ids) {
        this.pos.models["pos.pack.operation.lot"]
            .filter((row) => ids.has(row.lotKey()))
            .forEach(touch);
        this.pos.models["pos.order.line"]
            .filter((line) => !line.order_id?.finalized && this.book.kits.isKit(line.product_id))
            .forEach(touch);
    }

    async askFor(ids) {
        if (!(await this.refresh({ lot_ids: ids }))) {
            ids.forEach((id) => this.asked.delete(id));
        }
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
        this.book.kits.markRecalled(ids);
    }

    /** News over the bus: which lots to ask for; many sales at once are one question. */
    onChanged({ ids }) {
        if (!ids) {
            return this.refresh();
        }
        ids.forEach((id) => this.news.add(id));
        this.asking ??= setTimeout(() => {
            const asked = [...this.news];
            this.news.clear();
            this.asking = null;
            this.askFor(asked);
        }, NEWS_PAUSE);
    }

    /** {key: finding} of the rows and parts in open carts that may not be sold as things stand. */
    stoppedInCarts() {
        return new Map(
            this.pos.models["pos.order"]
                .filter((order) => !order.finalized)
                .flatMap((order) => this.desk.gate.findings(order))
                .filter(({ row, lot, kit }) => lot && (row || kit))
                .map((finding) => [
                    finding.row?.id ?? `${finding.line.uuid}/${finding.product.id}`,
                    finding,
                ])
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
