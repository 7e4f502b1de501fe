from odoo import api, fields, models

from ...core.shelf_life import LotDates
from .lot_receiving_checks import Arrival


class LotShipmentLine(models.Model):
    """One lot of one product as announced, and what of it arrived."""

    _name = "lot.shipment.line"
    _description = "Shipment Notice Line"
    _order = "shipment_id, sequence, id"
    _check_company_auto = True

    shipment_id = fields.Many2one(
        "lot.shipment", required=True, index=True, ondelete="cascade", check_company=True
    )
    sequence = fields.Integer(default=10)
    position = fields.Char(readonly=True, help="Where in the document.")
    unit_id = fields.Many2one(
        "lot.shipment.unit",
        string="Pallet",
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
    )
    sscc = fields.Char(string="SSCC", readonly=True, index="btree_not_null")
    product_id = fields.Many2one(
        "product.product",
        index="btree_not_null",
        check_company=True,
        domain="[('type', '=', 'consu')]",
    )
    gtin = fields.Char(string="GTIN", readonly=True, help="As sent.")
    vendor_code = fields.Char(string="Vendor's Code", readonly=True)
    description = fields.Char(readonly=True)
    quantity = fields.Float(
        string="Announced", digits="Product Unit", readonly=True, help="In the line's unit."
    )
    uom_code = fields.Char(string="Unit as Sent", readonly=True)
    uom_id = fields.Many2one("uom.uom", string="Unit")
    unit_unknown = fields.Boolean(
        readonly=True, help="The unit as sent is not one of the product's (technical)."
    )
    vendor_lot = fields.Char(string="Vendor's Lot", readonly=True)
    production_date = fields.Date(readonly=True)
    packaging_date = fields.Date(readonly=True)
    best_before_date = fields.Date(readonly=True)
    sell_by_date = fields.Date(readonly=True)
    use_by_date = fields.Date(readonly=True)
    origin_country_id = fields.Many2one("res.country", readonly=True)
    unit_cost = fields.Float(
        digits="Product Price",
        compute="_compute_unit_cost",
        store=True,
        help="For one of the line's unit, in the company's currency; 0 when not sent.",
    )
    sent_cost = fields.Float(string="Cost as Sent", digits="Product Price", readonly=True)
    sent_currency_id = fields.Many2one("res.currency", readonly=True)
    purchase_name = fields.Char(
        string="Order as Sent", readonly=True, help="Where it is not the order of the shipment."
    )
    purchase_line_id = fields.Many2one(
        "purchase.order.line", index="btree_not_null", ondelete="set null", check_company=True
    )
    move_line_ids = fields.One2many("stock.move.line", "shipment_line_id", string="Moves")
    lot_ids = fields.Many2many("stock.lot", compute="_compute_lot_ids", string="Lots")
    received_qty = fields.Float(
        string="Received",
        digits="Product Unit",
        compute="_compute_received_qty",
        store=True,
        help="In the line's unit.",
    )
    variance = fields.Float(
        digits="Product Unit",
        compute="_compute_received_qty",
        store=True,
        help="Received less announced, in the line's unit.",
    )
    issue_ids = fields.One2many("lot.shipment.issue", "line_id", string="Issues")
    company_id = fields.Many2one(related="shipment_id.company_id", store=True, index=True)

    _sscc_idx = models.Index("(company_id, sscc) WHERE sscc IS NOT NULL")

    @api.depends("sent_cost", "sent_currency_id", "shipment_id.purchase_id.currency_id")
    def _compute_unit_cost(self):
        """In the document's currency, else the order's, turned into the company's of that day."""
        for line in self:
            shipment, company = line.shipment_id, line.company_id or self.env.company
            sent_in = line.sent_currency_id or shipment.purchase_id.currency_id
            cost = line.sent_cost
            if cost and sent_in and sent_in != company.currency_id:
                day = shipment.despatch_date or fields.Date.to_date(shipment.announced_at)
                cost = sent_in._convert(cost, company.currency_id, company, day, round=False)
            line.unit_cost = cost

    @api.depends("quantity", "uom_id", "move_line_ids.state", "move_line_ids.quantity_product_uom")
    def _compute_received_qty(self):
        for line in self:
            booked = line.move_line_ids.filtered(lambda ml: ml.state == "done")
            quantity = sum(booked.mapped("quantity_product_uom"))
            product_uom = line.product_id.uom_id
            if quantity and line.uom_id and line.uom_id != product_uom:
                quantity = product_uom._compute_quantity(quantity, line.uom_id)
            line.received_qty = quantity
            line.variance = quantity - line.quantity

    @api.depends("move_line_ids.lot_id")
    def _compute_lot_ids(self):
        for line in self:
            line.lot_ids = line.move_line_ids.lot_id

    def _is_received(self):
        self.ensure_one()
        uom = self.uom_id or self.product_id.uom_id
        return bool(uom) and not uom.is_zero(self.received_qty)

    def _differs(self):
        self.ensure_one()
        uom = self.uom_id or self.product_id.uom_id
        return not uom.is_zero(self.variance) if uom else bool(self.variance)

    def _is_claimable(self):
        """Whether the vendor should hear of it: beyond the tolerance, or held when it came."""
        self.ensure_one()
        tolerance = self.company_id.lot_variance_tolerance / 100 * self.quantity
        uom = self.uom_id or self.product_id.uom_id
        if not self.product_id:
            return False
        return uom.compare(abs(self.variance), tolerance) > 0 or bool(self._arrival_holds())

    def _arrival_holds(self):
        """Holds that a check at receipt placed on lots of this line."""
        pickings = self.move_line_ids.picking_id
        return self.lot_ids.hold_ids.filtered(
            lambda hold: hold.source in pickings and hold.reason_id.code == "receipt"
        )

    def _prepare_claim_line_vals(self):
        self.ensure_one()
        holds = self._arrival_holds()
        uom = self.uom_id or self.product_id.uom_id
        differs = not uom.is_zero(self.variance)
        reason = "missing" if self.variance < 0 else "too_much"
        return {
            "shipment_line_id": self.id,
            "product_id": self.product_id.id,
            "vendor_lot": self.vendor_lot,
            "reason": reason if differs else "not_good",
            "announced_qty": self.quantity,
            "received_qty": self.received_qty,
            "claimed_qty": abs(self.variance) if differs else self.received_qty,
            "uom_id": uom.id,
            "unit_cost": self.unit_cost or self._ordered_cost(uom),
            "finding": " ".join(holds.mapped(lambda hold: hold.note or "")) or False,
        }

    def _ordered_cost(self, uom):
        """The order's price for one of the unit, in company currency; 0 without an order line."""
        order_line = self.purchase_line_id
        if not order_line:
            return 0.0
        price = order_line.product_uom_id._compute_price(order_line.price_unit_discounted, uom)
        company = self.company_id
        day = order_line.order_id.date_order
        return order_line.currency_id._convert(
            price, company.currency_id, company, day, round=False
        )

    def _product_quantity(self):
        """The announced quantity in the product's unit."""
        self.ensure_one()
        uom = self.uom_id or self.product_id.uom_id
        return uom._compute_quantity(self.quantity, self.product_id.uom_id)

    def _product_unit_cost(self):
        """What one of the product's unit costs, in company currency; 0 when not sent."""
        self.ensure_one()
        uom = self.uom_id or self.product_id.uom_id
        return uom._compute_price(self.unit_cost, self.product_id.uom_id)

    def _lot_or_announced(self):
        """The lot that came; one that is not stored, by the vendor's number, where none did."""
        self.ensure_one()
        return self.move_line_ids.lot_id[:1] or self.env["stock.lot"].new(
            {
                "name": self.vendor_lot or "",
                "product_id": self.product_id.id,
                "company_id": self.company_id.id,
            }
        )

    def _as_arrival(self):
        """The line for the checks of the receipt."""
        self.ensure_one()
        return Arrival(
            record=self,
            product=self.product_id,
            vendor=self.shipment_id.vendor_id,
            company=self.company_id,
            dates=LotDates(
                production=self.production_date or None,
                best_before=self.best_before_date or None,
                sell_by=self.sell_by_date or None,
                use_by=self.use_by_date or None,
            ),
        )

    # -- what becomes of the line at receipt -----------------------------------------------------

    def _prepare_move_line_vals(self, move, quantity):
        """Move lines for a quantity (product's unit) of this line: one, or one for each serial."""
        self.ensure_one()
        product = self.product_id
        pieces = [quantity]
        if product.tracking == "serial":
            pieces = [1.0] * int(quantity)
        vals = {
            "move_id": move.id,
            "picking_id": move.picking_id.id,
            "company_id": move.company_id.id,
            "product_id": product.id,
            "product_uom_id": product.uom_id.id,
            "location_id": move.location_id.id,
            "location_dest_id": move.location_dest_id.id,
            "shipment_line_id": self.id,
            "lot_name": self._lot_name(),
            "lot_vendor_number": self.vendor_lot,
            "lot_production_date": self.production_date,
            "lot_best_before_date": self.best_before_date,
            "lot_sell_by_date": self.sell_by_date,
            "lot_use_by_date": self.use_by_date,
            "picked": False,
        }
        if self.sscc and self.env.user.has_group("stock.group_tracking_lot"):
            vals["result_package_id"] = self.unit_id._package().id
        if self.unit_cost and "lot_unit_cost" in self.env["stock.move.line"]._fields:
            vals["lot_unit_cost"] = self._product_unit_cost()
        return [{**vals, "quantity": piece} for piece in pieces]

    def _lot_name(self):
        """The lot's number as far as it is known before receipt; False where a rule will number."""
        rule = self.env["lot.receiving"]._number_rule(
            self.product_id, self.shipment_id.vendor_id, self.company_id
        )
        if rule and rule.vendor_lot_policy != "keep":
            return False
        if self.product_id.tracking == "serial" and self._product_quantity() > 1:
            return False
        return self.vendor_lot or False

    def _identity(self):
        """What makes a line the same line in a replacement of its document."""
        self.ensure_one()
        item = self.gtin or self.vendor_code or self.description
        return (item or "", self.vendor_lot or "", self.sscc or "")

    def _differing_dates(self, lot):
        """Announced days that the lot's record contradicts, ``{field of stock.lot: day}``."""
        self.ensure_one()
        names = ("production_date", "best_before_date", "sell_by_date", "use_by_date")
        return {
            name: self[name]
            for name in names
            if self[name] and lot[name] not in (False, self[name])
        }

    def _note_changed_dates(self, vals):
        """A replacement with other dates for goods received: listed, never taken over silently."""
        changed = [
            name
            for name in ("production_date", "best_before_date", "sell_by_date", "use_by_date")
            if (fields.Date.to_date(vals.get(name)) or False) != (self[name] or False)
        ]
        if not changed:
            return
        if self._is_received():
            shown = ", ".join(f"{self[name] or '–'} → {vals.get(name) or '–'}" for name in changed)
            self.shipment_id._add_issue(
                "replaced_after_receipt", self, subject=f"{self.vendor_lot}: {shown}"
            )
        else:
            self.write({name: vals.get(name) for name in changed})
