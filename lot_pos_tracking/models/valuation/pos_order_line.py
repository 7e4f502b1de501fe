from odoo import models


class PosOrderLine(models.Model):
    _inherit = "pos.order.line"

    def _compute_total_cost(self, stock_moves):
        """A ticket line costs what its own lots cost; upstream takes the product's average."""
        open_lines = self.filtered(lambda line: not line.is_total_cost_computed)
        costs = self.env["lot.valuation"]._ticket_costs(open_lines)
        for line in open_lines:
            quantity, cost = costs.get(line.id, (0.0, 0.0))
            if line.product_id.uom_id.compare(quantity, line.qty) == 0 and quantity:
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
