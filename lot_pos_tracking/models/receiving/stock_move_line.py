from datetime import timedelta

from odoo import api, fields, models

from ...bridge import day_of, end_of_day
from ...core.shelf_life import LotDates

DATES = {
    "production_date": "lot_production_date",
    "best_before_date": "lot_best_before_date",
    "sell_by_date": "lot_sell_by_date",
    "use_by_date": "lot_use_by_date",
}
TYPED = {
    "use_date": "lot_use_date",
    "removal_date": "lot_removal_date",
    "alert_date": "lot_alert_date",
}


class StockMoveLine(models.Model):
    """What the pack or the vendor says about a lot that does not exist yet."""

    _inherit = "stock.move.line"

    shipment_line_id = fields.Many2one(
        "lot.shipment.line", index="btree_not_null", ondelete="set null", copy=False
    )
    lot_vendor_number = fields.Char(string="Vendor's Lot", copy=False)
    lot_production_date = fields.Date(string="Production Date", copy=False)
    lot_best_before_date = fields.Date(string="Best Before", copy=False)
    lot_sell_by_date = fields.Date(string="Sell By", copy=False)
    lot_use_by_date = fields.Date(string="Use By", copy=False)
    lot_use_date = fields.Datetime(string="Typed Best Before", copy=False)
    lot_removal_date = fields.Datetime(string="Typed Removal Date", copy=False)
    lot_alert_date = fields.Datetime(string="Typed Alert Date", copy=False)
    lot_conflict = fields.Selection(
        [
            ("new_lot", "A lot of its own"),
            ("same_lot", "The same lot"),
            ("keep_dates", "Keep the dates on record"),
            ("take_dates", "Take the new dates"),
        ],
        string="Decision",
        copy=False,
    )

    def _action_done(self):
        receiving = self.env["lot.receiving"]
        arriving = self._arriving()
        fitted = receiving._fit_lots(arriving._split_serials())
        lines, arriving = (self - (arriving - fitted)) | fitted, fitted
        receiving._refuse_broken_lots(arriving)
        receiving._refuse_known_serials(arriving)
        numbered, findings = receiving._prepare_arrival(arriving)
        known = receiving._resolve_lots(arriving)
        result = super(StockMoveLine, lines)._action_done()
        arrived = arriving.exists().filtered("lot_id")
        receiving._complete_arrival(arrived, numbered, findings, arrived.lot_id - known)
        return result

    def _arriving(self):
        """Lines with goods of a vendor that are kept by lot or serial number."""
        return self.filtered(
            lambda ml: (
                ml.location_id.usage == "supplier"
                and ml.product_id.tracking != "none"
                and ml.product_uom_id.compare(ml.quantity, 0) > 0
            )
        )

    def _lacks_number(self):
        self.ensure_one()
        return bool(
            self.product_id.tracking != "none"
            and self.picking_type_use_create_lots
            and not self.lot_id
            and not (self.lot_name or "").strip()
        )

    def _known_numbers(self):
        """The numbers the lot of this line is known by: its own and the vendor's."""
        self.ensure_one()
        return [n for n in (self.lot_id.name or self.lot_name, self.lot_vendor_number) if n]

    def _scan_lot(self):
        """The number a receiver compares with the pack."""
        self.ensure_one()
        return self.lot_vendor_number or self.lot_id.name or self.lot_name or ""

    def _scan_label(self):
        self.ensure_one()
        return f"{self.product_id.display_name} · {self._scan_lot()}"

    def _announced_quantity(self):
        """What the vendor announced for this line, in the product's unit."""
        self.ensure_one()
        announced = self.shipment_line_id
        others = announced.move_line_ids - self
        booked = sum(others.filtered(lambda ml: ml.state == "done").mapped("quantity_product_uom"))
        return announced._product_quantity() - booked

    def _is_complete(self):
        self.ensure_one()
        uom = self.product_id.uom_id
        return uom.compare(self.quantity_product_uom, self._announced_quantity()) >= 0

    def _lot_vendor(self):
        """Whom the goods come from."""
        self.ensure_one()
        vendor = self.shipment_line_id.shipment_id.vendor_id
        order_line = self.move_id.purchase_line_id
        return vendor or order_line.partner_id or self.picking_id.partner_id

    def _number_facts(self):
        """The words of ``core.numbering`` for this line."""
        self.ensure_one()
        receiving, product = self.env["lot.receiving"], self.product_id
        shipment = self.shipment_line_id.shipment_id
        return {
            "vendor": receiving._vendor_word(self._lot_vendor()),
            "vendor_lot": self.lot_vendor_number or "",
            "po": self.move_id.purchase_line_id.order_id.name or "",
            "asn": shipment.name or "",
            "gtin": product.barcode or "",
            "sku": product.default_code or "",
            "wh": self.picking_type_id.warehouse_id.code or "",
            "date": receiving._today(self.picking_id or self.company_id),
            "prod": self.lot_production_date or None,
            "exp": self.lot_use_by_date or self.lot_best_before_date or None,
        }

    def _pack_dates(self):
        """The days known about the lot that arrives, ``{field of stock.lot: day}``."""
        self.ensure_one()
        days = {name: self[own] for name, own in DATES.items() if self[own]}
        last_day = days.get("use_by_date") or days.get("best_before_date")
        typed = day_of(self.company_id, self.expiration_date or None)
        if last_day and typed and typed != last_day:
            days["use_by_date" if "use_by_date" in days else "best_before_date"] = typed
        return days

    def _differing_dates(self, lot):
        """Days on the pack, or typed by the receiver, that the lot's record contradicts."""
        days = self._pack_dates()
        found = {name: day for name, day in days.items() if lot[name] and lot[name] != day}
        typed = self._typed_day()
        if not days and typed and typed != day_of(lot, lot.expiration_date or None):
            found["use_by_date"] = typed
        return found

    def _typed_day(self):
        """The day in Odoo's own date field when it is not the one reckoned from shelf life."""
        start = self.picking_id.scheduled_date
        if self.lot_id or not (self.use_expiration_date and self.expiration_date and start):
            return None
        reckoned = start + timedelta(days=self.product_id.expiration_time)
        if abs(self.expiration_date - reckoned) < timedelta(days=1):
            return None
        return day_of(self.company_id, self.expiration_date)

    def _prepare_new_lot_vals(self):
        vals = super()._prepare_new_lot_vals()
        if not self._arriving():
            return vals
        dates = self._pack_dates()
        if "use_by_date" in dates or "best_before_date" in dates:
            vals.pop("expiration_date", None)
        shipment_line = self.shipment_line_id
        return {
            **vals,
            **dates,
            **{name: self[own] for name, own in TYPED.items() if self[own]},
            "company_id": self.company_id.id,
            "vendor_id": self._lot_vendor().commercial_partner_id.id,
            "vendor_lot": self._kept_vendor_number(),
            "shipment_line_id": shipment_line.id,
            "origin_country_id": shipment_line.origin_country_id.id,
        }

    def _kept_vendor_number(self):
        """The vendor's number as the lot remembers it: beside our own, or the same."""
        rule = self.env["lot.receiving"]._rules(self)[self]
        if rule.vendor_lot_policy == "own":
            return False
        return self.lot_vendor_number or (self.lot_name if not rule else False)

    def _arrival_dates(self):
        """The days of the lot, as the kernel reads them, from pack, document, or shelf life."""
        self.ensure_one()
        days = self._pack_dates()
        lot_days = self.lot_id._lot_dates() if self.lot_id else LotDates()
        reckoned = day_of(self.company_id, self.expiration_date or None)
        known = any(name in days for name in ("use_by_date", "best_before_date", "sell_by_date"))
        return LotDates(
            production=days.get("production_date") or lot_days.production,
            best_before=days.get("best_before_date") or lot_days.best_before,
            sell_by=days.get("sell_by_date") or lot_days.sell_by,
            use_by=days.get("use_by_date") or lot_days.use_by,
            expiration=None if known or not self.use_expiration_date else reckoned,
        )

    def _has_date(self):
        """Whether a product with dates arrives with one, or its shelf life gives one."""
        self.ensure_one()
        if not self.use_expiration_date or self.lot_id:
            return True
        return bool(self.expiration_date or self._pack_dates())

    def _over_announced(self):
        """What is more than the vendor announced, in the product's unit; 0 when not announced."""
        self.ensure_one()
        if not self.shipment_line_id:
            return 0.0
        extra = self.quantity_product_uom - self._announced_quantity()
        return extra if self.product_id.uom_id.compare(extra, 0) > 0 else 0.0

    def _arrival_facts(self):
        """What the journal keeps of an arrival: whom it came from, on which papers, where to."""
        self.ensure_one()
        move, shipment, vendor = (
            self.move_id,
            self.shipment_line_id.shipment_id,
            self._lot_vendor(),
        )
        return {
            "picking": self.picking_id.name,
            "vendor": vendor.name or None,
            "vendor_id": vendor.id or None,
            "purchase": move.purchase_line_id.order_id.name or None,
            "shipment": shipment.name or None,
            "sender": shipment.sender or None,
            "sscc": self.shipment_line_id.sscc or None,
            "location_id": self.location_dest_id.id,
            **self._goods_facts(),
        }

    def _goods_facts(self):
        """GTIN, measure and days of the lot, as they were when it arrived."""
        self.ensure_one()
        product = self.product_id
        return {
            "gtin": product.barcode or None,
            "uom_code": self.env["lot.product.finder"]._measure_code(product.uom_id),
            "origin": self.lot_id.origin_country_id.code or None,
            **{name: fields.Date.to_string(self.lot_id[name]) or None for name in DATES},
        }

    @api.depends("lot_use_by_date", "lot_best_before_date")
    def _compute_expiration_date(self):
        """The day on the pack before a day reckoned from the product's shelf life.

        Without a shelf life there is no day; upstream takes the day of the receipt itself.
        """
        undated = self.filtered(
            lambda ml: not (ml.lot_id or ml.expiration_date or ml.product_id.expiration_time)
        )
        super()._compute_expiration_date()
        undated.filtered(lambda ml: not ml.lot_id).expiration_date = False
        for line in self.filtered(lambda ml: not ml.lot_id and ml.use_expiration_date):
            if day := line.lot_use_by_date or line.lot_best_before_date:
                line.expiration_date = end_of_day(line.company_id, day)
