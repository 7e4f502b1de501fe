from odoo import api, fields, models
from odoo.tools import SQL

from ...bridge import to_float

START_LIMIT = 20000
CATCH_UP = 600
"""Seconds looked back before the last version: transactions commit later than they begin."""


USUAL = {
    "vendor_lot": False,
    "gtin": False,
    "production_date": False,
    "best_before_date": False,
    "sell_by_date": False,
    "use_by_date": False,
    "use_by_time": False,
    "is_on_hold": False,
    "lot_version": 0,
    "expiration_day": False,
    "in_shop": True,
    "hold_allows": [],
    "hold_names": [],
    "recalled": False,
    "price_factor": 1.0,
    "in_date": False,
}
"""What most lots have is left out of the till's first load, a third of its size remains; the till
reads a missing value as the usual one (``app/models/stock_lot.js``)."""

DAYS = {
    "production_date": "production",
    "best_before_date": "best_before",
    "sell_by_date": "sell_by",
    "use_by_date": "use_by",
    "expiration_day": "expiration",
}
"""The till's name of each day -> the kernel's."""


class LotSnapshot(models.AbstractModel):
    """The lots of a shop as a till holds them, whole at the start and in pieces afterwards."""

    _name = "lot.snapshot"
    _description = "Lots as a Till Holds Them"

    @api.model
    def _rows(self, config, lots):
        """One plain dict for each lot; the till's ``stock.lot``.

        Days are ``YYYY-MM-DD``, moments ``YYYY-MM-DD HH:MM:SS`` UTC. What is empty is ``False``.
        """
        return [{**USUAL, **row} for row in self._packed_rows(config, lots)]

    @api.model
    def _packed_rows(self, config, lots):
        """As ``_rows``, without what is usual; only for a till that has no older rows to mend."""
        at = fields.Datetime.now()
        shelf = self.env["lot.shelf"]._lots(config, lots.ids, at=at, except_till=config.id)
        known = lots.browse([lot_id for lot_id in lots.ids if lot_id in shelf])
        held = known.browse([lot.id for lot in shelf.values() if lot.holds])
        recalled = set(held._recall_findings().ids)
        steps = {lot.id: factor for lot, factor in known._price_step(config).items()}
        names = self._hold_names(shelf.values())
        return [
            self._row(shelf[lot_id], lot_id in recalled, steps.get(lot_id, 1.0), names)
            for lot_id in known.ids
        ]

    @api.model
    def _row(self, lot, recalled, price_factor, hold_names):
        row = {
            "id": lot.id,
            "name": lot.name,
            "product_id": lot.product_id,
            "free_qty": to_float(lot.free),
        }
        dates = lot.dates
        for name, kind in DAYS.items():
            if day := getattr(dates, kind):
                row[name] = day.isoformat()
        if dates.use_by_time:
            row["use_by_time"] = self._moment(dates.use_by_time)
        if lot.in_date:
            row["in_date"] = self._moment(lot.in_date)
        if lot.vendor_lot:
            row["vendor_lot"] = lot.vendor_lot
        if lot.gtin:
            row["gtin"] = lot.gtin
        if lot.lot_version:
            row["lot_version"] = lot.lot_version
        if lot.quantity <= 0:
            row["in_shop"] = False
        if lot.holds:
            row["is_on_hold"] = True
            row["hold_allows"] = [sorted(processes) for processes in lot.permitted()]
            row["hold_names"] = [hold_names[hold["reason"]] for hold in lot.holds]
        if recalled:
            row["recalled"] = True
        if price_factor != 1.0:
            row["price_factor"] = price_factor
        return row

    @api.model
    def _moment(self, moment):
        return moment.replace(tzinfo=None).isoformat(" ", "seconds")

    @api.model
    def _hold_names(self, lots):
        # sudo: the cashier tells the customer why; the reasons are masters, not documents
        reasons = self.env["lot.hold.reason"].sudo()
        ids = {hold["reason"] for lot in lots for hold in lot.holds}
        return {reason.id: reason.name for reason in reasons.browse(ids)}

    @api.model
    def _changed_ids(self, config, since):
        """Lots whose record, holds, stock or claims changed since a version, and a bit before.

        :param since: naive UTC
        """
        lots = self.env["lot.shelf"]
        lots._flush()
        rows = self.env.execute_query(
            SQL(
                """
                WITH shelf AS (%(shelf)s)
                SELECT lot_id FROM stock_quant
                 WHERE write_date >= %(since)s AND lot_id IS NOT NULL
                   AND location_id IN (SELECT id FROM shelf)
                 UNION SELECT id FROM stock_lot
                        WHERE write_date >= %(since)s AND company_id = %(company)s
                 UNION SELECT lot_id FROM lot_hold
                        WHERE write_date >= %(since)s AND company_id = %(company)s
                 UNION SELECT lot_id FROM lot_claim
                        WHERE expires_at >= %(since)s AND company_id = %(company)s
                 UNION SELECT line.lot_id FROM stock_move_line AS line
                        WHERE line.lot_id IS NOT NULL AND line.state = 'done'
                          AND line.write_date >= %(since)s AND line.company_id = %(company)s
                """,
                shelf=lots._shelf_query(config),
                since=since,
                company=config.company_id.id,
            )
        )
        return [lot_id for (lot_id,) in rows]
