from odoo import api, models


class LotCostLayer(models.Model):
    _inherit = "lot.cost.layer"

    @api.model
    def _selection_document(self):
        return [
            *super()._selection_document(),
            ("lot.cutover", self.env._("Valuation Cut-over")),
        ]
