from odoo import models


class PosOrderLine(models.Model):
    _inherit = "pos.order.line"

    def _compute_total_cost(self, stock_moves):
        """A ticket line costs what its own lots cost; upstream takes the product's average."""
        open_lines = self.filtered(lambda line: not line.is_total_cost_computed)
        with_lots = open_lines.filtered(lambda line: line.product_id.tracking != "none")
        costs = self.env["lot.valuation"]._ticket_costs(with_lots)
        moved = set(stock_moves.product_id.ids) if stock_moves else set()
        for line in open_lines:
            quantity, cost = costs.get(line.id, (0.0, 0.0))
            # a kit does not move itself; to look for the parts of all else costs time
            parts = None if line.product_id.id in moved else line._lot_kit_cost(stock_moves)
            if parts is not None:
                line.total_cost = parts
                line.is_total_cost_computed = True
            elif line.product_id.uom_id.compare(quantity, line.qty) == 0 and quantity:
                # sudo: the currency of costs is no secret, the cost stays with the order
                currency = line.product_id.sudo().cost_currency_id
                line.total_cost = currency._convert(
                    cost,
                    line.currency_id,
                    line.company_id or self.env.company,
                    line.order_id.date_order,
                    round=False,
                )
                line.is_total_cost_computed = True
        return super()._compute_total_cost(stock_moves)

    def _lot_kit_cost(self, stock_moves):
        """What the parts of a kit cost where lots are among them, None for anything else.

        The moves of a kit's parts are shared by all lines of the ticket that sell the kit.
        """
        self.ensure_one()
        if not stock_moves or self.product_id.tracking != "none":
            return None
        moves = self._get_stock_moves_to_consider(stock_moves, self.product_id)
        if not moves or not moves._lot_valued():
            return None
        same = self.order_id.lines.filtered(lambda line: line.product_id == self.product_id)
        value = sum(move.value * (-1 if move.is_in else 1) for move in moves)
        sold = sum(same.mapped("qty"))
        return value * self.qty / sold if sold else None
