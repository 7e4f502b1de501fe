import { patch } from "@web/core/utils/patch";
import { ProductInfoPopup } from "@point_of_sale/app/components/popups/product_info_popup/product_info_popup";

patch(ProductInfoPopup.prototype, {
    /** A margin cannot be told where the cost stays on the server: better none than a wrong one. */
    _hasMarginsCostsAccessRights() {
        const lines = this.pos.getOrder()?.lines ?? [];
        const shown = [
            this.props.productTemplate,
            ...lines.map((line) => line.product_id.product_tmpl_id),
        ];
        if (shown.some((template) => template?._lot_cost_hidden)) {
            return false;
        }
        return super._hasMarginsCostsAccessRights(...arguments);
    },
});
