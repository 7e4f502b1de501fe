from odoo import models
from odoo.tools import format_date

from ...core.lot_names import match_key, near_matches
from .scan_goods import DATE_FIELDS, Goods, ScanRefused


class LotReceiving(models.AbstractModel):
    """What a scanned code means on a receipt: a pallet, a product, a lot."""

    _inherit = "lot.receiving"

    def _pallet_lines(self, picking, scan):
        """The announced lines of a pallet, on this receipt.

        :raises ScanRefused: nobody announced it here and its label does not say what is on it
        """
        lines = picking.move_line_ids.filtered(
            lambda ml: ml.shipment_line_id.sscc == scan.sscc and ml.state != "cancel"
        )
        if lines or scan.content_gtin or scan.gtin:
            return lines
        elsewhere = self.env["lot.shipment.line"].search([("sscc", "=", scan.sscc)], limit=1)
        if elsewhere:
            others = elsewhere.shipment_id.picking_ids.mapped("name")
            raise ScanRefused(
                "other_receipt",
                self.env._(
                    "This pallet belongs to shipment %(shipment)s, receipt %(receipt)s.",
                    shipment=elsewhere.shipment_id.name,
                    receipt=", ".join(others) or "–",
                ),
            )
        raise ScanRefused(
            "unknown_sscc",
            self.env._("Nobody announced pallet %(sscc)s. Scan its cases.", sscc=scan.sscc),
        )

    def _goods(self, picking, scan, answer):
        """:raises ScanRefused: the code names nothing on this receipt"""
        pairs = self._products_of(scan)
        line = self._open_lines(picking).filtered(lambda ml: ml.id == answer.get("line"))
        if line:
            factor = self._factor(line.product_id, pairs)
            return Goods(
                line.product_id,
                self._scan_quantity(scan, line.product_id, factor),
                dates=self._scan_dates(scan),
                line=line,
                extra=bool(answer.get("extra")),
            )
        if not pairs:
            return self._goods_by_text(picking, scan, answer)
        products = {product for product, _uom in pairs}
        ordered = [product for product in products if product in picking.move_ids.product_id]
        if not ordered:
            raise ScanRefused(
                "not_ordered",
                self.env._(
                    "%(product)s is not on this receipt. Put it aside and ask purchasing.",
                    product=pairs[0][0].display_name,
                ),
            )
        product = ordered[0]
        goods = Goods(product, self._scan_quantity(scan, product, self._factor(product, pairs)))
        serial = product.tracking == "serial"
        goods.lot = (scan.serial if serial else scan.lot) or (answer.get("lot") or "").strip()
        goods.typed = bool(answer.get("lot")) and not answer.get("sure")
        goods.dates, goods.extra = self._scan_dates(scan), bool(answer.get("extra"))
        return goods

    def _products_of(self, scan):
        gtin = scan.gtin or scan.content_gtin
        return self.env["lot.product.finder"]._by_gtins([gtin])[gtin] if gtin else []

    def _factor(self, product, pairs):
        """How many of the product's unit one of the scanned item holds."""
        uom = next((uom for found, uom in pairs if found == product), product.uom_id)
        return uom._compute_quantity(1.0, product.uom_id) if uom != product.uom_id else 1.0

    def _scan_quantity(self, scan, product, factor):
        """Pieces (30, 37) or weight (310n) where the product is kept by weight."""
        kilogram = self.env.ref("uom.product_uom_kgm", raise_if_not_found=False)
        if scan.net_weight_kg and kilogram and kilogram._has_common_reference(product.uom_id):
            return kilogram._compute_quantity(float(scan.net_weight_kg), product.uom_id)
        if product.tracking == "serial":
            return 1.0
        return (scan.count or 1) * factor

    def _scan_dates(self, scan):
        days = {name: getattr(scan, name) for name in DATE_FIELDS}
        return {name: day for name, day in days.items() if day}

    def _goods_by_text(self, picking, scan, answer):
        """A lot number, a vendor's code, or our own: what people write on boxes.

        :raises ScanRefused: nothing like it is expected; asks when something similar is
        """
        text = scan.lot or scan.text
        key = match_key(text)
        lines = self._open_lines(picking)
        named = lines.filtered(lambda ml: key in {match_key(name) for name in ml._known_numbers()})
        if len(named) == 1:
            return Goods(
                named.product_id,
                self._scan_quantity(scan, named.product_id, 1.0),
                line=named,
                extra=bool(answer.get("extra")),
            )
        if named:
            raise ScanRefused(
                "which_product",
                self.env._("Several products have lot %(lot)s.", lot=text),
                self._line_choices(named),
            )
        vendor = picking.partner_id
        products = self.env["lot.product.finder"]._by_vendor_codes([text], vendor)[text]
        products &= picking.move_ids.product_id
        if len(products) == 1:
            return Goods(
                products,
                self._scan_quantity(scan, products, 1.0),
                lot=(answer.get("lot") or "").strip(),
                typed=bool(answer.get("lot")) and not answer.get("sure"),
                extra=bool(answer.get("extra")),
            )
        numbers = [name for line in lines for name in line._known_numbers()]
        near = set(near_matches(text, numbers))
        similar = lines.filtered(lambda ml: near & set(ml._known_numbers()))
        if similar:
            raise ScanRefused(
                "near_match",
                self.env._("%(code)s is not expected here. Did you mean:", code=text),
                self._line_choices(similar),
            )
        gtin = scan.gtin or scan.content_gtin
        raise ScanRefused(
            "unknown_product" if gtin else "unknown_code",
            self.env._(
                "%(code)s is not known. Put the goods aside and ask purchasing.",
                code=gtin or text,
            ),
        )

    def _open_lines(self, picking):
        return picking.move_line_ids.filtered(lambda ml: ml.state not in ("done", "cancel"))

    def _line_choices(self, lines):
        """Buttons for the receiver: one for each line."""
        return [
            {
                "label": line._scan_label(),
                "hint": format_date(self.env, line.lot_use_by_date or line.lot_best_before_date),
                "answer": {"line": line.id},
            }
            for line in lines[:8]
        ]
