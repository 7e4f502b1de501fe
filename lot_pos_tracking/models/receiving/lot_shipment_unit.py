from odoo import fields, models


class LotShipmentUnit(models.Model):
    """A pallet or case with its own number (SSCC) on a shipment."""

    _name = "lot.shipment.unit"
    _description = "Logistic Unit of a Shipment"
    _order = "name"
    _check_company_auto = True

    name = fields.Char(string="SSCC", required=True, index=True, readonly=True)
    shipment_id = fields.Many2one(
        "lot.shipment", required=True, index=True, ondelete="cascade", check_company=True
    )
    line_ids = fields.One2many("lot.shipment.line", "unit_id", string="Lines")
    company_id = fields.Many2one(related="shipment_id.company_id", store=True, index=True)

    _sscc_unique = models.UniqueIndex(
        "(shipment_id, name)", "The unit is on this shipment already."
    )

    def _package(self):
        """Odoo's package of the same number, for shops that keep stock by package."""
        self.ensure_one()
        return self.env["lot.receiving"]._package_named(self.company_id, self.name)
