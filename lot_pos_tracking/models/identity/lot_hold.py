from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class LotHold(models.Model):
    """A stop sign on a lot: it is not reserved, not sold, until somebody lifts it with a note."""

    _name = "lot.hold"
    _description = "Lot Hold"
    _order = "since desc, id desc"
    _rec_name = "lot_id"
    _check_company_auto = True

    lot_id = fields.Many2one(
        "stock.lot", required=True, index=True, ondelete="cascade", check_company=True
    )
    product_id = fields.Many2one(related="lot_id.product_id")
    reason_id = fields.Many2one(
        "lot.hold.reason", required=True, ondelete="restrict", check_company=True
    )
    note = fields.Text()
    source = fields.Reference(selection="_selection_source", string="Source Document")
    since = fields.Datetime(required=True, default=fields.Datetime.now, readonly=True)
    until = fields.Datetime(
        readonly=True, help="When the hold was lifted; empty while the lot is on hold."
    )
    active = fields.Boolean(default=True, readonly=True)
    user_id = fields.Many2one(
        "res.users", string="Placed by", default=lambda self: self.env.user, readonly=True
    )
    lifted_by_id = fields.Many2one("res.users", readonly=True)
    lift_note = fields.Text(readonly=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )

    _open_idx = models.Index("(lot_id) WHERE active IS TRUE")

    @api.model
    def _selection_source(self):
        # sudo: the names of models are no secret, the documents behind them stay protected
        models_ = self.env["ir.model"].sudo().search_fetch([("transient", "=", False)], ["model"])
        return [(model.model, model.name) for model in models_]

    @api.model_create_multi
    def create(self, vals_list):
        self._check_right()
        lots = self.env["stock.lot"].browse([vals["lot_id"] for vals in vals_list])
        holds = super().create(
            [
                {"company_id": (lot.company_id or self.env.company).id, **vals}
                for lot, vals in zip(lots, vals_list, strict=True)
            ]
        )
        holds._after_change("hold")
        holds.lot_id._release_reservations()
        return holds

    def write(self, vals):
        """A hold is evidence: who placed it on what, when and why cannot be rewritten."""
        if frozen := set(vals) & {"lot_id", "reason_id", "since", "user_id", "company_id", "note"}:
            raise UserError(
                self.env._(
                    "A hold cannot be changed (%(fields)s). Lift it and place another.",
                    fields=", ".join(sorted(frozen)),
                )
            )
        self._check_right()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A hold cannot be deleted. Lift it with a note instead."))

    def _check_right(self):
        if not (self.env.su or self.env.user.has_group("lot_pos_tracking.group_lot_hold")):
            raise AccessError(
                self.env._("Only members of “Lots: place and lift holds” may hold or release lots.")
            )

    @api.model
    def _place(self, lots, reason_code, note="", source=None):
        """Hold the lots for a reason; a lot already on hold for it keeps its first hold.

        :return: the new holds
        :raises UserError: no such reason
        """
        vals_list = []
        for lot in lots:
            company = lot.company_id or self.env.company
            reason = self.env["lot.hold.reason"]._by_code(reason_code, company)
            if not reason:
                raise UserError(
                    self.env._(
                        "There is no hold reason with the code “%(code)s”.", code=reason_code
                    )
                )
            if reason not in lot.hold_ids.reason_id:
                vals_list.append(
                    {
                        "lot_id": lot.id,
                        "reason_id": reason.id,
                        "note": note,
                        "source": f"{source._name},{source.id}" if source else False,
                    }
                )
        return self.create(vals_list)

    def action_lift(self, note=""):
        """End the holds; the note says why the lot is good again."""
        holds = self.filtered("active")
        holds.check_access("write")
        if holds and not (note or "").strip():
            raise UserError(self.env._("Say why the hold is lifted: a note is needed."))
        holds._lift(note)
        return True

    def _lift(self, note):
        self.write(
            {
                "active": False,
                "until": fields.Datetime.now(),
                "lifted_by_id": self.env.uid,
                "lift_note": note,
            }
        )
        self._after_change("lift")

    def _after_change(self, change):
        """News of a hold placed (``hold``) or lifted (``lift``), for the domains above."""
