from odoo import models


class StockLot(models.Model):
    _inherit = "stock.lot"

    def twin(self):
        return {**super().twin(), "sold": self._sold_counts()}

    def _sold_counts(self):
        """To whom the lot went over the tills: known customers apart from anonymous ones.

        Quantities in the product's unit, refunds taken off.
        """
        self.ensure_one()
        # sudo: who may read the lot may know how much of it was sold; no names leave here
        packs = (
            self.env["pos.pack.operation.lot"]
            .sudo()
            .search(
                [
                    ("lot_id", "=", self.id),
                    ("pos_order_line_id.order_id.state", "in", ("paid", "done")),
                ]
            )
        )
        counts = {
            "known": {"quantity": 0.0, "orders": 0, "customers": 0},
            "anonymous": {"quantity": 0.0, "orders": 0},
        }
        for is_known, rows in packs.grouped(lambda p: bool(p.order_id.partner_id)).items():
            entry = counts["known" if is_known else "anonymous"]
            for row in rows:
                sign = -1 if row.pos_order_line_id.qty < 0 else 1
                entry["quantity"] += sign * row.quantity
            entry["orders"] = len(rows.order_id)
            if is_known:
                entry["customers"] = len(rows.order_id.partner_id)
        return counts
