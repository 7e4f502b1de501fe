"""Receiving: a pallet by its SSCC, a thousand lots at once, a thousand numbers among many.

The budgets: the pallet within 2 s of wall time; a receipt valued by lot at most 1.5 times the
processor time of one that is not, at most 3 queries for each lot, no more with 10,000 earlier
moves, at most 1.3 times with a million other move lines; the numbers within 0.1 s.
"""

from tools.bench.bench_valuation import _product, _receipt
from tools.bench.registry import scenario

LOTS = 1000
EARLIER = 10_000
OTHERS = 1_000_000
NAMED = 100_000
PALLET_LINES = 60
SSCC = "106141412345678908"
RECEIPT = "1,000 lots received"
FEW = {"repeats": 2}  # a run takes many seconds


def _unvalued(env):
    product = _product(env)
    product.lot_valuated = False
    return product


def _validation(env, product):
    order = _receipt(env, product, LOTS)
    return lambda: order.picking_ids.button_validate()


def _history(env, product):
    """10,000 receipts of a lot each, written as validating them leaves them."""
    order = _receipt(env, product, 1, start=LOTS)
    order.picking_ids.button_validate()
    move = order.picking_ids.move_ids
    env.flush_all()
    env.cr.execute(
        """
        INSERT INTO stock_lot (name, product_id, company_id, is_on_hold, lot_version)
        SELECT 'H' || number, %s, %s, FALSE, 0 FROM generate_series(1, %s) AS number
     RETURNING id
        """,
        [product.id, env.company.id, EARLIER],
    )
    lots = [lot_id for (lot_id,) in env.cr.fetchall()]
    moves = _copied(env, "stock_move", move.id, EARLIER, {})
    pairs = {"move_id": moves, "lot_id": lots}
    lines = _copied(env, "stock_move_line", move.move_line_ids.id, EARLIER, pairs)
    quant = move.move_line_ids.lot_id.quant_ids.filtered(
        lambda quant: quant.location_id.usage == "internal"
    )
    _copied(env, "stock_quant", quant.id, EARLIER, {"lot_id": lots})
    layer = env["lot.cost.layer"].search([("move_id", "=", move.id)])
    if layer:
        own = {"move_id": moves, "move_line_id": lines, "lot_id": lots}
        _copied(env, "lot_cost_layer", layer.id, EARLIER, own)
    env.cr.execute("ANALYZE stock_move; ANALYZE stock_move_line; ANALYZE stock_lot")
    env.cr.execute("ANALYZE stock_quant; ANALYZE lot_cost_layer")
    env.invalidate_all()


def _copied(env, table, source_id, count, own):
    """Rows like one that exists, with columns of their own.

    :param own: ``{column: list of values}``
    :return: ids of the rows
    """
    env.cr.execute(
        """
        SELECT column_name FROM information_schema.columns
         WHERE table_name = %s AND table_schema = current_schema() AND is_generated = 'NEVER'
        """,
        [table],
    )
    columns = [name for (name,) in env.cr.fetchall() if name != "id"]
    picked = [f"own.{name}" if name in own else f"source.{name}" for name in columns]
    names = list(own)
    arrays = ", ".join("%s::int[]" for _name in names)
    rows = (
        f"unnest({arrays}) AS own({', '.join(names)})"
        if names
        else "generate_series(1, %s) AS own(number)"
    )
    env.cr.execute(
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(picked)} "  # noqa: S608
        f"FROM {table} AS source, {rows} WHERE source.id = %s RETURNING id",
        [*(own.values() or [count]), source_id],
    )
    return [row_id for (row_id,) in env.cr.fetchall()]


def _million(env):
    """A million move lines of other products, in ten thousand lots."""
    product = env["product.product"].create(
        {"name": "Other", "is_storable": True, "tracking": "lot"}
    )
    order = _receipt(env, product, 1)
    order.picking_ids.button_validate()
    env.flush_all()
    line = order.picking_ids.move_line_ids
    env.cr.execute(
        """
        INSERT INTO stock_lot (name, product_id, company_id, is_on_hold, lot_version)
        SELECT 'O' || number, %s, %s, FALSE, 0 FROM generate_series(1, 10000) AS number
     RETURNING id
        """,
        [product.id, env.company.id],
    )
    lots = [lot_id for (lot_id,) in env.cr.fetchall()]
    _copied(env, "stock_move_line", line.id, OTHERS, {"lot_id": lots * (OTHERS // len(lots))})
    env.cr.execute("ANALYZE stock_move_line; ANALYZE stock_lot")
    env.invalidate_all()


@scenario(RECEIPT, variant="by product", **FEW)
def unvalued_receipt(env):
    return _validation(env, _unvalued(env))


@scenario(RECEIPT, variant="by lot", **FEW)
def valued_receipt(env):
    return _validation(env, _product(env))


@scenario(RECEIPT, variant="10^4 earlier", **FEW)
def valued_receipt_after_many(env):
    product = _product(env)
    _history(env, product)
    return _validation(env, product)


@scenario(RECEIPT, variant="10^6 others", **FEW)
def valued_receipt_beside_many(env):
    _million(env)
    return _validation(env, _product(env))


def _pallet(env, count):
    """A receipt of an announced pallet, and who scans it."""
    product = env["product.product"].create(
        {
            "name": "Bench",
            "is_storable": True,
            "tracking": "lot",
            "barcode": "4006381333931",
            "use_expiration_date": True,
            "expiration_time": 30,
        }
    )
    order = env["purchase.order"].create(
        {
            "partner_id": env["res.partner"].create({"name": "Vendor"}).id,
            "order_line": [
                (0, 0, {"product_id": product.id, "product_qty": 12 * count, "price_unit": 3.0})
            ],
        }
    )
    order.button_confirm()
    rows = [
        f"D1,{order.name},Vendor,{SSCC},4006381333931,P{number},12,2099-01-31"
        for number in range(count)
    ]
    head = "document_number,purchase_order,supplier_name,sscc,gtin,lot,quantity,expiration_date"
    env["lot.shipment"].import_document("\n".join([head, *rows]).encode(), "pallet.csv")
    return order.picking_ids


@scenario("a pallet of 60 lines", variant="validated")
def validated_pallet(env):
    picking = _pallet(env, PALLET_LINES)
    picking.move_ids.picked = True
    return lambda: picking.button_validate()


@scenario("a pallet of 60 lines", variant="SSCC to done")
def scanned_pallet(env):
    picking = _pallet(env, PALLET_LINES)
    receiving = env["lot.receiving"]

    def run():
        receiving.scan(picking.id, f"(00){SSCC}")
        receiving.finish(picking.id)

    return run


def _many_names(env):
    product = env["product.product"].create(
        {"name": "Bench", "is_storable": True, "tracking": "lot"}
    )
    env.cr.execute(
        """
        INSERT INTO stock_lot (name, product_id, company_id, is_on_hold, lot_version)
        SELECT 'LOT-' || number, %s, %s, FALSE, 0 FROM generate_series(1, %s) AS number
        """,
        [product.id, env.company.id, NAMED],
    )
    env.cr.execute("ANALYZE stock_lot")
    return product, [f"LOT-{number * 100}" for number in range(1, LOTS + 1)]


@scenario("1,000 numbers among 100,000", variant="search")
def searched_names(env):
    product, names = _many_names(env)
    domain = [("product_id", "=", product.id), ("name", "in", names)]
    return lambda: len(env["stock.lot"].search(domain))


@scenario("1,000 numbers among 100,000", variant="looked up")
def looked_up_names(env):
    product, names = _many_names(env)
    keys = [(product.id, name) for name in names]
    return lambda: len(env["stock.lot"]._named(keys, env.company))
