from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...core.labels import sscc, sscc_capacity

# A number may return a year after the pallet left (GenSpecs 4.3.2); it may have waited before.
REUSE_AFTER = timedelta(days=730)
ATTEMPTS = 1000


class LotSscc(models.Model):
    """Numbers of pallets that we gave out, so that none is given twice while it may be in use."""

    _name = "lot.sscc"
    _description = "Issued SSCC"
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char(string="SSCC", required=True, index=True, readonly=True)
    package_id = fields.Many2one(
        "stock.package", ondelete="set null", index="btree_not_null", readonly=True
    )
    previous_name = fields.Char(readonly=True, help="What the package was called before.")
    issued_at = fields.Datetime(required=True, default=fields.Datetime.now, readonly=True)
    company_id = fields.Many2one("res.company", required=True, index=True, readonly=True)

    @api.model
    def _issue(self, packages):
        """Give each package that has no SSCC one as its name, which is where Odoo looks for it.

        :raises UserError: the company has no GS1 prefix, or no free number
        """
        packages.check_access("write")
        vals_list = []
        for package in packages.filtered(lambda one: not one.valid_sscc):
            company = package.company_id or self.env.company
            number = self._next(company)
            vals_list.append(
                {
                    "name": number,
                    "package_id": package.id,
                    "previous_name": package.name,
                    "company_id": company.id,
                }
            )
            package.name = number
        # sudo: who packs gets numbers, nobody edits the record of them
        return self.sudo().create(vals_list)

    @api.model
    def _next(self, company):
        prefix = self._prefix(company)
        # sudo: the counter is the system's
        counter = company.sudo()._lot_sscc_counter()
        extension = company.lot_sscc_extension or "0"
        for _attempt in range(ATTEMPTS):
            serial = (int(counter.next_by_id()) - 1) % sscc_capacity(prefix)
            number = sscc(prefix, serial, extension=extension)
            if not self._is_in_use(number):
                return number
        raise UserError(
            self.env._(
                "All SSCCs of %(company)s with this extension digit are in use. Take the next "
                "digit in the settings.",
                company=company.name,
            )
        )

    @api.model
    def _prefix(self, company):
        """:raises UserError: the company has none"""
        if not company.lot_gs1_prefix:
            raise UserError(
                self.env._(
                    "%(company)s has no GS1 company prefix. Enter it in the settings of "
                    "Inventory, under Traceability, to number pallets.",
                    company=company.name,
                )
            )
        return company.lot_gs1_prefix

    @api.model
    def _is_in_use(self, number):
        # sudo: numbers must differ from those of every company of this database
        recent = [("name", "=", number), ("issued_at", ">", fields.Datetime.now() - REUSE_AFTER)]
        return bool(
            self.sudo().search_count(recent, limit=1)
            # sudo: see above
            or self.env["stock.package"].sudo().search_count([("name", "=", number)], limit=1)
            # sudo: see above
            or self.env["lot.shipment.unit"].sudo().search_count([("name", "=", number)], limit=1)
        )
