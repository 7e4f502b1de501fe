from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    pos_lot_policy = fields.Selection(related="pos_config_id.lot_policy", readonly=False)
    pos_lot_choice = fields.Selection(related="pos_config_id.lot_choice", readonly=False)
    pos_lot_best_before = fields.Selection(related="pos_config_id.lot_best_before", readonly=False)
    pos_lot_min_days = fields.Integer(related="pos_config_id.lot_min_days", readonly=False)
    pos_lot_offline_max_age = fields.Integer(
        related="pos_config_id.lot_offline_max_age", readonly=False
    )
    pos_lot_offline_stale = fields.Selection(
        related="pos_config_id.lot_offline_stale", readonly=False
    )
    pos_lot_owner_id = fields.Many2one(related="pos_config_id.lot_owner_id", readonly=False)
    pos_lot_override_expired = fields.Boolean(
        related="pos_config_id.lot_override_expired", readonly=False
    )
    pos_lot_override_sell_by = fields.Boolean(
        related="pos_config_id.lot_override_sell_by", readonly=False
    )
    pos_lot_override_best_before = fields.Boolean(
        related="pos_config_id.lot_override_best_before", readonly=False
    )
    pos_lot_override_min_days = fields.Boolean(
        related="pos_config_id.lot_override_min_days", readonly=False
    )
    pos_lot_override_held = fields.Boolean(
        related="pos_config_id.lot_override_held", readonly=False
    )
    pos_lot_override_not_scanned = fields.Boolean(
        related="pos_config_id.lot_override_not_scanned", readonly=False
    )
    pos_lot_override_not_in_shop = fields.Boolean(
        related="pos_config_id.lot_override_not_in_shop", readonly=False
    )
    pos_lot_override_short = fields.Boolean(
        related="pos_config_id.lot_override_short", readonly=False
    )
    pos_lot_override_stale = fields.Boolean(
        related="pos_config_id.lot_override_stale", readonly=False
    )
    pos_lot_ticket_qr = fields.Boolean(related="pos_config_id.lot_ticket_qr", readonly=False)
    pos_lot_customer_dates = fields.Boolean(
        related="pos_config_id.lot_customer_dates", readonly=False
    )
