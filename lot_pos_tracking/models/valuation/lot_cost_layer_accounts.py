from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import SQL

from ...bridge import day_of


class LotCostLayer(models.Model):
    _inherit = "lot.cost.layer"

    @api.model
    def _reconcile_native(self, company, at=None):
        """Products whose value upstream shows as another than their lots have.

        :param at: moment (naive UTC), now when left out
        :return: as ``_reconcile``
        """
        products = self.env["product.product"].browse(self._valued_product_ids(company))
        products = products.with_company(company).with_context(to_date=at)
        ledger = self.env["lot.ledger"]._product_sums(company, products.ids, at)
        found = []
        for product in products:
            value = ledger.get(product.id, (0.0, 0.0))[1]
            if company.currency_id.compare_amounts(product.total_value, value):
                found.append(
                    self._difference(
                        "native_value",
                        self.env._("The product's stock value is not the sum of its lots."),
                        expected=product.total_value,
                        found=value,
                        product_id=product.id,
                    )
                )
        return found

    @api.model
    def _reconcile_accounts(self, company, at=None):
        """Ledger and stock accounts, side by side by what the values come from.

        Purchases are bills against receipts, sales are costs of goods sold against what left;
        everything else is booked by closings, corrections and by hand. The differences of an
        account's rows sum up to the difference between the account and the stock.

        :param at: moment (naive UTC), now when left out
        :return: ``[{account_id, source, ledger, booked, difference, message}]``, also rows without
            a difference
        """
        self.env.flush_all()
        # sudo: products in companies' shared catalogue that this user may not see count as well
        products = self.env["product.product"].sudo().with_context(active_test=False)
        products = products.search([("is_storable", "=", True)]).with_company(company)
        by_lot = products._valued_by_lot()
        accounts = {
            product.id: product._get_product_accounts()["stock_valuation"].id
            for product in products
        }
        relevant = {accounts[product.id] for product in by_lot} - {False}
        rows = defaultdict(lambda: [0.0, 0.0])  # {(account id, source): [ledger, booked]}
        for product_id, source, value in self._ledger_by_source(company, by_lot, at):
            rows[accounts[product_id], source][0] += value
        others = (products - by_lot).filtered(lambda product: accounts[product.id] in relevant)
        for product in others.with_context(to_date=at):
            rows[accounts[product.id], "not_by_lot"][0] += product.total_value
        foreign = set(others.ids)
        for account_id, source, product_id, value in self._booked_by_source(company, relevant, at):
            key = "not_by_lot" if product_id in foreign else source
            rows[account_id, key][1] += value
        currency = company.currency_id
        return [
            {
                "account_id": account_id,
                "source": source,
                "ledger": currency.round(ledger),
                "booked": currency.round(booked),
                "difference": currency.round(ledger - booked),
                "message": self._cause(source, currency.compare_amounts(ledger, booked)),
            }
            for (account_id, source), (ledger, booked) in sorted(rows.items())
            if account_id and (not currency.is_zero(ledger) or not currency.is_zero(booked))
        ]

    def _cause(self, source, sign):
        """The usual cause of a difference of this source: ledger above (1) or below (-1)."""
        if not sign:
            return ""
        causes = {
            ("purchase", 1): self.env._("Received, and not billed or not closed yet."),
            ("purchase", -1): self.env._("Billed or credited, and the goods have not moved yet."),
            ("sale", -1): self.env._(
                "Sold or delivered, and the cost is not booked yet: open sessions, goods not "
                "invoiced, periodic stock before its closing."
            ),
            ("sale", 1): self.env._("Cost booked for goods that are still or again in stock."),
            ("not_by_lot", 1): self.env._("Other products on the same account, not booked yet."),
            ("not_by_lot", -1): self.env._("Other products on the same account, booked too much."),
        }
        other = self.env._(
            "Counts, scrap, openings and value changes before the next closing, or entries made by "
            "hand on the stock account."
        )
        return causes.get((source, sign), other)

    def _rows_with_source(self) -> SQL:
        """The ledger's rows with what they come from: ``purchase``, ``sale`` or ``other``."""
        return SQL(
            """
            SELECT layer.company_id, layer.product_id, layer.lot_id, layer.date, layer.value,
                   layer.account_move_id,
                   CASE WHEN layer.kind IN ('opening', 'adjustment', 'revaluation', 'writedown')
                        THEN 'other'
                        WHEN COALESCE(base.kind, layer.kind) = 'return' THEN 'sale'
                        WHEN origin.usage = 'supplier'
                          OR origin.usage = 'transit' AND layer.kind = 'receipt'
                        THEN 'purchase'
                        ELSE 'other' END AS source
              FROM lot_cost_layer layer
         LEFT JOIN lot_cost_layer base ON base.id = layer.parent_id
         LEFT JOIN stock_move move ON move.id = layer.move_id
         LEFT JOIN stock_location origin ON origin.id = move.location_id
         UNION ALL
            SELECT used.company_id, used.product_id, used.lot_id, used.date, -used.value,
                   used.account_move_id,
                   CASE target.usage WHEN 'customer' THEN 'sale'
                                     WHEN 'supplier' THEN 'purchase'
                                     ELSE 'other' END
              FROM lot_cost_consumption used
         LEFT JOIN stock_move move ON move.id = used.move_id
         LEFT JOIN stock_location target ON target.id = move.location_dest_id
            """
        )

    def _ledger_by_source(self, company, products, at):
        """``[(product id, source, value)]``: what came in less what went out."""
        return self.env.execute_query(
            SQL(
                """
                SELECT product_id, source, SUM(value) FROM (%(rows)s) AS r
                 WHERE company_id = %(company)s AND product_id = ANY(%(products)s)
                   AND date <= %(until)s
              GROUP BY product_id, source
                """,
                rows=self._rows_with_source(),
                company=company.id,
                products=products.ids,
                until=fields.Datetime.to_string(at or fields.Datetime.now()),
            )
        )

    def _booked_by_source(self, company, account_ids, at):
        """``[(account id, source, product id, balance)]`` of posted items on stock accounts.

        An entry that carries rows of the ledger, as corrections and landed costs do, has their
        source.
        """
        day = day_of(company, at or fields.Datetime.now())
        return self.env.execute_query(
            SQL(
                """
                SELECT line.account_id,
                       CASE WHEN entry.move_type IN ('in_invoice', 'in_refund', 'in_receipt')
                            THEN 'purchase'
                            WHEN entry.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
                              OR session.id IS NOT NULL THEN 'sale'
                            ELSE COALESCE(carried.source, 'other') END,
                       line.product_id, SUM(line.balance)
                  FROM account_move_line line
                  JOIN account_move entry ON entry.id = line.move_id
             LEFT JOIN pos_session session ON session.move_id = entry.id
             LEFT JOIN LATERAL (
                       SELECT source FROM (%(rows)s) AS r
                        WHERE entry.move_type = 'entry' AND r.account_move_id = entry.id
                          AND r.product_id = line.product_id
                          AND (line.cost_lot_id IS NULL OR r.lot_id = line.cost_lot_id)
                        LIMIT 1
                       ) AS carried ON TRUE
                 WHERE line.company_id = %(company)s AND line.account_id = ANY(%(accounts)s)
                   AND line.parent_state = 'posted' AND line.date <= %(day)s
              GROUP BY 1, 2, 3
                """,
                rows=self._rows_with_source(),
                company=company.id,
                accounts=sorted(account_ids),
                day=day,
            )
        )
