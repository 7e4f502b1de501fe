from odoo import api, fields, models
from odoo.tools import SQL, float_compare

from .product_product import SAME_COST
from .stock_move import DEFERRED


class StockLot(models.Model):
    """What a lot cost, from the ledger."""

    _inherit = "stock.lot"

    unit_cost = fields.Float(
        compute="_compute_unit_cost",
        compute_sudo=True,
        min_display_digits="Product Price",
        groups="lot_pos_tracking.group_lot_cost",
        help="What one unit of the lot on hand costs, in company currency.",
    )
    remaining_value = fields.Monetary(
        compute="_compute_unit_cost",
        compute_sudo=True,
        currency_field="lot_cost_currency_id",
        groups="lot_pos_tracking.group_lot_cost",
        help="What the lot's stock on hand is worth.",
    )
    lot_cost_currency_id = fields.Many2one("res.currency", compute="_compute_lot_cost_currency_id")
    cost_layer_ids = fields.One2many(
        "lot.cost.layer", "lot_id", readonly=True, groups="lot_pos_tracking.group_lot_cost"
    )
    cost_consumption_ids = fields.One2many(
        "lot.cost.consumption", "lot_id", readonly=True, groups="lot_pos_tracking.group_lot_cost"
    )

    def _valued_by_lot(self):
        if any(self._fields["product_id"]._cache_missing_ids(self)):
            self.fetch(["product_id"])  # of a thousand lots, not all their other columns
        products = self.product_id
        valued = products._valued_by_lot()
        if valued == products:
            return self
        return self.filtered(lambda lot: lot.product_id in valued)

    def _valued_by_lot_to_read(self):
        """As ``_valued_by_lot``, without a row for each lot where all products are valued by lot,
        and only with the few columns of products and categories that decide."""
        few = self.with_context(prefetch_fields=False)
        if not any(self._fields["product_id"]._cache_missing_ids(self)):
            return few._valued_by_lot().with_env(self.env)
        self.flush_model(["product_id"])
        rows = self.env.execute_query(
            SQL("SELECT DISTINCT product_id FROM stock_lot WHERE id = ANY(%s)", list(self.ids))
        )
        products = few.env["product.product"].browse([product_id for (product_id,) in rows])
        if products._valued_by_lot() == products:
            return self
        return few._valued_by_lot().with_env(self.env)

    @api.depends_context("company")
    def _compute_lot_cost_currency_id(self):
        self.lot_cost_currency_id = self.env.company.currency_id

    @api.depends("cost_layer_ids.remaining_value", "cost_consumption_ids.value")
    @api.depends_context("company")
    def _compute_unit_cost(self):
        on_hand = self.env["lot.ledger"]._on_hand(self.env.company, self.ids)
        for lot in self:
            quantity, value = on_hand.get(lot.id, (0.0, 0.0))
            known = quantity and not lot.product_id.uom_id.is_zero(quantity)
            lot.remaining_value = value
            lot.unit_cost = value / quantity if known else lot.standard_price

    def value_at(self, date):
        """The value of these lots at a moment, or at the end of a day of the shop.

        :param date: ``date``, ``datetime`` (naive UTC) or their ISO text
        :return: float, in company currency
        """
        self.check_access("read")
        self.env["lot.cost.layer"].check_access("read")
        at = self.env["product.product"]._lot_cost_moment(date)
        on_hand = self.env["lot.ledger"]._on_hand_at(self.env.company, self.ids, at)
        return self.env.company.currency_id.round(sum(value for _q, value in on_hand.values()))

    # -- upstream's fields -----------------------------------------------------------------------

    @api.depends("product_id.lot_valuated", "product_id.product_tmpl_id.lot_valuated")
    @api.depends_context("to_date", "company", "warehouse_id")
    def _compute_value(self):
        own = self._valued_by_lot_to_read()
        if others := self - own:
            super(StockLot, others)._compute_value()
        company = self.env.company.with_context(prefetch_fields=False)  # its currency, no more
        own.company_currency_id = company.currency_id
        values = self.env["lot.valuation"]._lot_values(own)
        nothing = (0.0, 0.0)
        amounts = (values.get(lot_id, nothing)[1] for lot_id in own._ids)
        # assigned one by one, a thousand values cost ten times what it costs to sum them
        self._fields["total_value"]._insert_cache(own, amounts)

    @api.depends("product_id.lot_valuated")
    @api.depends_context("to_date")
    def _compute_avg_cost(self):
        own = self._valued_by_lot()
        super(StockLot, self - own)._compute_avg_cost()
        values = self.env["lot.valuation"]._lot_values(own)
        for lot in own:
            quantity, value = values.get(lot.id, (0.0, 0.0))
            lot.avg_cost = value / quantity if quantity else 0.0

    def _update_standard_price(self):
        own = self._valued_by_lot()
        if not self.env.context.get(DEFERRED):
            self.env["lot.valuation"]._publish_lot_costs(own)
        return super(StockLot, self - own)._update_standard_price()

    def _change_standard_price(self, old_price, *args, **kwargs):
        """A cost written on a lot revalues what is on hand of it; the same cost again does not."""
        own = self._valued_by_lot()
        super(StockLot, self - own)._change_standard_price(old_price, *args, **kwargs)
        # sudo: as upstream, who may write the cost may not read values otherwise
        values = self.env["product.value"].sudo()
        for lot in own:
            before, cost = old_price.get(lot, 0.0), lot.standard_price
            if float_compare(before, cost, precision_digits=SAME_COST):
                description = self.env._(
                    "Cost of lot %(lot)s changed from %(before)s to %(after)s by %(user)s",
                    lot=lot.name,
                    before=f"{before:g}",
                    after=f"{cost:g}",
                    user=self.env.user.name,
                )
                values._lot_record(lot, cost, description)

    def twin(self):
        twin = super().twin()
        if self.env.user.has_group("lot_pos_tracking.group_lot_cost"):
            twin["cost"] = {
                "unit_cost": self.unit_cost,
                "remaining_value": self.remaining_value,
                "currency": self.lot_cost_currency_id.name,
            }
        return twin
