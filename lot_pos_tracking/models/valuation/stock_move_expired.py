from odoo import fields, models

from ...core.verdict_facts import Reason


class StockMove(models.Model):
    """Expired lots that are thrown away are a loss with an account and a reason of its own."""

    _inherit = "stock.move"

    lot_loss_account_id = fields.Many2one(
        "account.account",
        readonly=True,
        copy=False,
        help="Where the cost of these goods went, because their lot had expired.",
    )
    lot_loss_reason = fields.Char(readonly=True, copy=False)

    def _action_done(self, cancel_backorder=False):
        self._lot_note_losses()
        return super()._action_done(cancel_backorder=cancel_backorder)

    def _lot_note_losses(self):
        """Keep where scrapped goods are posted to: later the lot has expired in any case."""
        scrapped = self.filtered("scrap_id")
        scrapped = scrapped.filtered("company_id.lot_expiry_loss_account_id")._lot_valued()
        scrapped = scrapped.filtered(lambda move: move._lot_book_route() != "location")
        if not scrapped:
            return
        reasons = scrapped.move_line_ids.lot_id._hold_reasons()
        for move in scrapped:
            lots = move.move_line_ids.lot_id
            if lots and all(Reason.EXPIRED.value in reasons[lot] for lot in lots):
                scrap = move.scrap_id
                words = [self.env._("Expired"), *scrap.scrap_reason_tag_ids.mapped("name")]
                # sudo: who scraps goods has no rights in accounting
                move.lot_loss_account_id = move.sudo().company_id.lot_expiry_loss_account_id
                move.lot_loss_reason = f"{', '.join(words)} ({scrap.name})"

    def _lot_posted_to(self):
        return self.lot_loss_account_id or super()._lot_posted_to()
