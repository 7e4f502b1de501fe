from odoo import models

from ...bridge import shop_day
from ...core.shelf_life import days_left, life_share


class StockMoveLine(models.Model):
    """What of an arrival counts when its vendor is judged."""

    _inherit = "stock.move.line"

    def _score_facts(self, failed=None):
        """JSON-able facts about a line that was just received.

        :param failed: names of the checks it failed
        :return: ``announced_qty`` in the product's unit, ``days_late`` against the vendor's word,
            else against the order (0: on the day or before), ``days_left`` and ``life_percent`` of
            the lot, ``failed`` checks; None where nothing is known
        """
        self.ensure_one()
        announced, dates = self.shipment_line_id, self.lot_id._lot_dates()
        today = shop_day(self.picking_id or self.company_id)
        promised = announced.shipment_id.expected_date
        planned = self.move_id.purchase_line_id.date_planned
        if not promised and planned:
            promised = shop_day(self.picking_id or self.company_id, planned)
        share = life_share(dates, today, life=self.product_id.expiration_time or None)
        return {
            "announced_qty": announced._product_quantity() if announced else None,
            "days_late": max(0, (today - promised).days) if promised else None,
            "days_left": days_left(dates, today),
            "life_percent": None if share is None else round(float(share) * 100, 1),
            "failed": sorted(failed or ()),
        }
