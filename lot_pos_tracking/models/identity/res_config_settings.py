from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    lot_pos_policy = fields.Selection(related="company_id.lot_pos_policy", readonly=False)
