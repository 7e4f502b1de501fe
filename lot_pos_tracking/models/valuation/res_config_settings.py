from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    lot_post_corrections = fields.Boolean(related="company_id.lot_post_corrections", readonly=False)
    lot_writedown_account_id = fields.Many2one(
        related="company_id.lot_writedown_account_id", readonly=False
    )
    lot_selling_cost_percent = fields.Float(
        related="company_id.lot_selling_cost_percent", readonly=False
    )
    lot_expiry_loss_account_id = fields.Many2one(
        related="company_id.lot_expiry_loss_account_id", readonly=False
    )
