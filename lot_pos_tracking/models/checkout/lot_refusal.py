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
        if rows:
            self._after_rollback("lot.refusal", "_write_down", rows, shared)

    @api.model
    def _after_rollback(self, model, method, *values):
        """Call a method in a transaction of its own, as the system, once this one is undone.

        :param values: plain ones, no records: those of this transaction may be undone as well
        """
        registry = self.env.registry

        def call():
            with registry.cursor() as cr:
                getattr(api.Environment(cr, SUPERUSER_ID, {})[model], method)(*values)

        self.env.cr.postrollback.add(call)

    @api.model
    def _write_down(self, rows, shared):
        """One insert for the whole order; what several lines say of a lot is put together."""
        lots = self.env["stock.lot"].browse([lot_id for lot_id, _quantity, _reasons in rows])
        quantities, reasons = {}, {}
        for lot, (_lot_id, quantity, text) in zip(lots, rows, strict=True):
            quantities[lot] = quantities.get(lot, 0.0) + quantity
            reasons.setdefault(lot, {}).update(dict.fromkeys(text.split(",")))
        facts = {lot: {"reasons": ",".join(found)} for lot, found in reasons.items()}
        self.env["lot.event"]._record("refusal", quantities, facts, **shared)
