from odoo import api, fields, models

from ...bridge import shop_day
from ...core.shelf_life import days_left, last_good_day
from .lot_ask import Ask

LISTED = 50


class PosOrderLine(models.Model):
    _inherit = "pos.order.line"

    @api.model
    def get_existing_lots(self, company_id, config_id, product_id):
        """The lots that a till may choose from, in the order in which they shall leave.

        Upstream sends every lot with stock, 6 MB for 10^5 of them; this is a page of the first
        fifty, and its cost does not grow with the number of lots.

        :return: ``[{id, name, product_qty, day, days_left, verdict, reasons}]``; ``product_qty``
            is what is free in this shop (stock less reservations and other tills' claims),
            ``day`` the last good day as ``YYYY-MM-DD`` or False, ``days_left`` None without one
        """
        ids = [number for number in (config_id, product_id) if number]
        self.env["lot.till.input"]._record_ids(ids)
        config = self.env["pos.config"].browse(config_id)
        if not config or config.lot_policy == "native":
            return super().get_existing_lots(company_id, config_id, product_id)
        config = config._lot_till()
        return config.env["lot.checkout"]._page(config, product_id, LISTED)


class LotCheckout(models.AbstractModel):
    _inherit = "lot.checkout"

    @api.model
    def _page(self, config, product_id, limit):
        """The first lots of a product in this shop, each with what the till may do with it."""
        at = fields.Datetime.now()
        day = shop_day(config, at)
        product = self.env["product.product"].browse(product_id)
        shelf = self.env["lot.shelf"]._lots(
            config, [], at=at, product_ids=[product_id], limit=limit
        )
        rows = sorted(
            (lot for lot in shelf.values() if lot.quantity > 0),
            key=lambda lot: self._page_order(lot, day),
        )[:limit]
        asks = {
            lot.id: Ask(product=product, quantity=0.0, lot_id=lot.id, evidence="scanned")
            for lot in rows
        }
        judge = self._judge(config, list(asks.values()), shelf, at)
        page = []
        for lot in rows:
            decision = judge(asks[lot.id], lot, 0)
            last = last_good_day(lot.dates)
            page.append(
                {
                    "id": lot.id,
                    "name": lot.name,
                    "product_qty": lot.free,
                    "day": str(last) if last else False,
                    "days_left": days_left(lot.dates, day),
                    "verdict": decision.verdict.code,
                    "reasons": [str(reason) for reason in decision.reasons],
                }
            )
        return page

    @api.model
    def _page_order(self, lot, day):
        """By last good day; then what has none, what is past it, what is on hold."""
        last = last_good_day(lot.dates)
        return (not lot.first, bool(last and last < day), last or day.max, lot.id)
