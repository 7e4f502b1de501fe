from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    lot_native_reminders = fields.Boolean(related="company_id.lot_native_reminders", readonly=False)
