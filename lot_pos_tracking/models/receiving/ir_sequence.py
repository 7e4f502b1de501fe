from odoo import models


class IrSequence(models.Model):
    _inherit = "ir.sequence"

    def get_next_char(self, number_next):
        """Upstream asks a product for the number of its sequence, also where it has none."""
        return super().get_next_char(number_next) if self else ""
