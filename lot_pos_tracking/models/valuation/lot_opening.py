from collections import defaultdict

from odoo import SUPERUSER_ID, api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...bridge import to_decimal
from .cutover_keys import NATIVE


class LotOpening(models.AbstractModel):
    """Notices that products begin or end to be valued by lot, and carries their stock over.

    The change may come from the cut-over form, the product, its category or another program: the
    goods on hand are always opened at the value they had, and no value changes unseen.
    """

    _name = "lot.opening"
    _description = "Opening and Closing of the Cost Ledger"

    @api.model
    def _around(self, products, act, *, may_open, cause):
        """Do ``act``, and carry over what it switched.

        :param may_open: ``act`` may begin to value products by lot
        :param cause: ``flag`` or ``category``
        :return: what ``act`` returns
        :raises UserError: goods on hand without a lot, or a value would change and nobody has
            seen the difference
        """
        # sudo: the stock of all companies that share the product is concerned
        opening = self.sudo()
        products = products.with_env(opening.env)
        companies = opening._companies_concerned(products)
        if not companies:
            return act()
        before = {company: opening._state(company, products, may_open) for company in companies}
        result = act()
        cutovers = self.env["lot.cutover"].sudo()  # sudo: as above
        for company, (kept, lot_valued, native) in before.items():
            own = products.with_company(company)
            now = own._valued_by_lot()
            begun, ended = now - own.browse(kept), own.browse(kept) - now
            carrier = opening.with_company(company)
            carrier._require_lots(own.filtered("lot_valuated") - own.browse(lot_valued))
            if begun:
                values = {product.id: native[product.id] for product in begun}
                cutovers |= carrier._open(begun, values, cause)
            if ended:
                cutovers |= carrier._close(ended, cause, alone=len(before) == 1)
            carrier._align_standard_lots(own - now, lot_valued)
        cutovers._lead()
        return result

    def _companies_concerned(self, products):
        """Companies with goods of the products on hand, or with something open in the ledger."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT location.company_id
                  FROM stock_quant quant
                  JOIN stock_location location ON location.id = quant.location_id
                 WHERE quant.product_id = ANY(%(products)s) AND quant.quantity <> 0
                   AND location.usage IN ('internal', 'transit')
                   AND location.company_id IS NOT NULL
             UNION
                SELECT company_id FROM lot_cost_layer
                 WHERE product_id = ANY(%(products)s)
                   AND (remaining_qty <> 0 OR remaining_value <> 0)
             UNION
                SELECT company_id FROM lot_cost_consumption
                 WHERE product_id = ANY(%(products)s) AND layer_id IS NULL
                """,
                products=products.ids,
            )
        )
        return self.env["res.company"].browse(sorted(company_id for (company_id,) in rows))

    def _state(self, company, products, may_open):
        """Ids valued by the ledger and by lot at all, and what upstream says the others are worth:
        ``{product id: (value, {lot id: value} or None)}``."""
        own = products.with_company(company)
        kept = own._valued_by_lot()
        lot_valued = own.filtered("lot_valuated")
        native = {}
        if may_open:
            native = self._native_values(company, own - kept)
        return kept.ids, lot_valued.ids, native

    @api.model
    def _native_values(self, company, products):
        """What upstream says products are worth in a company.

        :return: ``{product id: (value, {lot id: value}, or None where lots have no value)}``
        """
        products = products.with_env(
            self.env(user=SUPERUSER_ID, context={"allowed_company_ids": [company.id], NATIVE: True})
        )
        lots = products.env["stock.lot"].search(
            [
                ("product_id", "in", products.filtered("lot_valuated").ids),
                ("company_id", "in", (company.id, False)),
            ]
        )
        names = ["total_value", "avg_cost"]
        products.invalidate_recordset(names)
        lots.invalidate_recordset(["total_value"])
        lot_values = defaultdict(dict)
        for lot in lots:
            lot_values[lot.product_id.id][lot.id] = lot.total_value
        values = {
            product.id: (product.total_value, lot_values.get(product.id) or None)
            for product in products
        }
        products.invalidate_recordset(names)
        lots.invalidate_recordset(["total_value"])
        return values

    @api.model
    def _stock(self, company, products):
        """``{product id: {lot id or None: quantity}}`` of the company's own goods on hand."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT quant.product_id, quant.lot_id, SUM(quant.quantity)
                  FROM stock_quant quant
                  JOIN stock_location location ON location.id = quant.location_id
                 WHERE quant.product_id = ANY(%s) AND location.company_id = %s
                   AND location.usage IN ('internal', 'transit')
                   AND (quant.owner_id IS NULL OR quant.owner_id = %s)
              GROUP BY quant.product_id, quant.lot_id
                """,
                products.ids,
                company.id,
                company.partner_id.id,
            )
        )
        uoms = {product.id: product.uom_id for product in products}
        stock = defaultdict(dict)
        for product_id, lot_id, quantity in rows:
            exact = to_decimal(quantity, uoms[product_id])
            if exact:
                stock[product_id][lot_id] = exact
        return stock

    def _require_lots(self, products):
        """Everything on hand must have its lot.

        :raises UserError: with the list of what has none
        """
        # sudo: goods in locations that this user may not see count as well
        quants = (
            self.env["stock.quant"]
            .sudo()
            .search(
                [
                    ("product_id", "in", products.ids),
                    ("lot_id", "=", False),
                    ("quantity", "!=", 0),
                    ("location_id.company_id", "=", self.env.company.id),
                    ("location_id.usage", "in", ("internal", "transit")),
                    ("owner_id", "in", (False, self.env.company.partner_id.id)),
                ]
            )
        )
        if not quants:
            return
        places = [
            self.env._(
                "%(quantity)s %(uom)s of %(product)s in %(location)s",
                quantity=f"{quant.quantity:g}",
                uom=quant.product_uom_id.name,
                product=quant.product_id.display_name,
                location=quant.location_id.display_name,
            )
            for quant in quants
        ]
        raise UserError(
            self.env._(
                "Goods on hand have no lot, so their cost cannot be kept by lot:\n%(places)s\n"
                "Give them a lot by an inventory count first.",
                places="\n".join(places),
            )
        )

    def _align_standard_lots(self, products, lot_valued_before):
        """At a standard cost, lots that begin to have a value have that of their product."""
        for product in products:
            begins = product.lot_valuated and product.id not in lot_valued_before
            if begins and product.cost_method == "standard":
                lots = self.env["stock.lot"].search([("product_id", "=", product.id)])
                lots = lots.with_context(disable_auto_revaluation=True)
                lots.standard_price = product.standard_price

    def _mark_history(self, company, products):
        """Moves done so far are history: what they brought in is in the opening."""
        self.env["stock.move"].flush_model()
        self.env.execute_query(
            SQL(
                """
                UPDATE stock_move SET lot_cost_opened = TRUE
                 WHERE product_id = ANY(%s) AND company_id = %s AND state = 'done'
                   AND lot_cost_opened IS NOT TRUE
             RETURNING id
                """,
                products.ids,
                company.id,
            )
        )
        self.env["stock.move"].invalidate_model(["lot_cost_opened"], flush=False)
