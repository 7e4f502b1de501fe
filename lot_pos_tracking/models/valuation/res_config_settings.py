from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    lot_post_corrections = fields.Boolean(related="company_id.lot_post_corrections", readonly=False)
