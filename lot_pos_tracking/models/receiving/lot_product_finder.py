from collections import defaultdict

from odoo import api, models
from odoo.fields import Domain

UNITS = {
    # UN/ECE recommendation 20 and X12 element 355, as far as Odoo knows the unit
    "uom.product_uom_unit": ("C62", "EA", "PCE", "PC", "PCS", "H87", "XPP", "UN", "UNIT", "UNITS"),
    "uom.product_uom_dozen": ("DZN", "DZ", "DOZEN"),
    "uom.product_uom_pack_6": ("P6",),
    "uom.product_uom_kgm": ("KGM", "KG"),
    "uom.product_uom_gram": ("GRM", "GR", "G"),
    "uom.product_uom_ton": ("TNE", "T"),
    "uom.product_uom_lb": ("LBR", "LB"),
    "uom.product_uom_oz": ("ONZ", "OZ"),
    "uom.product_uom_litre": ("LTR", "LT", "L"),
    "uom.product_uom_milliliter": ("MLT", "ML"),
    "uom.product_uom_meter": ("MTR", "MR", "M"),
    "uom.product_uom_cm": ("CMT", "CM"),
}


class LotProductFinder(models.AbstractModel):
    """Which product of ours somebody else's number or name means. Batched: a document at once."""

    _name = "lot.product.finder"
    _description = "Products by the Numbers of Others"

    @api.model
    def _by_gtins(self, gtins):
        """Products whose barcode, or the barcode of a packaging, is one of the GTINs.

        Leading zeros do not count: a GTIN-13 and its 14 digits are the same number.

        :return: ``{gtin: [(product, uom)]}``
        """
        wanted = {gtin: self._spellings(gtin) for gtin in set(gtins) if gtin}
        spellings = [spelling for names in wanted.values() for spelling in names]
        found = defaultdict(list)  # {barcode: [(product, uom)]}
        if spellings:
            products = self.env["product.product"].search(
                Domain("barcode", "in", spellings) & self._company_domain()
            )
            for product in products:
                found[product.barcode].append((product, product.uom_id))
            packagings = self.env["product.uom"].search(
                Domain("barcode", "in", spellings) & self._company_domain()
            )
            for packaging in packagings:
                found[packaging.barcode].append((packaging.product_id, packaging.uom_id))
        return {
            gtin: [pair for name in names for pair in found.get(name, ())]
            for gtin, names in wanted.items()
        }

    @api.model
    def _spellings(self, gtin):
        """``gtin`` as GTIN-8, 12, 13 or 14, whichever it can be."""
        bare = gtin.lstrip("0")
        return [bare.zfill(size) for size in (8, 12, 13, 14) if len(bare) <= size]

    @api.model
    def _by_vendor_codes(self, codes, vendor):
        """Products by the vendor's own code, then by ours. ``{code: products}``"""
        codes = [code for code in set(codes) if code]
        found = {code: self.env["product.product"] for code in codes}
        if not codes:
            return found
        if vendor:
            infos = self.env["product.supplierinfo"].search(
                Domain("product_code", "in", codes)
                & Domain("partner_id", "child_of", vendor.commercial_partner_id.id)
                & self._company_domain()
            )
            for info in infos:
                products = info.product_id or info.product_tmpl_id.product_variant_ids
                found[info.product_code] |= products
        missing = [code for code in codes if not found[code]]
        if missing:
            for product in self.env["product.product"].search(
                Domain("default_code", "in", missing) & self._company_domain()
            ):
                found[product.default_code] |= product
        return found

    @api.model
    def _by_names(self, names, vendor):
        """Products by the vendor's name for them, or by ours; case does not count."""
        names = [name for name in set(names) if name]
        found = {name: self.env["product.product"] for name in names}
        by_fold = {name.strip().casefold(): name for name in names}
        if not names:
            return found
        same = Domain.OR([Domain("name", "=ilike", self._literal(name)) for name in names])
        for product in self.env["product.product"].search(same & self._company_domain()):
            if name := by_fold.get(product.name.strip().casefold()):
                found[name] |= product
        if vendor:
            theirs = Domain.OR(
                [Domain("product_name", "=ilike", self._literal(name)) for name in names]
            )
            infos = self.env["product.supplierinfo"].search(
                theirs & Domain("partner_id", "child_of", vendor.commercial_partner_id.id)
            )
            for info in infos:
                if name := by_fold.get(info.product_name.strip().casefold()):
                    found[name] |= info.product_id or info.product_tmpl_id.product_variant_ids
        return found

    @api.model
    def _units(self, codes):
        """``{code: unit of measure}`` by code or name; empty units where not known."""
        return {code: self._unit(code) for code in set(codes)}

    def _unit(self, code):
        key = (code or "").strip().upper()
        for xmlid, codes in UNITS.items():
            if key in codes:
                return self.env.ref(xmlid, raise_if_not_found=False) or self.env["uom.uom"]
        if not key:
            return self.env["uom.uom"]
        return self.env["uom.uom"].search([("name", "=ilike", self._literal(key))], limit=1)

    @api.model
    def _measure_code(self, uom):
        """The code of a measure (UN/ECE recommendation 20); None of what is counted in pieces."""
        pieces = self._unit_named("uom.product_uom_unit")
        if pieces and uom._has_common_reference(pieces):
            return None
        return next(
            (codes[0] for xmlid, codes in UNITS.items() if self._unit_named(xmlid) == uom), None
        )

    def _unit_named(self, xmlid):
        """A unit of Odoo's own, without the query of ``env.ref``; empty where it was deleted."""
        unit_id = self.env["ir.model.data"]._xmlid_to_res_id(xmlid, raise_if_not_found=False)
        return self.env["uom.uom"].browse(unit_id or ())

    @api.model
    def _literal(self, text):
        """The text for an ``=ilike``, its wildcards as plain characters."""
        return text.strip().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")

    @api.model
    def _company_domain(self):
        return Domain("company_id", "in", [self.env.company.id, False])
