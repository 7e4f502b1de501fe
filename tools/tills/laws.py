"""What must hold in the database after tills have competed for a lot."""

from ..postgres import sql


def broken(database, goods, outcomes):
    """The laws that do not hold, in words; empty when all is well.

    :param goods: an entry of the world's goods
    :param outcomes: ``[client.Outcome]`` of everything that was sent for these goods
    """
    return [
        *_lots(database, goods),
        *_quants(database, goods),
        *_orders(database, outcomes),
        *_moved(database, goods),
    ]


def _lots(database, goods):
    for name, count in _rows(
        database,
        "SELECT name, count(*) FROM stock_lot "
        f"WHERE product_id = {goods['product']} GROUP BY name HAVING count(*) > 1",
    ):
        yield f"{count} lots are called {name}"


def _quants(database, goods):
    rows = _rows(
        database,
        "SELECT quant.lot_id, quant.quantity FROM stock_quant AS quant "
        "JOIN stock_location AS place ON place.id = quant.location_id "
        f"WHERE place.usage = 'internal' AND quant.product_id = {goods['product']}",
    )
    if len(rows) > 1:
        yield f"{len(rows)} quants of one lot in one place"
    total = sum(float(quantity) for _lot, quantity in rows)
    if any(float(quantity) < 0 for _lot, quantity in rows) and goods["lot"]:
        yield f"a negative quant, {total:g} in all"


def _orders(database, outcomes):
    lost = [outcome for outcome in outcomes if outcome.result == "lost"]
    if lost:
        yield f"{len(lost)} orders never got through: {lost[0].message}"
    wanted = {outcome.uuid: outcome.result for outcome in outcomes}
    found = {}
    listed = ",".join(f"'{uuid}'" for uuid in wanted)
    for uuid, done in _rows(
        database,
        "SELECT sale.uuid, bool_and(picking.state = 'done') FROM pos_order AS sale "
        "LEFT JOIN stock_picking AS picking ON picking.pos_order_id = sale.id "
        f"WHERE sale.uuid IN ({listed}) GROUP BY sale.id, sale.uuid",
    ):
        found.setdefault(uuid, []).append(done == "t")
    sold = [uuid for uuid, result in wanted.items() if result == "sold"]
    missing = [uuid for uuid in sold if uuid not in found]
    if missing:
        yield f"{len(missing)} orders were confirmed and are not there"
    twice = [uuid for uuid, rows in found.items() if len(rows) > 1]
    if twice:
        yield f"{len(twice)} orders are there twice"
    still = [uuid for uuid in sold if uuid in found and not all(found[uuid])]
    if still:
        yield f"the goods of {len(still)} orders did not move"
    extra = [uuid for uuid in found if wanted[uuid] == "refused"]
    if extra:
        yield f"{len(extra)} refused orders are there"


def _moved(database, goods):
    """What the tickets sold is what left."""
    sold, moved = _rows(
        database,
        "SELECT (SELECT COALESCE(sum(line.qty), 0) FROM pos_order_line AS line "
        "JOIN pos_order AS sale ON sale.id = line.order_id "
        f"WHERE line.product_id = {goods['product']} AND sale.state IN ('paid', 'done')), "
        "(SELECT COALESCE(sum(line.quantity), 0) FROM stock_move_line AS line "
        "JOIN stock_location AS place ON place.id = line.location_dest_id "
        f"WHERE line.product_id = {goods['product']} AND line.state = 'done' "
        "AND place.usage = 'customer')",
    )[0]
    if float(sold) != float(moved):
        yield f"{float(sold):g} sold, {float(moved):g} delivered"


def _rows(database, query):
    return [row.split("|") for row in sql(query, database)]
