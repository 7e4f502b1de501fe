from odoo import api, models


class PosSession(models.Model):
    _inherit = "pos.session"

    @api.model
    def _load_pos_data_models(self, config):
        """Lots come before the pack lots that point at them."""
        names = super()._load_pos_data_models(config)
        place = names.index("pos.pack.operation.lot")
        return [*names[:place], "stock.lot", *names[place:]]
