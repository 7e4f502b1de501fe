from odoo import api, fields, models
from odoo.fields import Command
from odoo.tools import format_date

from ..models.receiving.stock_picking import DECIDED

DEFAULTS = {"vendor": "new_lot", "dates": "keep_dates"}


class LotConflictWizard(models.TransientModel):
    """Asks what a known number means that comes again from another vendor, or otherwise dated."""

    _name = "lot.conflict.wizard"
    _description = "Lots Known Otherwise"

    picking_ids = fields.Many2many("stock.picking")
    line_ids = fields.One2many("lot.conflict.wizard.line", "wizard_id")
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company)

    @api.model
    def _open(self, pickings, conflicts):
        """:param conflicts: ``{move line: (lot, kind)}``"""
        wizard = self.create(
            {
                "picking_ids": [Command.set(pickings.ids)],
                "line_ids": [
                    Command.create(
                        {
                            "move_line_id": line.id,
                            "lot_id": lot.id,
                            "kind": kind,
                            f"{kind}_choice": line.lot_conflict or DEFAULTS[kind],
                        }
                    )
                    for line, (lot, kind) in conflicts.items()
                ],
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("These lots are known already"),
            "res_model": self._name,
            "res_id": wizard.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": dict(self.env.context),
        }

    def action_continue(self):
        """Keep the decisions and go on with the validation that asked for them."""
        for line in self.line_ids:
            line.move_line_id.lot_conflict = line[f"{line.kind}_choice"]
        pickings = self.picking_ids.with_context(**{DECIDED: True})
        return pickings.button_validate()


class LotConflictWizardLine(models.TransientModel):
    _name = "lot.conflict.wizard.line"
    _description = "Lot Known Otherwise"

    wizard_id = fields.Many2one("lot.conflict.wizard", required=True, ondelete="cascade")
    move_line_id = fields.Many2one("stock.move.line", required=True, ondelete="cascade")
    lot_id = fields.Many2one("stock.lot", required=True, readonly=True)
    product_id = fields.Many2one(related="lot_id.product_id")
    kind = fields.Selection([("vendor", "Other vendor"), ("dates", "Other dates")], readonly=True)
    finding = fields.Char(compute="_compute_finding")
    vendor_choice = fields.Selection(
        [("new_lot", "A lot of its own"), ("same_lot", "The same lot")], string="It is"
    )
    dates_choice = fields.Selection(
        [("keep_dates", "Keep the dates on record"), ("take_dates", "Take the new dates")],
        string="Dates",
    )
    company_id = fields.Many2one(related="wizard_id.company_id")

    @api.depends("move_line_id", "lot_id", "kind")
    def _compute_finding(self):
        for line in self:
            if line.kind == "vendor":
                line.finding = self.env._(
                    "%(known)s delivered it before, now %(vendor)s does.",
                    known=line.lot_id.vendor_id.name,
                    vendor=line.move_line_id._lot_vendor().name,
                )
            else:
                line.finding = "; ".join(
                    self.env._(
                        "on record %(known)s, now %(day)s",
                        known=format_date(self.env, line.lot_id[name]) or "–",
                        day=format_date(self.env, day),
                    )
                    for name, day in line.move_line_id._differing_dates(line.lot_id).items()
                )
