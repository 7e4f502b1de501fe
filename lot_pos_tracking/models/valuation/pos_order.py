from odoo import models


class PosOrder(models.Model):
    _inherit = "pos.order"

    def _prepare_aml_values_list_per_nature(self):
        """Invoiced after its session was closed, a ticket's cost leaves the entry of the session
        with the sign it entered it with, whatever the upstream release makes of it."""
        values = super()._prepare_aml_values_list_per_nature()
        # sudo: who invoices may not read transfers and costs
        moves = self.sudo().picking_ids.move_ids._lot_valued()
        moves = moves.filtered(
            lambda move: move.state == "done" and move.product_id.valuation == "real_time"
        )
        if not moves or self.company_id.inventory_valuation != "real_time":
            return values
        items = values["stock"]
        for move in moves:
            items = move._lot_without_own_items(items)
            items = items + move._lot_session_items(self.partner_id.commercial_partner_id)
        values["stock"] = items
        return values
