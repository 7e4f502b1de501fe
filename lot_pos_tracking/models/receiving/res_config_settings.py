from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    lot_variance_tolerance = fields.Float(
        related="company_id.lot_variance_tolerance", readonly=False
    )
    lot_gs1_prefix = fields.Char(related="company_id.lot_gs1_prefix", readonly=False)
    lot_sscc_extension = fields.Char(related="company_id.lot_sscc_extension", readonly=False)
    lot_link_domain = fields.Char(related="company_id.lot_link_domain", readonly=False)
