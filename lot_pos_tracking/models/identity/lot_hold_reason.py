from odoo import api, fields, models
from odoo.exceptions import ValidationError

PROCESSES = ("sale", "pos", "transfer", "production", "return_vendor", "scrap", "count")


class LotHoldReason(models.Model):
    """Why a lot is on hold, and what may be done with it all the same."""

    _name = "lot.hold.reason"
    _description = "Lot Hold Reason"
    _order = "sequence, name"
    _check_company_auto = True

    sequence = fields.Integer(default=10)
    code = fields.Char(required=True, help="Stable name for integrations, for example recall.")
    name = fields.Char(required=True, translate=True)
    allows = fields.Char(
        help="The processes that stay permitted, separated by commas: "
        "sale, pos, transfer, production, return_vendor, scrap, count.",
    )
    company_id = fields.Many2one(
        "res.company", help="Leave empty to share the reason between all companies."
    )
    active = fields.Boolean(default=True)

    _code_company_uniq = models.UniqueIndex(
        "(code, COALESCE(company_id, 0))", "A hold reason with this code exists already."
    )

    @api.constrains("allows")
    def _check_allows(self):
        for reason in self:
            if unknown := reason._allowed_processes() - set(PROCESSES):
                raise ValidationError(
                    self.env._(
                        "Unknown process “%(process)s” in hold reason %(reason)s. Use: %(known)s.",
                        process=", ".join(sorted(unknown)),
                        reason=reason.name,
                        known=", ".join(PROCESSES),
                    )
                )

    def _allowed_processes(self) -> set[str]:
        self.ensure_one()
        return {p.strip() for p in (self.allows or "").split(",") if p.strip()}

    @api.model
    def _by_code(self, code, company):
        """The reason with this code: the company's own before the shared one. May be empty."""
        return self.search(
            [("code", "=", code), ("company_id", "in", (company.id, False))],
            order="company_id",
            limit=1,
        )
