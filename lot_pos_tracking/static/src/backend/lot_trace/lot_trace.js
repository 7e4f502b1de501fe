import { _t } from "@web/core/l10n/translation";
import { Component, onWillStart, useState } from "@odoo/owl";
import {
    deserializeDate,
    deserializeDateTime,
    formatDate,
    formatDateTime,
} from "@web/core/l10n/dates";
import { formatFloat } from "@web/core/utils/numbers";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { LotTraceTree } from "./lot_trace_tree";

const FIRST = 50;

/** The journey of one or several lots: where from, what they are, where to. */
export class LotTrace extends Component {
    static template = "lot_pos_tracking.LotTrace";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        this.display = { controlPanel: {} };
        const { params, context } = this.props.action;
        this.lotIds = params?.lot_ids || context?.active_ids || [];
        this.state = useState({ status: "loading", error: "", whole: {} });
        this.stories = [];
        this.truncated = false;
        onWillStart(() => {
            this.load();
        });
    }

    async load() {
        this.state.status = "loading";
        try {
            const graph = await this.orm.call("lot.trace", "trace", [this.lotIds]);
            const tree = new LotTraceTree(graph);
            this.truncated = tree.truncated;
            this.stories = tree.lots(this.lotIds).map((lot) => ({
                lot,
                origins: tree.origins(lot.id),
                fates: tree.fates(lot.id),
                places: tree.places(lot.id),
                transfers: tree.transfers(lot.id),
            }));
            this.state.status = this.stories.length ? "ready" : "empty";
        } catch (error) {
            this.state.error = error.data?.message || error.message || "";
            this.state.status = "error";
        }
    }

    get kinds() {
        return {
            receipt: { icon: "fa-truck", label: _t("Received") },
            supply: { icon: "fa-industry", label: _t("Supplied by") },
            dropship: { icon: "fa-truck", label: _t("Delivered by the vendor") },
            dropship_return: { icon: "fa-undo", label: _t("Returned to the vendor") },
            sale: { icon: "fa-shopping-basket", label: _t("Sold") },
            return: { icon: "fa-undo", label: _t("Came back") },
            vendor_return: { icon: "fa-reply", label: _t("Returned to the vendor") },
            production: { icon: "fa-cogs", label: _t("Produced") },
            consumption: { icon: "fa-cogs", label: _t("Used up") },
            split: { icon: "fa-code-fork", label: _t("Split") },
            scrap: { icon: "fa-trash", label: _t("Scrapped") },
            gain: { icon: "fa-plus-square-o", label: _t("Counted, found") },
            loss: { icon: "fa-minus-square-o", label: _t("Counted, missing") },
            lot: { icon: "fa-cube", label: _t("Lot") },
        };
    }

    kindOf(entry) {
        return this.kinds[entry.kind] || { icon: "fa-circle-o", label: entry.kind };
    }

    quantity(value) {
        return formatFloat(value, { digits: [16, 3], trailingZeros: false });
    }

    moment(value) {
        // the server says UTC with a Z, the web client expects it without
        return value
            ? formatDateTime(deserializeDateTime(value.replace("T", " ").slice(0, 19)))
            : "";
    }

    day(value) {
        return formatDate(deserializeDate(value));
    }

    details(node) {
        const shipment = node.shipment;
        return [
            node.purchase && _t("Purchase %s", node.purchase.name),
            node.till &&
                _t("%(till)s, %(cashier)s", { till: node.till, cashier: node.cashier || "" }),
            node.receipt_number && _t("Receipt %s", node.receipt_number),
            node.reason,
            shipment && _t("Shipment %s", shipment.name),
        ].filter(Boolean);
    }

    shown(story, side) {
        const entries = story[side];
        return this.state.whole[`${story.lot.id}-${side}`] ? entries : entries.slice(0, FIRST);
    }

    hidden(story, side) {
        return story[side].length - this.shown(story, side).length;
    }

    showAll(story, side) {
        this.state.whole[`${story.lot.id}-${side}`] = true;
    }

    open(node) {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: node.model,
            res_id: node.res_id,
            views: [[false, "form"]],
            target: "current",
        });
    }

    url(format) {
        return `/lot_pos_tracking/trace.${format}?lot_ids=${this.lotIds.join(",")}`;
    }
}

registry.category("actions").add("lot_trace", LotTrace);
