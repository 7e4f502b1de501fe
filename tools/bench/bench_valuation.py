"""Lots with a cost of their own: receiving, billing, valuing, reporting, selling.

``native`` is upstream's own valuation by lot on the same data: the ledger is told to stand aside.
"""

from tools.bench.registry import scenario

NATIVE = "lot_cost_native"
RECEIVED = 200
VALUED = 1000
HISTORY = (10, 2000)
MANY_LOTS, MOVES_PER_LOT = 10_000, 10
PAST = "2026-02-01 00:00:00"


def _new(values):
    return (0, 0, values)


def _product(env, by_lot=True):
    category = env["product.category"].create(
        {
            "name": "Bench",
            "property_cost_method": "average",
            "property_valuation": "real_time",
        }
    )
    return env["product.product"].create(
        {
            "name": "Bench",
            "is_storable": True,
            "tracking": "lot",
            "lot_valuated": by_lot,
            "categ_id": category.id,
            "supplier_taxes_id": [(5,)],
        }
    )


def _receipt(env, product, count, start=0):
    """A receipt of an order, a lot on each line, ready to be validated."""
    order = env["purchase.order"].create(
        {
            "partner_id": env["res.partner"].create({"name": "Vendor"}).id,
            "order_line": [
                _new({"product_id": product.id, "product_qty": count, "price_unit": 3.0})
            ],
        }
    )
    order.button_confirm()
    picking = order.picking_ids
    picking.move_line_ids.unlink()
    picking.move_ids.move_line_ids = [
        _new(
            {
                "product_id": product.id,
                "product_uom_id": product.uom_id.id,
                "picking_id": picking.id,
                "location_id": picking.location_id.id,
                "location_dest_id": picking.location_dest_id.id,
                "lot_name": f"B{start + number}",
                "quantity": 1,
            }
        )
        for number in range(count)
    ]
    picking.move_ids.picked = True
    return order


def _bill(order):
    bill = order.env["account.move"].browse(order.action_create_invoice()["res_id"])
    bill.invoice_date = "2026-03-01"
    bill.invoice_line_ids.price_unit = 4.0
    return bill


def _receiving(env, count, by_lot=True):
    order = _receipt(env, _product(env, by_lot), count)
    return lambda: order.picking_ids.button_validate()


def _billing(env, count, by_lot=True):
    order = _receipt(env, _product(env, by_lot), count)
    order.picking_ids.button_validate()
    bill = _bill(order)
    return lambda: bill.action_post()


def _aside(env):
    return env(context={**env.context, NATIVE: True})


@scenario("receipt of 200 lots", variant="valued by Odoo", repeats=1)
def native_receipt(env):
    return _receiving(_aside(env), RECEIVED)


@scenario("receipt of 200 lots", variant="by the ledger", repeats=3)
def ledger_receipt(env):
    return _receiving(env, RECEIVED)


@scenario("receipt of 1,000 lots", variant="not by lot", repeats=2)
def plain_large_receipt(env):
    return _receiving(env, VALUED, by_lot=False)


@scenario("receipt of 1,000 lots", variant="by the ledger", repeats=2)
def ledger_large_receipt(env):
    return _receiving(env, VALUED)


@scenario("bill of 200 lots", variant="valued by Odoo", repeats=1)
def native_bill(env):
    return _billing(_aside(env), RECEIVED)


@scenario("bill of 200 lots", variant="by the ledger", repeats=3)
def ledger_bill(env):
    return _billing(env, RECEIVED)


@scenario("bill of 1,000 lots", variant="not by lot", repeats=3)
def plain_large_bill(env):
    return _billing(env, VALUED, by_lot=False)


@scenario("bill of 1,000 lots", variant="by the ledger", repeats=3)
def ledger_large_bill(env):
    return _billing(env, VALUED)


def _lots_on_hand(env):
    product = _product(env)
    order = _receipt(env, product, VALUED)
    order.picking_ids.button_validate()
    return env["stock.lot"].browse(order.picking_ids.move_line_ids.lot_id.ids)


@scenario("value of 1,000 lots", variant="valued by Odoo", repeats=1)
def native_values(env):
    lots = _lots_on_hand(env).with_context(**{NATIVE: True})
    return lambda: sum(lots.mapped("total_value"))


@scenario("value of 1,000 lots", variant="by the ledger")
def ledger_values(env):
    lots = _lots_on_hand(env)
    return lambda: sum(lots.mapped("total_value"))


@scenario("value of 1,000 lots", variant="plain SQL")
def plain_values(env):
    lots = _lots_on_hand(env)
    return lambda: _aggregate(env, lots.ids)


def _aggregate(env, lot_ids):
    env.cr.execute(
        "SELECT lot_id, SUM(remaining_value) FROM lot_cost_layer "
        "WHERE lot_id = ANY(%s) AND company_id = %s GROUP BY lot_id",
        [list(lot_ids), env.company.id],
    )
    return env.cr.fetchall()


def _history(env, product, lots, moves_per_lot):
    """A receipt and many sales of each lot, written as the ledger stores them."""
    facts = [product.id, env.company.id, list(lots.ids)]
    env.cr.execute(
        """
        INSERT INTO lot_cost_layer (lot_id, product_id, company_id, kind, date, quantity, value,
                                    remaining_qty, remaining_value)
        SELECT lot_id, %s, %s, 'receipt', '2026-01-01', 5000, 15000,
               5000 - %s, 3 * (5000 - %s)
          FROM unnest(%s) AS lot_id
        """,
        [facts[0], facts[1], moves_per_lot - 1, moves_per_lot - 1, facts[2]],
    )
    env.cr.execute(
        """
        INSERT INTO lot_cost_consumption (layer_id, lot_id, product_id, company_id, kind, date,
                                          quantity, value)
        SELECT layer.id, layer.lot_id, layer.product_id, layer.company_id, 'sale',
               '2026-01-02'::timestamp + number * interval '1 hour', 1, 3
          FROM lot_cost_layer AS layer, generate_series(1, %s) AS number
         WHERE layer.product_id = %s
        """,
        [moves_per_lot - 1, product.id],
    )
    env.cr.execute("ANALYZE lot_cost_layer; ANALYZE lot_cost_consumption")


def _many_lots(env, moves_per_lot=MOVES_PER_LOT):
    product = _product(env)
    lots = env["stock.lot"].create(
        [{"name": f"B{number}", "product_id": product.id} for number in range(MANY_LOTS)]
    )
    _history(env, product, lots, moves_per_lot)
    env.cr.execute(
        """
        INSERT INTO stock_quant (product_id, company_id, location_id, lot_id, quantity,
                                 reserved_quantity, in_date)
        SELECT %s, %s, %s, lot_id, %s, 0, '2026-01-01' FROM unnest(%s) AS lot_id
        """,
        [
            product.id,
            env.company.id,
            env["stock.warehouse"].search([], limit=1).lot_stock_id.id,
            5001 - moves_per_lot,
            list(lots.ids),
        ],
    )
    return product, lots


@scenario("10,000 lots, 100,000 moves at a past date", variant="plain SQL")
def plain_past(env):
    product, _lots = _many_lots(env)

    def run():
        env.cr.execute(
            """
            SELECT lot_id, SUM(q), SUM(v) FROM (
                SELECT lot_id, quantity, value FROM lot_cost_layer
                 WHERE product_id = %(product)s AND company_id = %(company)s AND date <= %(at)s
             UNION ALL
                SELECT lot_id, -quantity, -value FROM lot_cost_consumption
                 WHERE product_id = %(product)s AND company_id = %(company)s AND date <= %(at)s
            ) AS r(lot_id, q, v) GROUP BY lot_id
            """,
            {"product": product.id, "company": env.company.id, "at": PAST},
        )
        return env.cr.fetchall()

    return run


@scenario("10,000 lots, 100,000 moves at a past date", variant="lots")
def ledger_past(env):
    _product_, lots = _many_lots(env)
    return lambda: lots.value_at(PAST)


@scenario("10,000 lots, 100,000 moves at a past date", variant="report now")
def report_now(env):
    product, _lots = _many_lots(env)
    domain = [("product_id", "=", product.id)]
    return lambda: env["lot.valuation.report"].valuation(domain=domain)


@scenario("10,000 lots, 100,000 moves at a past date", variant="report then")
def report_then(env):
    product, _lots = _many_lots(env)
    domain = [("product_id", "=", product.id)]
    return lambda: env["lot.valuation.report"].valuation(date=PAST, domain=domain)


def _reconciling(env, moves_per_lot):
    """Every row of the ledger came from a done move of its own."""
    product, _lots = _many_lots(env, moves_per_lot)
    facts = {
        "product": product.id,
        "company": env.company.id,
        "uom": product.uom_id.id,
        "stock": env["stock.warehouse"].search([], limit=1).lot_stock_id.id,
        "vendor": env.ref("stock.stock_location_suppliers").id,
        "customer": env.ref("stock.stock_location_customers").id,
    }
    for table, is_in, origin, target in (
        ("lot_cost_layer", True, "vendor", "stock"),
        ("lot_cost_consumption", False, "stock", "customer"),
    ):
        env.cr.execute(
            f"""
            WITH row AS (SELECT id, date, quantity, value,
                                nextval('stock_move_id_seq') AS move_id
                           FROM {table} WHERE product_id = %(product)s),
                 moved AS (
                INSERT INTO stock_move (id, company_id, product_id, product_uom, location_id,
                                        location_dest_id, procure_method, product_uom_qty,
                                        product_qty, quantity, state, date, value, is_in, is_out)
                SELECT move_id, %(company)s, %(product)s, %(uom)s, %({origin})s, %({target})s,
                       'make_to_stock', quantity, quantity, quantity, 'done', date, value,
                       {is_in}, NOT {is_in}
                  FROM row)
            UPDATE {table} AS target SET move_id = row.move_id FROM row WHERE target.id = row.id
            """,
            facts,
        )
    env.cr.execute("ANALYZE stock_move; ANALYZE lot_cost_layer; ANALYZE lot_cost_consumption")

    def run():
        found = env["lot.cost.layer"]._reconcile(env.company)
        if any(one["product_id"] == product.id for one in found):
            raise AssertionError(found[:3])

    return run


@scenario("reconciliation of 10,000 lots", variant="10,000 moves")
def reconcile_few(env):
    return _reconciling(env, 1)


@scenario("reconciliation of 10,000 lots", variant="100,000 moves")
def reconcile_many(env):
    return _reconciling(env, MOVES_PER_LOT)


def _selling(env, moves):
    product = _product(env)
    order = _receipt(env, product, 1)
    order.picking_ids.button_validate()
    lot = order.picking_ids.move_line_ids.lot_id
    _history(env, product, lot, moves)
    warehouse = env["stock.warehouse"].search([], limit=1)
    places = {
        "location_id": warehouse.lot_stock_id.id,
        "location_dest_id": env.ref("stock.stock_location_customers").id,
    }
    line = {"product_id": product.id, "lot_id": lot.id, "quantity": 1, "picked": True, **places}
    move = env["stock.move"].create(
        {
            "product_id": product.id,
            "product_uom_qty": 1,
            "move_line_ids": [_new(line)],
            **places,
        }
    )
    move._action_confirm()
    move.picked = True
    return lambda: move._action_done()


@scenario("a sale of a lot with a long history", variant="10 moves")
def short_history(env):
    return _selling(env, HISTORY[0])


@scenario("a sale of a lot with a long history", variant="2000 moves")
def long_history(env):
    return _selling(env, HISTORY[1])
