from odoo import fields, models

WATCHED = (
    "name",
    "vendor_id",
    "vendor_lot",
    "production_date",
    "best_before_date",
    "sell_by_date",
    "use_by_date",
    "use_by_time",
    "expiration_date",
)


class StockLot(models.Model):
    _inherit = "stock.lot"

    event_ids = fields.One2many("lot.event", "lot_id", readonly=True)

    def _after_create(self):
        super()._after_create()
        facts = {lot: {"after": lot._watched_values()} for lot in self}
        self.env["lot.event"]._record("created", self, facts)

    def write(self, vals):
        if not any(name in vals for name in WATCHED):
            return super().write(vals)
        before = {lot: lot._watched_values() for lot in self}
        result = super().write(vals)
        facts = {}  # {lot: {"before": {field: value}, "after": {field: value}}}
        for lot in self:
            after = lot._watched_values()
            changed = [name for name in WATCHED if before[lot][name] != after[name]]
            if changed:
                facts[lot] = {
                    "before": {name: before[lot][name] for name in changed},
                    "after": {name: after[name] for name in changed},
                }
        self.env["lot.event"]._record("changed", dict.fromkeys(facts, 0.0), facts)
        return result

    def _watched_values(self):
        self.ensure_one()
        values = {}
        for name in WATCHED:
            value = self[name]
            values[name] = value.id if isinstance(value, models.BaseModel) else value or None
            if hasattr(value, "isoformat"):
                values[name] = value.isoformat()
        return values

    def twin(self):
        return {
            **super().twin(),
            "events": [
                {
                    "kind": event.kind,
                    "at": f"{event.at.isoformat()}Z",
                    "quantity": event.quantity,
                    "user": event.user_id.name,
                }
                for event in self.event_ids[:100]
            ],
        }
