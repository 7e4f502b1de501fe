from collections import defaultdict
from datetime import timedelta
from decimal import Decimal

from odoo import api, fields, models
from odoo.tools import SQL, split_every

from ...bridge import shop_day, to_decimal, to_float
from ...core.metrics import StockRow, at_risk

BATCH = 500
SALES_DAYS = 28
"""Sales of so many days say what will be sold until the end."""


class LotAlert(models.Model):
    """Looking for lots that come to their end: idempotent, in batches, for all companies."""

    _inherit = "lot.alert"

    @api.model
    def _cron_scan(self):
        """Open, refresh and close alerts. Twice in a row does the same as once.

        The number of queries for a batch does not depend on the number of lots in it.
        """
        for company in self.env["res.company"].search([]):
            self.with_company(company).with_context(allowed_company_ids=company.ids)._scan(company)

    @api.model
    def _scan(self, company):
        tiers = self.env["lot.alert.tier"].search([("company_id", "=", company.id)])
        stock = self._scan_stock(company, tiers)  # {lot_id: {warehouse_id: quantity}}
        reached = set()  # {(lot_id, warehouse_id, tier_id)}
        done = 0
        for lot_ids in split_every(BATCH, sorted(stock)):
            rows = {lot_id: stock[lot_id] for lot_id in lot_ids}
            reached |= self._scan_batch(company, tiers, rows)
            done += len(lot_ids)
            self._scan_progress(len(lot_ids), len(stock) - done)
        self._settle_left(company, reached, stock)

    @api.model
    def _scan_progress(self, processed, remaining):
        """Commit what is done when the scheduler runs us; anybody else commits on his own."""
        if self.env.context.get("ir_cron_progress_id"):
            self.env["ir.cron"]._commit_progress(processed, remaining=remaining)

    # -- what there is ---------------------------------------------------------------------------

    @api.model
    def _stock_rows(self, company, condition):
        """``{lot_id: {warehouse_id: quantity}}`` of dated lots on hand. One query.

        Quarantine is left out: whoever put the goods there knows.
        """
        self.env["stock.quant"].flush_model()
        self.env["stock.lot"].flush_model(["last_good_day", "life_days"])
        home = self.env["stock.warehouse"].search([("company_id", "=", company.id)], limit=1)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT quant.lot_id, COALESCE(place.warehouse_id, %s) AS warehouse,
                       SUM(quant.quantity)
                  FROM stock_quant quant
                  JOIN stock_location place ON place.id = quant.location_id
                  JOIN stock_lot lot ON lot.id = quant.lot_id
                 WHERE place.usage = 'internal' AND place.lot_quarantine IS NOT TRUE
                   AND quant.company_id = %s AND lot.last_good_day IS NOT NULL AND %s
                 GROUP BY quant.lot_id, warehouse
                HAVING SUM(quant.quantity) > 0
                """,
                home.id or None,
                company.id,
                condition,
            )
        )
        stock = defaultdict(dict)
        for lot_id, warehouse_id, quantity in rows:
            if warehouse_id:
                stock[lot_id][warehouse_id] = quantity
        return stock

    @api.model
    def _scan_stock(self, company, tiers):
        """The lots on hand that may be within reach of a tier; a day more than needed, because
        warehouses of one company may live in two days."""
        if not tiers:
            return {}
        horizon = shop_day(company) + timedelta(days=1)
        days = max([tier.days for tier in tiers if not tier.percent_of_life], default=None)
        percent = max(tiers.mapped("percent_of_life"))
        by_days = (
            SQL("lot.last_good_day <= %s", horizon + timedelta(days=days))
            if days is not None
            else SQL("FALSE")
        )
        by_share = SQL(
            "(lot.life_days > 0 AND (lot.last_good_day - %s::date) * 100 <= %s * lot.life_days)",
            horizon,
            percent,
        )
        return self._stock_rows(company, SQL("(%s OR %s)", by_days, by_share))

    @api.model
    def _daily_sales(self, company, products):
        """``{(product, warehouse): units a day}`` sold and delivered less returned. Two queries."""
        since = fields.Datetime.now() - timedelta(days=SALES_DAYS)
        sales = defaultdict(float)
        for sign, here, there in ((1, "location_id", "location_dest_id"),) + (
            (-1, "location_dest_id", "location_id"),
        ):
            rows = self.env["stock.move.line"]._read_group(
                [
                    ("state", "=", "done"),
                    ("date", ">=", since),
                    ("product_id", "in", products.ids),
                    ("company_id", "=", company.id),
                    (f"{here}.usage", "=", "internal"),
                    (f"{there}.usage", "=", "customer"),
                ],
                ["product_id", here],
                ["quantity_product_uom:sum"],
            )
            for product, location, quantity in rows:
                sales[product, location.warehouse_id] += sign * quantity / SALES_DAYS
        return sales

    @api.model
    def _at_risk(self, company, lots, day_by_warehouse):
        """``{(lot, warehouse): quantity}`` that will not sell in time."""
        products = lots.product_id
        stock = self._stock_rows(company, SQL("lot.product_id = ANY(%s)", products.ids))
        every_lot = self.env["stock.lot"].browse(stock)
        every_lot.fetch(["product_id", "last_good_day"])
        sales = self._daily_sales(company, products)
        shelves = defaultdict(list)  # {(product, warehouse): [StockRow]}
        for lot in every_lot:
            for warehouse_id, quantity in stock[lot.id].items():
                warehouse = self.env["stock.warehouse"].browse(warehouse_id)
                day = day_by_warehouse(warehouse)
                shelves[lot.product_id, warehouse].append(
                    StockRow(lot, to_decimal(quantity), (lot.last_good_day - day).days)
                )
        risks = {}
        for (product, warehouse), rows in shelves.items():
            demand = max(Decimal(repr(sales.get((product, warehouse), 0.0))), Decimal(0))
            for lot, quantity in at_risk(rows, demand).items():
                risks[lot, warehouse] = product.uom_id.round(to_float(quantity))
        return risks

    # -- what to do about it ---------------------------------------------------------------------

    @api.model
    def _scan_batch(self, company, tiers, stock):
        """:return: ``{(lot_id, warehouse_id, tier_id)}`` that are reached"""
        lots = self.env["stock.lot"].browse(stock)
        days = {}  # {warehouse: day}

        def day_of(warehouse):
            if warehouse not in days:
                days[warehouse] = shop_day(warehouse)
            return days[warehouse]

        risks = self._at_risk(company, lots, day_of)
        known = self._latest(lots)
        reached, vals_list = set(), []
        for lot in lots:
            for warehouse_id, quantity in stock[lot.id].items():
                warehouse = self.env["stock.warehouse"].browse(warehouse_id)
                left = (lot.last_good_day - day_of(warehouse)).days
                facts = {
                    "last_good_day": lot.last_good_day,
                    "quantity": quantity,
                    "value": company.currency_id.round(quantity * self._unit_cost(lot)),
                    "at_risk_qty": risks.get((lot, warehouse), 0.0),
                }
                here = tiers.filtered(
                    lambda tier, lot=lot, warehouse=warehouse, left=left: tier._is_reached(
                        lot, warehouse, left
                    )
                )
                narrowest = min((tier._reach(lot.life_days) for tier in here), default=None)
                for tier in here:
                    facts["is_overtaken"] = tier._reach(lot.life_days) > narrowest
                    key = (lot.id, warehouse_id, tier.id)
                    reached.add(key)
                    alert = known.get(key)
                    if alert and alert.state == "open":
                        alert._refresh(facts, left)
                    elif not alert or alert._is_outdated(lot, quantity):
                        vals_list.append(
                            {
                                **facts,
                                "lot_id": lot.id,
                                "warehouse_id": warehouse_id,
                                "tier_id": tier.id,
                                "company_id": company.id,
                                "days_left_then": left,
                            }
                        )
        self.create(vals_list)._tell()
        return reached

    @api.model
    def _latest(self, lots):
        """The newest alert of each lot, warehouse and tier: ``{key: alert}``."""
        return {
            (alert.lot_id.id, alert.warehouse_id.id, alert.tier_id.id): alert
            for alert in self.search([("lot_id", "in", lots.ids)], order="id")
        }

    @api.model
    def _unit_cost(self, lot):
        """What one unit of the lot cost: its own cost where it has one, else the product's."""
        return lot.standard_price if lot.lot_valuated else lot.product_id.standard_price

    def _refresh(self, facts, days_left):
        """What has changed since, without telling anybody again."""
        self.ensure_one()
        changed = {name: value for name, value in facts.items() if self[name] != value}
        if changed:
            self.write(changed)
        overtaken = self.days_left_then >= 0 > days_left
        if overtaken and (self.tier_id.percent_of_life or self.tier_id.days > 0):
            self.write({"state": "expired", "settled_qty": self.quantity})

    def _is_outdated(self, lot, quantity):
        """Whether a closed alert says nothing about today: another date, or more goods."""
        self.ensure_one()
        more = lot.product_id.uom_id.compare(quantity, self.settled_qty) > 0
        return self.last_good_day != lot.last_good_day or more

    @api.model
    def _settle_left(self, company, reached, stock):
        """Close what no tier reaches any more: the goods are gone or their date has moved."""
        left = self.search(
            [
                ("company_id", "=", company.id),
                "|",
                ("state", "=", "open"),
                "&",
                ("state", "=", "expired"),
                ("activity_id", "!=", False),
            ]
        ).filtered(lambda a: (a.lot_id.id, a.warehouse_id.id, a.tier_id.id) not in reached)
        moved = left.filtered(lambda a: stock.get(a.lot_id.id, {}).get(a.warehouse_id.id))
        moved |= (left - moved).filtered(lambda a: a.last_good_day != a.lot_id.last_good_day)
        moved._settle("done", "moved")
        (left - moved)._settle("done", "gone", quantity=0.0)
