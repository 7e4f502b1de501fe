import {
    defineModels,
    getService,
    models,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import { mockDate } from "@odoo/hoot-mock";
import { browser } from "@web/core/browser/browser";
import { mailModels } from "@mail/../tests/mail_test_helpers";
import { hootPosModels } from "@point_of_sale/../tests/unit/data/generate_model_definitions";
import { PosConfig } from "@point_of_sale/../tests/unit/data/pos_config.data";
import { PosPackOperationLot } from "@point_of_sale/../tests/unit/data/pos_pack_operation_lot.data";
import { PosSession } from "@point_of_sale/../tests/unit/data/pos_session.data";
import { ProductTemplate } from "@point_of_sale/../tests/unit/data/product_template.data";
import { setupPosEnv } from "@point_of_sale/../tests/unit/utils";

export const NOW = "2026-03-10T09:00:00Z";
/** The product of the mock shop that these tests track by lot. */
export const MILK = 5;

const LOT_FIELDS = [
    "id",
    "name",
    "product_id",
    "vendor_lot",
    "gtin",
    "production_date",
    "best_before_date",
    "sell_by_date",
    "use_by_date",
    "use_by_time",
    "is_on_hold",
    "lot_version",
];

/** The server's row of a lot; `days` counts from the mock shop's today, 10 March 2026. */
export function lotRow(id, name, { days = null, free = 5, product = MILK, ...values } = {}) {
    const day = days === null ? false : new Date(Date.UTC(2026, 2, 10 + days));
    return {
        id,
        name,
        product_id: product,
        vendor_lot: false,
        gtin: false,
        production_date: false,
        best_before_date: false,
        sell_by_date: false,
        use_by_date: day && day.toISOString().slice(0, 10),
        use_by_time: false,
        is_on_hold: false,
        lot_version: 0,
        expiration_day: false,
        free_qty: free,
        in_shop: free > 0,
        hold_allows: [],
        hold_names: [],
        recalled: false,
        price_factor: 1,
        in_date: `2026-03-01 00:00:${String(id % 60).padStart(2, "0")}`,
        ...values,
    };
}

class StockLot extends models.ServerModel {
    _name = "stock.lot";
    _load_pos_data_fields() {
        return LOT_FIELDS;
    }
    search_read() {
        return shop.lots;
    }
}

class LotPosSession extends PosSession {
    _load_pos_data_models() {
        return ["stock.lot", ...super._load_pos_data_models(...arguments)];
    }
}

class LotPosConfig extends PosConfig {
    _load_pos_data_read(data) {
        const [config] = super._load_pos_data_read(data);
        Object.assign(config, {
            lot_policy: "enforce",
            lot_choice: "pick",
            lot_best_before: "warn",
            lot_min_days: 0,
            lot_offline_max_age: 240,
            lot_offline_stale: "warn",
            _lot_server_now: NOW,
            _lot_zone: "UTC",
            _lot_override_reasons: ["best_before_passed"],
            ...shop.config,
        });
        return [config];
    }
    lot_snapshot(config, ...[{ lot_ids, since }]) {
        shop.asked.push(lot_ids ? { lot_ids } : { since });
        return { rows: [], removed: [], version: NOW, server_now: NOW, ...shop.snapshot };
    }
    claim_lots(ids, uuid, lines) {
        shop.claims.push(lines);
        return lines.map((line) => shop.answer(line));
    }
}

class LotPosPackOperationLot extends PosPackOperationLot {
    _load_pos_data_fields() {
        return [
            ...super._load_pos_data_fields(),
            ...["lot_id", "quantity", "evidence", "verdict", "reasons", "offline", "data_age"],
            ...["select_ms", "taps", "production_date", "best_before_date", "sell_by_date"],
            ...["use_by_date", "use_by_time"],
        ];
    }
}

class LotProductTemplate extends ProductTemplate {
    _load_pos_data_fields() {
        return [
            ...super._load_pos_data_fields(),
            ...["use_expiration_date", "lot_ignore_dates", "lot_has_recall"],
        ];
    }
    search_read() {
        return super.search_read(...arguments).map((template) => ({
            ...template,
            ...(template.id === MILK ? { tracking: "lot", ...shop.milk } : {}),
        }));
    }
}

const OURS = {
    "pos.config": LotPosConfig,
    "pos.pack.operation.lot": LotPosPackOperationLot,
    "pos.session": LotPosSession,
    "product.template": LotProductTemplate,
};

/** What the mock server says; every test starts with an empty shop. */
export const shop = {};

export function defineLotModels() {
    const names = hootPosModels.map((model) => model.prototype.constructor._name);
    onRpc("/pos/ping", () => {});
    defineModels([
        ...Object.values(mailModels).filter(
            (model) => !names.includes(model.prototype.constructor._name)
        ),
        ...hootPosModels.map((model) => OURS[model.prototype.constructor._name] || model),
        StockLot,
    ]);
}

/**
 * The till with these lots, at 9 o'clock in the shop.
 *
 * @return {Promise<{store, desk, order, milk}>}
 */
export async function openShop(lots, { config = {}, milk = {} } = {}) {
    Object.assign(shop, {
        lots,
        config,
        milk,
        claims: [],
        asked: [],
        snapshot: {},
        answer: ({ uuid, lot_id }) => ({ uuid, verdict: "allow", reasons: [], lot_id }),
    });
    mockDate(NOW);
    browser.localStorage.clear();
    const store = await setupPosEnv();
    patchWithCleanup(store, { sound: { play: () => {} } });
    return {
        store,
        desk: getService("lot_desk"),
        order: store.addNewOrder(),
        milk: store.models["product.product"].get(MILK),
    };
}

/** Milk in the order, with so much of each lot: `{lot id: quantity}`. */
export function addMilk(store, order, lots, values = {}) {
    const product = store.models["product.product"].get(MILK);
    const rows = Object.entries(lots).map(([id, quantity]) => {
        const lot = store.lotDesk.book.lots.get(Number(id));
        return ["create", { lot_name: lot.name, lot_id: lot.id, quantity, evidence: "picked" }];
    });
    return store.models["pos.order.line"].create({
        order_id: order,
        product_id: product,
        qty: Object.values(lots).reduce((sum, quantity) => sum + quantity, 0),
        price_unit: 2,
        pack_lot_ids: rows,
        ...values,
    });
}

/** `{lot number: quantity}` of a line. */
export function rowsOf(line) {
    return Object.fromEntries(line.pack_lot_ids.map((row) => [row.lot_name, row.quantity]));
}
