from odoo import fields, models


class PurchaseOrder(models.Model):
    _inherit = "purchase.order"

    lot_shipment_ids = fields.One2many("lot.shipment", "purchase_id", string="Shipment Notices")
    lot_shipment_count = fields.Integer(compute="_compute_lot_shipment_count")

    lot_channel_id = fields.Many2one(
        "lot.customer.channel",
        string="Customer Channel",
        check_company=True,
        help="Whom the goods are bought for; decides how much life lots must have left.",
    )

    def _compute_lot_shipment_count(self):
        counts = dict(
            self.env["lot.shipment"]._read_group(
                [("purchase_id", "in", self.ids)], ["purchase_id"], ["__count"]
            )
        )
        for order in self:
            order.lot_shipment_count = counts.get(order, 0)

    def lot_import_document(self, content, filename=None):
        """Take in a shipment notice that was dropped on the order.

        :param content: bytes, or a base64 string
        :return: an action that shows the shipment
        """
        self.ensure_one()
        self.check_access("read")
        shipment = self.env["lot.shipment"].import_document(
            content, filename, vendor=self.partner_id
        )
        if not shipment.purchase_id:
            shipment.purchase_id = self
            shipment.action_match()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "lot_pos_tracking.lot_shipment_action"
        )
        return {**action, "views": [(False, "form")], "res_id": shipment.id}

    def action_view_lot_shipments(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "lot_pos_tracking.lot_shipment_action"
        )
        action["domain"] = [("purchase_id", "in", self.ids)]
        if len(self.lot_shipment_ids) == 1:
            action.update(views=[(False, "form")], res_id=self.lot_shipment_ids.id)
        return action
