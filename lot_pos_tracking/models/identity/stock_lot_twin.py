from odoo import fields, models


class StockLot(models.Model):
    """The digital twin: everything known about one lot, as plain data."""

    _inherit = "stock.lot"

    def twin(self):
        """The lot as a JSON-able dict; each domain adds its own keys.

        Dates are ISO days of the shop, moments ISO UTC, quantities in the product's unit.
        """
        self.ensure_one()
        self.check_access("read")
        return {
            "id": self.id,
            "name": self.name,
            "product": {
                "id": self.product_id.id,
                "name": self.product_id.name,
                "gtin": self.gtin or None,
                "code": self.product_id.default_code or None,
                "uom": self.product_id.uom_id.name,
            },
            "company": {"id": self.company_id.id, "name": self.company_id.name},
            "vendor": {"id": self.vendor_id.id, "name": self.vendor_id.name}
            if self.vendor_id
            else None,
            "vendor_lot": self.vendor_lot or None,
            "origin_country": self.origin_country_id.code or None,
            "parent_lot": {"id": self.parent_lot_id.id, "name": self.parent_lot_id.name}
            if self.parent_lot_id
            else None,
            "dates": self._twin_dates(),
            "holds": [self._twin_hold(hold) for hold in self.hold_ids],
            "quantities": self._twin_quantities(),
        }

    def _twin_dates(self):
        names = ("production_date", "best_before_date", "sell_by_date", "use_by_date")
        dates = {name: fields.Date.to_string(self[name]) or None for name in names}
        for name in ("use_by_time", "expiration_date"):
            dates[name] = f"{self[name].isoformat()}Z" if self[name] else None
        return dates

    def _twin_hold(self, hold):
        return {
            "reason": hold.reason_id.code,
            "note": hold.note or "",
            "since": f"{hold.since.isoformat()}Z",
            "user": hold.user_id.name,
        }

    def _twin_quantities(self):
        rows = self.env["stock.quant"]._read_group(
            [("lot_id", "=", self.id), ("location_id.usage", "in", ("internal", "transit"))],
            ["location_id"],
            ["quantity:sum", "reserved_quantity:sum"],
        )
        return [
            {
                "location": location.complete_name,
                "location_id": location.id,
                "quantity": quantity,
                "reserved": reserved,
            }
            for location, quantity, reserved in rows
        ]
