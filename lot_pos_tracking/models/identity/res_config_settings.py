from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    lot_pos_policy = fields.Selection(related="company_id.lot_pos_policy", readonly=False)
    lot_refuse_negative = fields.Boolean(related="company_id.lot_refuse_negative", readonly=False)
    lot_quarantine_location_id = fields.Many2one(
        related="company_id.lot_quarantine_location_id", readonly=False
    )
