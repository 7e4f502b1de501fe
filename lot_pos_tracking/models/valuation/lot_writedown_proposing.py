from odoo import api, models
from odoo.tools import SQL


class LotWritedown(models.Model):
    """Which lots on hand will bring in less than they cost."""

    _inherit = "lot.writedown"

    @api.model
    def action_propose(self):
        """Look at every lot on hand that will not sell at its full price."""
        self.check_access("create")
        self._propose(self.env.company)
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    @api.model
    def _cron_propose(self):
        """Every company; each is committed when the scheduler runs us, anybody else commits on his
        own."""
        companies = self.env["res.company"].search([])
        for done, company in enumerate(companies, 1):
            self.with_company(company)._propose(company)
            if self.env.context.get("ir_cron_progress_id"):
                self.env["ir.cron"]._commit_progress(1, remaining=len(companies) - done)

    @api.model
    def _propose(self, company):
        """New proposals, and those that are open brought up to date.

        :return: the company's open proposals
        """
        lots = self._lots_on_hand(company)
        # sudo: alerts of warehouses that this user does not see lower the price as well
        outlook = lots.sudo()._sale_outlook()
        on_hand = self.env["lot.ledger"]._on_hand(company, [lot.id for lot in outlook])
        open_ones = self.search([("company_id", "=", company.id), ("state", "=", "proposed")])
        manual = open_ones.filtered("is_manual")
        manual._compute_stock()
        open_ones -= manual
        outlook = {lot: facts for lot, facts in outlook.items() if lot not in manual.lot_id}
        known = {record.lot_id.id: record for record in open_ones}
        prices = self._expected_prices(lots.product_id, company)
        wanted, new = set(), []
        for lot, (factor, reason) in outlook.items():
            quantity, value = (float(figure) for figure in on_hand.get(lot.id, (0.0, 0.0)))
            price = prices[lot.product_id.id] * factor
            net = price * (1 - company.lot_selling_cost_percent / 100)
            if company.currency_id.compare_amounts(value, quantity * net) <= 0 or quantity <= 0:
                continue
            wanted.add(lot.id)
            vals = {"expected_price": price, "reason": reason}
            vals |= {"quantity": quantity, "value_before": value}
            if lot.id in known:
                known[lot.id].write(vals)
            else:
                facts = {"lot_id": lot.id, "company_id": company.id, "is_manual": False}
                new.append({**facts, **vals})
        overtaken = open_ones.filtered(lambda record: record.lot_id.id not in wanted)
        overtaken.unlink()
        return manual | (open_ones - overtaken) | self.create(new)

    def _lots_on_hand(self, company):
        """Lots of a company with goods of a value."""
        self.env["lot.cost.layer"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT lot_id FROM lot_cost_layer
                 WHERE company_id = %s AND remaining_qty > 0
              GROUP BY lot_id ORDER BY lot_id
                """,
                company.id,
            )
        )
        lots = self.env["stock.lot"].with_company(company).browse([lot_id for (lot_id,) in rows])
        return lots._valued_by_lot()

    def _expected_prices(self, products, company):
        """``{product id: price of a unit without taxes, in company currency}``"""
        prices = {}
        # sudo: taxes are the accountants', their effect on a price is not
        for product in products.sudo().with_company(company):
            price = product.currency_id._convert(product.lst_price, company.currency_id, company)
            taxes = product.taxes_id._filter_taxes_by_company(company)
            found = taxes.compute_all(price, company.currency_id, 1.0, product=product)
            prices[product.id] = found["total_excluded"] if taxes else price
        return prices
