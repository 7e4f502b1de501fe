from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...bridge import shop_day

LATER = ("no_date", "missing_document", "always", "date_order")
"""Checks that only count when the goods are there: the document's own dates are listed already."""

NO_UNIT = "C62"  # what the reader puts where a document names no unit


class LotShipment(models.Model):
    """What a shipment means among our own orders, vendors and products."""

    _inherit = "lot.shipment"

    def _match(self):
        """Find order, vendor and products; name what is not found; place the lots on the receipt.

        Safe to repeat: issues of matching are listed anew, what is placed is placed again.
        """
        self.ensure_one()
        self.issue_ids.filtered(lambda issue: issue.code in self._match_codes()).unlink()
        if not self.purchase_id:
            names = [self.purchase_name, *self.line_ids.mapped("purchase_name")]
            self.purchase_id = self._find_purchase(next(filter(None, names), None))
        self._match_vendor()
        self._match_products()
        self._check_lines()
        self._unplace()
        placed = self._place() if self._check_order() else False
        if self.state in ("draft", "matched"):
            self.state = "matched" if placed else "draft"

    @api.model
    def _match_codes(self):
        """Issues that a new match finds again, or not any more."""
        return {
            "unknown_product",
            "ambiguous_product",
            "unknown_vendor",
            "other_vendor",
            "no_purchase_order",
            "no_open_receipt",
            "not_ordered",
            "over_delivery",
            "unknown_unit",
            "no_lot",
            "arrival_short_life",
            "arrival_expired",
            "arrival_other_vendor",
            "arrival_unknown_lot",
            "arrival_date_conflict",
            "arrival_vendor_conflict",
        }

    @api.model
    def _find_purchase(self, reference):
        """The order by our number, or by the vendor's reference. Empty without a reference.

        :raises UserError: there is no such order
        """
        found = self._search_purchase(reference)
        if found or not (reference or "").strip():
            return found
        raise UserError(
            self.env._(
                "The shipment is for purchase order “%(order)s”, which does not exist. "
                "Nothing was imported: ask the vendor which order is meant.",
                order=reference.strip(),
            )
        )

    @api.model
    def _search_purchase(self, reference):
        """The order by our number, or by the vendor's reference; empty where there is none."""
        orders = self.env["purchase.order"]
        reference = (reference or "").strip()
        own = Domain("company_id", "=", self.env.company.id)
        for name in ("name", "partner_ref") if reference else ():
            if found := orders.search(own & Domain(name, "=", reference), limit=1):
                return found
        return orders

    # -- vendor ----------------------------------------------------------------------------------

    def _match_vendor(self):
        document = self.canonical or {}
        ordered_from = self.purchase_id.partner_id
        found = self._find_vendor(
            document.get("supplier"), document.get("supplier_name"), ordered_from
        )
        if not self.vendor_id:
            self.vendor_id = found or ordered_from
        if not self.vendor_id:
            self._add_issue("unknown_vendor", subject=self.sender, severity="error")
        elif (
            found
            and ordered_from
            and found.commercial_partner_id != ordered_from.commercial_partner_id
        ):
            self._add_issue("other_vendor", subject=found.display_name, severity="error")

    @api.model
    def _find_vendor(self, number, name, expected):
        """The contact by GLN, VAT number or our reference for it, else by its name.

        :param expected: whom the order is from; chosen where several contacts fit
        """
        partners = self.env["res.partner"]
        literal = self.env["lot.product.finder"]._literal
        own = Domain("company_id", "in", [self.env.company.id, False])
        keys = [
            Domain(key, "=", number)
            for key in ("global_location_number", "barcode", "vat", "ref")
            if number and key in partners._fields and partners._fields[key].store
        ]
        names = [Domain("name", "=ilike", literal(text)) for text in (name, number) if text]
        for domain in keys + names:
            found = partners.search(own & domain, order="is_company desc, id")
            companies = found.commercial_partner_id
            if companies:
                return companies & expected.commercial_partner_id or companies[0]
        return partners

    # -- products --------------------------------------------------------------------------------

    def _match_products(self):
        finder = self.env["lot.product.finder"]
        lines = self.line_ids.filtered(lambda line: not line.product_id)
        units = finder._units(self.line_ids.mapped("uom_code"))
        by_gtin = finder._by_gtins(lines.mapped("gtin"))
        by_code = finder._by_vendor_codes(lines.mapped("vendor_code"), self.vendor_id)
        by_name = finder._by_names(lines.mapped("description"), self.vendor_id)
        for line in lines:
            pairs = by_gtin.get(line.gtin, [])
            products = self.env["product.product"].browse({p.id for p, _uom in pairs})
            products = products or by_code.get(line.vendor_code) or by_name.get(line.description)
            ordered = (products or line.product_id) & self._orders().order_line.product_id
            if products and len(products) > 1 and len(ordered) == 1:
                products = ordered
            known_as = line.gtin or line.vendor_code or line.description
            if not products:
                self._add_issue("unknown_product", line, subject=known_as, severity="error")
            elif len(products) > 1:
                self._add_issue("ambiguous_product", line, subject=known_as, severity="error")
            else:
                line.product_id = products
                packaging = next((uom for product, uom in pairs if product == products), None)
                line.uom_id = self._line_unit(line, units[line.uom_code], packaging)
        for line in self.line_ids.filtered(lambda line: line.product_id and not line.uom_id):
            line.uom_id = self._line_unit(line, units[line.uom_code])

    def _line_unit(self, line, sent, packaging=None):
        """The unit the quantity counts: as sent, the packaging its GTIN names, or the product's."""
        own = line.product_id.uom_id
        line.unit_unknown = False
        if packaging and packaging != own:
            pieces = self.env.ref("uom.product_uom_unit", raise_if_not_found=False)
            if not sent or sent == pieces:
                return packaging
        if sent and sent._has_common_reference(own):
            return sent
        line.unit_unknown = line.uom_code != NO_UNIT
        if line.unit_unknown:
            self._add_issue("unknown_unit", line, subject=line.uom_code)
        return own

    def _check_lines(self):
        """The checks of the receipt, made early: what would be held or refused is said now."""
        for line in self.line_ids:
            if line.product_id.tracking not in (False, "none") and not line.vendor_lot:
                self._add_issue(
                    "no_lot", line, subject=line.product_id.display_name, severity="info"
                )
        receiving = self.env["lot.receiving"]
        day = self.expected_date or shop_day(self)
        for finding in receiving._findings(receiving._announced_arrivals(self), day):
            if finding.check not in LATER:
                self._add_issue(
                    f"arrival_{finding.check}",
                    finding.arrival.record,
                    subject=finding.text,
                    severity="warning" if finding.action == "warn" else "error",
                    hint=finding.rule.note or "",
                )

    def _check_order(self):
        """Whether there is a receipt to place lots on; says why not."""
        if not self.purchase_id:
            self._add_issue("no_purchase_order", severity="error")
        elif not self._open_receipts():
            names = ", ".join(self._orders().mapped("name"))
            self._add_issue("no_open_receipt", subject=names, severity="error")
        else:
            return True
        return False

    def _add_issue(
        self, code, line=None, *, position=None, subject="", severity="warning", hint=""
    ):
        return self.env["lot.shipment.issue"].create(
            {
                "shipment_id": self.id,
                "line_id": line.id if line else False,
                "code": code,
                "position": position or (line.position if line else False),
                "subject": subject or False,
                "hint": hint or False,
                "severity": severity,
            }
        )
