from odoo import fields, models


class PurchaseOrder(models.Model):
    _inherit = "purchase.order"

    lot_shipment_ids = fields.One2many("lot.shipment", "purchase_id", string="Shipment Notices")
    lot_shipment_count = fields.Integer(compute="_compute_lot_shipment_count")

    def _compute_lot_shipment_count(self):
        counts = dict(
            self.env["lot.shipment"]._read_group(
                [("purchase_id", "in", self.ids)], ["purchase_id"], ["__count"]
            )
        )
        for order in self:
            order.lot_shipment_count = counts.get(order, 0)

    def action_view_lot_shipments(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "lot_pos_tracking.lot_shipment_action"
        )
        action["domain"] = [("purchase_id", "in", self.ids)]
        if len(self.lot_shipment_ids) == 1:
            action.update(views=[(False, "form")], res_id=self.lot_shipment_ids.id)
        return action
