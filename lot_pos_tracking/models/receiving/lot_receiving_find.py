from odoo import api, fields, models
from odoo.fields import Domain

from ...core.gs1.elements import decode

DUE_FIRST = "scheduled_date, id"


class LotReceiving(models.AbstractModel):
    """Which receipt waits for what stands at the door."""

    _inherit = "lot.receiving"

    @api.model
    def receipts(self, search=None, limit=30):
        """Open receipts to choose from, those first that are due first.

        :param search: as for ``find``
        """
        return self.find(search, limit)["receipts"]

    @api.model
    def find(self, code=None, limit=30):
        """The open receipts that a code means: a pallet, a case, a pack, a lot, or a paper.

        :param code: as the scanner sent it or as it was keyed; every open receipt when left out
        :return: ``{receipts: [{id, name, vendor, origin, date, shipments}], goods, message}``;
            ``goods`` says that the code names goods, which can be counted on the receipt
        """
        self.env["stock.picking"].check_access("read")
        text = (code or "").strip()
        waiting = self._open_receipts()
        if not text:
            return {"receipts": self._shown(waiting[:limit]), "goods": False, "message": ""}
        for domain, goods in self._meanings(text, waiting):
            domain &= Domain("id", "in", waiting.ids)
            if found := waiting.search(domain, limit=limit, order=DUE_FIRST):
                return {"receipts": self._shown(found), "goods": goods, "message": ""}
        return {"receipts": [], "goods": False, "message": self._no_receipt(text)}

    def _open_receipts(self):
        return self.env["stock.picking"].search(
            Domain("picking_type_code", "=", "incoming")
            & Domain("state", "in", ("confirmed", "waiting", "assigned"))
            & Domain("company_id", "in", self.env.companies.ids),
            order=DUE_FIRST,
        )

    def _meanings(self, text, waiting):
        """What a code may mean, what is named most exactly first: ``(domain, is goods)``."""
        yield (
            Domain("name", "=", text)
            | Domain("origin", "=", text)
            | Domain("move_line_ids.shipment_line_id.shipment_id.name", "=", text),
            False,
        )
        scan = decode(text, today=self._today(self.env.company))
        if scan.sscc:
            yield Domain("move_line_ids.shipment_line_id.sscc", "=", scan.sscc), True
        products = self.env["product.product"].union(
            *(one for one, _uom in self._products_of(scan))
        )
        numbers = {scan.lot, scan.serial, scan.text if scan.kind in ("text", "ean") else None}
        unknown = (scan.gtin or scan.content_gtin) and scan.kind != "ean" and not products
        if (numbers := numbers - {None, ""}) and not unknown:
            yield self._expects_number(numbers, products, waiting), True
        if products:
            yield self._expects(products), True
        elif scan.kind == "text":
            yield from ((domain, True) for domain in self._expects_code(scan.text))

    def _expects(self, products):
        return Domain(
            "move_ids",
            "any",
            Domain("product_id", "in", products.ids)
            & Domain("state", "not in", ("done", "cancel", "draft")),
        )

    def _expects_number(self, numbers, products, waiting):
        """Receipts on which a lot of this number was announced or keyed; case does not count."""
        literal = self.env["lot.product.finder"]._literal
        line = Domain.OR(
            Domain(name, "=ilike", literal(number))
            for number in numbers
            for name in ("lot_name", "lot_vendor_number", "lot_id.name")
        )
        line &= Domain("picking_id", "in", waiting.ids)  # else every line there ever was is read
        if products:
            line &= Domain("product_id", "in", products.ids)
        return Domain("move_line_ids", "any", line)

    def _expects_code(self, text):
        """Receipts for a product by its vendor's code, then by ours."""
        finder = self.env["lot.product.finder"]
        infos = self.env["product.supplierinfo"].search(
            Domain("product_code", "=", text) & finder._company_domain()
        )
        for info in infos:
            products = info.product_id or info.product_tmpl_id.product_variant_ids
            vendor = info.partner_id.commercial_partner_id
            yield self._expects(products) & Domain("partner_id", "child_of", vendor.id)
        if products := finder._by_vendor_codes([text], None)[text]:
            yield self._expects(products)

    def _shown(self, receipts):
        return [
            {
                "id": picking.id,
                "name": picking.name,
                "vendor": picking.partner_id.display_name or "",
                "origin": picking.origin or "",
                "date": fields.Date.to_string(picking.scheduled_date),
                "shipments": ", ".join(picking.lot_shipment_ids.mapped("name")),
            }
            for picking in receipts
        ]

    def _no_receipt(self, text):
        """Why no open receipt waits for it, and what to do."""
        sscc = decode(text, today=self._today(self.env.company)).sscc
        line = self.env["lot.shipment.line"].search([("sscc", "=", sscc)], limit=1) if sscc else ()
        if not line:
            return self.env._("No open receipt fits %(code)s.", code=text)
        shipment = line.shipment_id
        if shipment.state in ("received", "done"):
            return self.env._(
                "Pallet %(sscc)s of shipment %(shipment)s was received already.",
                sscc=sscc[-6:],
                shipment=shipment.name,
            )
        return self.env._(
            "Pallet %(sscc)s belongs to shipment %(shipment)s, which has no open receipt. "
            "Ask purchasing for its order.",
            sscc=sscc[-6:],
            shipment=shipment.name,
        )
