from odoo import models
from odoo.fields import Command


class StockLot(models.Model):
    _inherit = "stock.lot"

    def action_regroup(self):
        """Split this lot, or merge these, in a form to be filled in."""
        kind = "split" if len(self) == 1 else "merge"
        on_hand = {lot: lot.product_qty for lot in self}
        into = [] if kind == "split" else [{"side": "to", "quantity": sum(on_hand.values())}]
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Split or Merge Lots"),
            "res_model": "lot.regroup",
            "views": [(False, "form")],
            "context": {
                "default_kind": kind,
                "default_product_id": self.product_id[:1].id,
                "default_from_ids": [
                    Command.create({"side": "from", "lot_id": lot.id, "quantity": quantity})
                    for lot, quantity in on_hand.items()
                ],
                "default_to_ids": [Command.create(line) for line in into],
            },
        }
