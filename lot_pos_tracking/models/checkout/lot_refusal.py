from odoo import SUPERUSER_ID, api, models


class LotRefusal(models.AbstractModel):
    """Writes refusals into the journal although the refused transaction is rolled back."""

    _name = "lot.refusal"
    _description = "Refusals at the Till"

    @api.model
    def _facts(self, config, order_uuid, answers):
        """``[(lot id, quantity, reasons)]`` and what all of them share, as plain values."""
        rows = [
            (answer.lot.id, answer.ask.quantity, ",".join(answer.decision.reasons))
            for answer in answers
            if answer.lot
        ]
        shared = {
            "config_id": config.id,
            "session_id": config.current_session_id.id,
            "order": order_uuid,
            "user_id": self.env.uid,
        }
        return rows, shared

    @api.model
    def _record(self, config, order_uuid, answers):
        """In this transaction: the till was answered, nothing is undone."""
        self._write_down(*self._facts(config, order_uuid, answers))

    @api.model
    def _record_after_rollback(self, config, order_uuid, answers):
        """In a transaction of its own, once this one is undone."""
        rows, shared = self._facts(config, order_uuid, answers)
        if not rows:
            return
        registry = self.env.registry

        def write():
            with registry.cursor() as cr:
                api.Environment(cr, SUPERUSER_ID, {})["lot.refusal"]._write_down(rows, shared)

        self.env.cr.postrollback.add(write)

    @api.model
    def _write_down(self, rows, shared):
        lots = self.env["stock.lot"]
        for lot_id, quantity, reasons in rows:
            self.env["lot.event"]._record(
                "refusal", {lots.browse(lot_id): quantity}, reasons=reasons, **shared
            )
