import { patch } from "@web/core/utils/patch";
import { generateQRCodeDataUrl } from "@point_of_sale/utils";
import { OrderReceipt } from "@point_of_sale/app/screens/receipt_screen/receipt/order_receipt";
import { deskOf } from "@lot_pos_tracking/app/utils/desk_registry";

patch(OrderReceipt.prototype, {
    get lotCodes() {
        const desk = this.order.config.lot_ticket_qr && deskOf(this.order);
        return desk
            ? desk.lines.links(this.order).map(({ name, url }) => ({
                  name,
                  url,
                  image: generateQRCodeDataUrl(url, { width: 90, height: 90 }),
              }))
            : [];
    },
});
