from odoo import models

SCOPE_FIELDS = ("name", "vendor_id", "vendor_lot", "production_date", "product_id", "parent_lot_id")


class StockLot(models.Model):
    _inherit = "stock.lot"

    def _after_create(self):
        super()._after_create()
        self.env["lot.recall"]._open_for(self)

    def write(self, vals):
        result = super().write(vals)
        if any(name in vals for name in SCOPE_FIELDS):
            self.env["lot.recall"]._open_for(self)
        return result

    def _open_recall_lines(self):
        # sudo: a cashier must stop what is recalled without seeing the case
        return (
            self.env["lot.recall.line"]
            .sudo()
            .search(
                [
                    ("lot_id", "in", self.ids),
                    ("recall_id.state", "=", "open"),
                    ("recall_id.kind", "!=", "mock"),
                ]
            )
        )

    def _recall_findings(self):
        listed = self._open_recall_lines().lot_id.ids
        return super()._recall_findings() | self.filtered(lambda lot: lot.id in listed)

    def _hold_reasons(self):
        reasons = super()._hold_reasons()
        listed = set(self._open_recall_lines().lot_id.ids)
        for lot, codes in reasons.items():
            if lot.id in listed and "recall" not in codes:
                codes.append("recall")
        return reasons

    def _recalled_numbers(self, products):
        """Also the numbers that open cases name, though no such lot was ever received."""
        numbers = super()._recalled_numbers(products)
        # sudo: as above
        named = self.env.company.sudo().lot_recalled_numbers or {}
        for product in products:
            if names := named.get(str(product.id)):
                numbers.setdefault(product, set()).update(names)
        return numbers
