import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { FileUploader } from "@web/views/fields/file_handler";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { Component, useState } from "@odoo/owl";

/** A place on the purchase order where the vendor's shipment notice is dropped. */
export class ShipmentDrop extends Component {
    static template = "lot_pos_tracking.ShipmentDrop";
    static components = { FileUploader };
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ over: false, busy: false });
    }

    async onDrop(ev) {
        this.state.over = false;
        const [file] = ev.dataTransfer.files;
        if (file) {
            const bytes = new Uint8Array(await file.arrayBuffer());
            const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
            await this.take({ name: file.name, data: btoa(text) });
        }
    }

    async take({ name, data }) {
        this.state.busy = true;
        try {
            const args = [[this.props.record.resId], data, name];
            const action = await this.orm.call("purchase.order", "lot_import_document", args);
            await this.action.doAction(action);
        } finally {
            this.state.busy = false;
        }
    }
}

registry.category("view_widgets").add("lot_shipment_drop", { component: ShipmentDrop });
