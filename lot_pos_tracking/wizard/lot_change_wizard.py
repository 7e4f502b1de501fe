from odoo import fields, models


class LotChangeWizard(models.TransientModel):
    """Asks which lot is in the hand instead of the one set aside."""

    _name = "lot.change.wizard"
    _description = "Take Another Lot"

    move_line_id = fields.Many2one(
        "stock.move.line",
        required=True,
        readonly=True,
        ondelete="cascade",
        default=lambda self: self.env.context.get("active_id"),
    )
    product_id = fields.Many2one(related="move_line_id.product_id")
    old_lot_id = fields.Many2one(related="move_line_id.lot_id", string="Set Aside")
    company_id = fields.Many2one(related="move_line_id.company_id")
    lot_id = fields.Many2one(
        "stock.lot",
        string="In the Hand",
        domain="[('product_id', '=', product_id), ('id', '!=', old_lot_id)]",
    )

    def action_change(self):
        self.move_line_id.action_change_lot(self.lot_id.id)
        return {"type": "ir.actions.client", "tag": "soft_reload"}
