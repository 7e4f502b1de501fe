from odoo import api, models
from odoo.tools import SQL


class StockLot(models.Model):
    """Many lot numbers looked up at once."""

    _inherit = "stock.lot"

    @api.model
    def _rows_named(self, keys, companies=None):
        """Which of the numbers exist, whoever may read them.

        A join with the unique index: ``name IN (…)`` of a thousand numbers makes PostgreSQL read
        the trigram index of all names (2 s among 100,000 lots, this 0.03 s). One query.

        :param keys: ``[(product id, number)]``
        :param companies: whose lots, all companies' when left out; those without a company are
            always meant
        :return: ``[(lot id, product id, number, company id or None)]``
        """
        keys = list(dict.fromkeys(keys))
        if not keys:
            return []
        self.flush_model(["name", "product_id", "company_id"])
        product_ids, names = zip(*keys, strict=True)
        return self.env.execute_query(
            SQL(
                """
                SELECT lot.id, lot.product_id, lot.name, lot.company_id
                  FROM unnest(%(products)s::int[], %(names)s::text[]) AS wanted(product_id, name)
            CROSS JOIN (%(whose)s) AS whose(company_id)
                  JOIN stock_lot AS lot
                    ON COALESCE(lot.company_id, 0) = whose.company_id
                   AND lot.product_id = wanted.product_id
                   AND lot.name = wanted.name
                """,
                products=list(product_ids),
                names=list(names),
                whose=SQL("SELECT 0 UNION ALL SELECT id FROM res_company")
                if companies is None
                else SQL("SELECT unnest(%s::int[])", [0, *companies.ids]),
            )
        )

    @api.constrains("name", "product_id", "company_id")
    def _check_unique_lot(self):
        """Upstream looks for ``name IN (…)``; it is only asked where a number exists twice."""
        keys = {(lot.product_id.id, lot.name) for lot in self}
        if len(self._rows_named(keys)) > len(keys):
            return super()._check_unique_lot()
        return None

    @api.model
    def _named(self, keys, companies):
        """The lots of the numbers that the user may read.

        :param keys: ``[(product id, number)]``
        :return: ``{(product id, number, company id): lot}``; a lot without a company stands for
            each of the companies
        """
        rows = self._rows_named(keys, companies)
        readable = self.browse([row[0] for row in rows])._filtered_access("read")
        allowed = dict(zip(readable.ids, readable, strict=True))
        found = {}
        for lot_id, product_id, name, company_id in rows:
            if lot := allowed.get(lot_id):
                for owner in [company_id] if company_id else companies.ids:
                    found[product_id, name, owner] = lot
        return found
