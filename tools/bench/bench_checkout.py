"""The till's server, beside Odoo as it comes: lists of lots, questions, orders, closing, the start.

``native`` runs without the add-on, on the same goods.
"""

from tools.bench.registry import scenario
from tools.tills import payload

LINES = 50
MANY_LOTS = 10_000


def _new(values):
    return (0, 0, values)


def _admin(env):
    return env(user=env.ref("base.user_admin"))


def _product(env, name, tracking="lot"):
    return env["product.product"].create(
        {
            "name": name,
            "is_storable": True,
            "tracking": tracking,
            "available_in_pos": True,
            "list_price": payload.PRICE,
            "standard_price": 1.0,
            "use_expiration_date": tracking != "none",
            "expiration_time": 30 if tracking != "none" else 0,
            "taxes_id": [(5, 0, 0)],
        }
    )


def _place(env):
    warehouse = env["stock.warehouse"].search([("company_id", "=", env.company.id)], limit=1)
    return warehouse.lot_stock_id


def _lots(env, product, count):
    """Lots by the thousand, straight into the tables; days of life from 1 to 1,000."""
    env.flush_all()
    env.cr.execute(
        """
        WITH lot AS (
            INSERT INTO stock_lot (name, product_id, company_id, expiration_date, removal_date)
            SELECT 'B' || number, %(product)s, %(company)s,
                   now() AT TIME ZONE 'UTC' + (1 + number %% 1000) * interval '1 day',
                   now() AT TIME ZONE 'UTC' + (1 + number %% 1000) * interval '1 day'
              FROM generate_series(1, %(count)s) AS number
         RETURNING id)
        INSERT INTO stock_quant (product_id, company_id, location_id, lot_id, quantity,
                                 reserved_quantity, in_date)
        SELECT %(product)s, %(company)s, %(place)s, id, 100, 0, now() AT TIME ZONE 'UTC' FROM lot
        """,
        {
            "product": product.id,
            "company": env.company.id,
            "place": _place(env).id,
            "count": count,
        },
    )
    env.cr.execute("ANALYZE stock_lot; ANALYZE stock_quant")
    env.invalidate_all()
    return env["stock.lot"].search([("product_id", "=", product.id)], limit=LINES, order="id")


def _till(env):
    journal = env["account.journal"].create({"name": "Bench", "type": "cash", "code": "BNCH"})
    method = env["pos.payment.method"].create({"name": "Bench", "journal_id": journal.id})
    till = env["pos.config"].create(
        {"name": "Bench", "payment_method_ids": [(6, 0, method.ids)], "use_pricelist": False}
    )
    till.open_ui()
    session = till.current_session_id
    session.set_opening_control(0, None)
    return till, {"session": session.id, "method": method.id}


def _pack(env, lot):
    pack = {"lot_name": lot.name}
    if "lot_id" in env["pos.pack.operation.lot"]._fields:
        pack |= {"lot_id": lot.id, "quantity": 1, "evidence": "scanned"}
    return pack


# -- the list of lots --------------------------------------------------------------------------


def _listing(env, count):
    env = _admin(env)
    till, _session = _till(env)
    product = _product(env, "Listed")
    _lots(env, product, count)
    arguments = (env.company.id, till.id, product.id)
    return lambda: env["pos.order.line"].get_existing_lots(*arguments)


@scenario("the server's list of a product's lots", variant="native 100", addon=False)
def native_list_hundred(env):
    return _listing(env, 100)


@scenario("the server's list of a product's lots", variant="native 10^5", addon=False, repeats=1)
def native_list_many(env):
    return _listing(env, 100_000)


@scenario("the server's list of a product's lots", variant="100")
def list_hundred(env):
    return _listing(env, 100)


@scenario("the server's list of a product's lots", variant="10^5")
def list_many(env):
    return _listing(env, 100_000)


# -- questions ---------------------------------------------------------------------------------


def _asking(env, count, ask):
    env = _admin(env)
    till, _session = _till(env)
    lots = _lots(env, _product(env, "Asked"), LINES)[:count]
    lines = [
        {
            "product_id": lot.product_id.id,
            "lot_id": lot.id,
            "quantity": 1,
            "uuid": str(lot.id),
            "evidence": "scanned",
        }
        for lot in lots
    ]
    return lambda: ask(till, lines)


@scenario("may these lots be sold? (check_lots)", variant="1 line")
def check_one(env):
    return _asking(env, 1, lambda till, lines: till.check_lots(lines))


@scenario("may these lots be sold? (check_lots)", variant="50 lines")
def check_many(env):
    return _asking(env, LINES, lambda till, lines: till.check_lots(lines))


@scenario("promise them to the order (claim_lots)", variant="1 line")
def claim_one(env):
    return _asking(env, 1, lambda till, lines: till.claim_lots("bench", lines))


@scenario("promise them to the order (claim_lots)", variant="50 lines")
def claim_many(env):
    return _asking(env, LINES, lambda till, lines: till.claim_lots("bench", lines))


# -- orders ------------------------------------------------------------------------------------


def _selling(env, tracking):
    """An order of fifty lines, each of a product of its own."""
    env = _admin(env)
    _config, place = _till(env)
    lines = []
    for number in range(LINES):
        product = _product(env, f"Sold {number}", tracking)
        packs = []
        if tracking != "none":
            packs = [_pack(env, _lots(env, product, 2)[0])]
        else:
            env["stock.quant"]._update_available_quantity(product, _place(env), 100)
        lines.append(payload.line(product.id, 1, packs))
    orders = env["pos.order"].with_context(generate_pdf=False)

    def sync():
        fresh = [[0, 0, dict(values)] for _new, _id, values in lines]
        orders.sync_from_ui([payload.order(place, env.company.id, env.uid, fresh)])

    return sync


@scenario("an order of 50 lot lines arrives", variant="native", addon=False)
def native_order(env):
    return _selling(env, "lot")


@scenario("an order of 50 lot lines arrives", variant="ours")
def our_order(env):
    return _selling(env, "lot")


@scenario("an order of 50 lines without lots arrives", variant="native", addon=False, repeats=9)
def native_plain_order(env):
    return _selling(env, "none")


@scenario("an order of 50 lines without lots arrives", variant="ours", repeats=9)
def our_plain_order(env):
    return _selling(env, "none")


# -- closing -----------------------------------------------------------------------------------


def _closing(env, count):
    """A day of one product in a shop that updates its stock when the session closes."""
    env = _admin(env)
    env.company.point_of_sale_update_stock_quantities = "closing"
    till, place = _till(env)
    product = _product(env, "Dominant")
    product.categ_id = env["product.category"].create(
        {
            "name": "Bench",
            "property_cost_method": "average",
            "property_valuation": "real_time",
        }
    )
    lots = _lots(env, product, 100)
    orders = env["pos.order"].with_context(generate_pdf=False)
    for number in range(count):
        lines = [payload.line(product.id, 1, [_pack(env, lots[number % len(lots)])])]
        orders.sync_from_ui([payload.order(place, env.company.id, env.uid, lines)])
        if number % 100 == 0:
            env.flush_all()
            env.invalidate_all()
    session = till.current_session_id

    def close():
        session.post_closing_cash_details(session.cash_register_balance_end)
        answer = session.close_session_from_ui()
        if session.state != "closed":
            raise AssertionError(f"the session did not close: {answer}")

    return close


@scenario("closing a session of one product", variant="native 250", addon=False, repeats=1)
def native_closing_quarter(env):
    return _closing(env, 250)


@scenario("closing a session of one product", variant="native 1000", addon=False, repeats=1)
def native_closing(env):
    return _closing(env, 1000)


@scenario("closing a session of one product", variant="250 orders", repeats=1)
def our_closing_quarter(env):
    return _closing(env, 250)


@scenario("closing a session of one product", variant="1000 orders", repeats=1)
def our_closing(env):
    return _closing(env, 1000)


# -- the start ---------------------------------------------------------------------------------


def _starting(env, lots):
    env = _admin(env)
    till, place = _till(env)
    for number in range(20 if lots else 0):
        _lots(env, _product(env, f"Shelf {number}"), lots // 20)
    session = env["pos.session"].browse(place["session"])
    names = session._load_pos_data_models(till)
    return lambda: session.load_data(names)


@scenario("the till starts: what the server sends", variant="native", addon=False, repeats=3)
def native_start(env):
    return _starting(env, 0)


@scenario("the till starts: what the server sends", variant="no lots", repeats=3)
def start_without(env):
    return _starting(env, 0)


@scenario("the till starts: what the server sends", variant="10,000 lots", repeats=3)
def start_with(env):
    return _starting(env, MANY_LOTS)
