from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    lot_variance_tolerance = fields.Float(
        related="company_id.lot_variance_tolerance", readonly=False
    )
