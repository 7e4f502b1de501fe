from odoo import models
from odoo.exceptions import UserError


class LotHold(models.Model):
    _inherit = "lot.hold"

    def _lift(self, note):
        """While the recall is open, its lots stay on hold whoever thinks they are good."""
        for hold in self:
            recall = hold.source
            if recall and recall._name == "lot.recall" and recall.state == "open":
                raise UserError(
                    self.env._(
                        "Lot %(lot)s is in recall %(recall)s. Close the recall first.",
                        lot=hold.lot_id.name,
                        recall=recall.name,
                    )
                )
        return super()._lift(note)
