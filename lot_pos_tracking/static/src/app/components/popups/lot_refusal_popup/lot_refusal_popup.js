import { Component } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";

/** What cannot be sold and why; where the policy allows it, the way to a manager. */
export class LotRefusalPopup extends Component {
    static template = "lot_pos_tracking.LotRefusalPopup";
    static components = { Dialog };
    static props = {
        texts: Array,
        isOverridable: Boolean,
        getPayload: Function, // called with true when a manager shall be asked
        close: Function,
    };

    askManager() {
        this.props.getPayload(true);
        this.props.close();
    }
}
