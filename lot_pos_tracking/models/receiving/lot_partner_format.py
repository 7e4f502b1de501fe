from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...core.asn.mapping import MEANINGS, plain_code

PLACES = [
    ("desadv_dates", "DESADV: date of goods (DTM)"),
    ("desadv_header_dates", "DESADV: date of the shipment (DTM)"),
    ("desadv_parties", "DESADV: party (NAD)"),
    ("desadv_functions", "DESADV: function (BGM)"),
    ("x12_dates", "X12 856: date of goods (DTM)"),
    ("x12_header_dates", "X12 856: date of the shipment (DTM)"),
    ("x12_parties", "X12 856: party (N1)"),
    ("x12_items", "X12 856: identification of goods (LIN)"),
    ("x12_functions", "X12 856: purpose (BSN)"),
    ("ubl_dates", "UBL: date of goods (element)"),
    ("ubl_properties", "UBL: property of goods (name)"),
    ("ubl_functions", "UBL: status (code)"),
    ("epcis_dates", "EPCIS: date of goods (master data)"),
    ("table_headings", "CSV and XLSX: heading of a column"),
]
FACTS = [
    ("none", "Nothing: not read"),
    ("lot", "Lot"),
    ("best_before_date", "Best before"),
    ("expiration_date", "Use by / expiration"),
    ("sell_by_date", "Sell by"),
    ("production_date", "Production"),
    ("packaging_date", "Packaging"),
    ("gtin", "GTIN"),
    ("vendor_code", "Vendor's product code"),
    ("description", "Product name"),
    ("quantity", "Quantity"),
    ("uom", "Unit of measure"),
    ("unit_cost", "Unit cost"),
    ("currency", "Currency"),
    ("country_of_origin", "Country of origin"),
    ("sscc", "Pallet (SSCC)"),
    ("line_number", "Line number"),
    ("document_number", "Document number"),
    ("purchase_order", "Purchase order"),
    ("supplier", "Supplier"),
    ("supplier_name", "Supplier's name"),
    ("ship_to", "Ship to"),
    ("despatch_date", "Shipped on"),
    ("expected_date", "Expected on"),
    ("function", "Function of the document"),
    ("original", "Original"),
    ("replace", "Replacement"),
    ("cancel", "Cancellation"),
]


class LotPartnerFormat(models.Model):
    """A vendor's habit: what one of its codes means, where it departs from the standard."""

    _name = "lot.partner.format"
    _description = "Vendor's Own Code"
    _order = "partner_id, place, code"
    _rec_name = "code"
    _check_company_auto = True

    partner_id = fields.Many2one(
        "res.partner",
        string="Vendor",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    place = fields.Selection(
        PLACES, string="Where", required=True, help="Syntax and place of the code."
    )
    code = fields.Char(
        required=True, help="As the vendor sends it: 361, itemExpirationDate, Ablauf am …"
    )
    fact = fields.Selection(FACTS, string="Means", required=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    active = fields.Boolean(default=True)

    _code_unique = models.UniqueIndex(
        "(company_id, partner_id, place, code) WHERE active",
        "The vendor's code has a meaning already.",
    )

    @api.constrains("place", "code", "fact")
    def _check_fact(self):
        names = dict(self._fields["fact"]._description_selection(self.env))
        for line in self:
            allowed = MEANINGS[line.place] | {"none"}
            if line.fact not in allowed:
                raise ValidationError(
                    self.env._(
                        "“%(code)s” cannot mean “%(fact)s” in that place. "
                        "It may mean: %(allowed)s.",
                        code=line.code,
                        fact=names[line.fact],
                        allowed=", ".join(names[one] for one in names if one in allowed),
                    )
                )
            if not plain_code(line.place, line.code):
                raise ValidationError(self.env._("Say which code of the vendor is meant."))

    @api.model
    def _mapping_of(self, partner):
        """The codes of a vendor as the kernel reads them; empty where it keeps to the standard.

        :return: ``{table: {code: fact}}``, see ``core.asn.mapping``
        """
        mapping = {}
        if partner:
            for line in self.search(
                [
                    ("partner_id", "child_of", partner.commercial_partner_id.id),
                    ("company_id", "=", self.env.company.id),
                ]
            ):
                table = mapping.setdefault(line.place, {})
                table[line.code] = "" if line.fact == "none" else line.fact
        return mapping

    @api.model
    def _partners_with_headings(self):
        """Vendors whose tables have headings of their own."""
        lines = self.search(
            [("place", "=", "table_headings"), ("company_id", "=", self.env.company.id)]
        )
        return lines.partner_id.commercial_partner_id
