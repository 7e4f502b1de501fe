import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { LotBadge } from "@lot_pos_tracking/app/components/lot_badge/lot_badge";

/** The lots of a line in the cart; a tap changes them. */
export class LotLines extends Component {
    static template = "lot_pos_tracking.LotLines";
    static components = { LotBadge };
    static props = { lots: Array, onTap: Function };

    get changeLabel() {
        return _t("Change the lot");
    }

    tap(ev, lot) {
        if (lot.isChangeable) {
            ev.stopPropagation();
            this.props.onTap();
        }
    }
}
