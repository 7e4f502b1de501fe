from odoo import api, models

AT_CLOSING = "lot_at_closing"
"""Context key: tickets are asked for to move their goods, across upstream's signature."""


class PosSession(models.Model):
    _inherit = "pos.session"

    @api.model
    def _load_pos_data_models(self, config):
        """Lots come before the pack lots that point at them."""
        names = super()._load_pos_data_models(config)
        place = names.index("pos.pack.operation.lot")
        return [*names[:place], "stock.lot", *names[place:]]

    def _get_closed_orders(self):
        """At closing, the tickets whose goods moved at the sale do not move once more."""
        orders = super()._get_closed_orders()
        if self.env.context.get(AT_CLOSING):
            return orders.filtered(lambda order: not order.picking_ids)
        return orders

    def _create_picking_at_end_of_session(self):
        session = self.with_context(**{AT_CLOSING: True})
        return super(PosSession, session)._create_picking_at_end_of_session()
