"""What must hold of all tickets together, read from the tables and not from our own models."""

from decimal import Decimal

from odoo.tools import SQL


def check(walk):
    """:raises AssertionError: with what does not add up"""
    env = walk.env
    env.flush_all()
    for law in (once, covered, moved, on_hand, set_aside, one_quant_each, journal):
        wrong = law(walk)
        assert not wrong, f"seed {walk.seed}: {law.__doc__}: {wrong[:5]}"
    env.invalidate_all()


def once(walk):
    """Every order the server took is there once, with its goods moved or an open exception."""
    rows = walk.env.execute_query(
        SQL(
            """
            SELECT sale.uuid, count(DISTINCT sale.id),
                   bool_and(picking.id IS NULL OR picking.state = 'done'
                            OR EXISTS (SELECT 1 FROM lot_exception AS told
                                        WHERE told.picking_id = picking.id
                                          AND told.state = 'open'))
              FROM pos_order AS sale
         LEFT JOIN stock_picking AS picking ON picking.pos_order_id = sale.id
             WHERE sale.uuid = ANY(%s) GROUP BY sale.uuid
            """,
            walk.orders,
        )
    )
    found = {uuid: (count, settled) for uuid, count, settled in rows}
    return [uuid for uuid in walk.orders if found.get(uuid) != (1, True)]


def covered(walk):
    """The lots of a line are never more than the line."""
    return walk.env.execute_query(
        SQL(
            """
            SELECT line.id, line.qty, sum(pack.quantity)
              FROM pos_order_line AS line
              JOIN pos_order AS sale ON sale.id = line.order_id
              JOIN pos_pack_operation_lot AS pack ON pack.pos_order_line_id = line.id
             WHERE sale.uuid = ANY(%s) GROUP BY line.id
            HAVING round(sum(pack.quantity)::numeric, 3) > round(abs(line.qty)::numeric, 3)
            """,
            walk.orders,
        )
    )


def moved(walk):
    """Per lot, what the tickets sold is what was delivered.

    A serial number that an offline ticket sells a second time cannot leave a second time: an open
    exception tells of it.
    """
    sold = _sums(
        walk,
        """
        SELECT pack.lot_id, sum(sign(line.qty) * CASE WHEN pack.quantity > 0 THEN pack.quantity
                                                      ELSE abs(line.qty) END)
          FROM pos_pack_operation_lot AS pack
          JOIN pos_order_line AS line ON line.id = pack.pos_order_line_id
          JOIN pos_order AS sale ON sale.id = line.order_id
         WHERE pack.lot_id = ANY(%s) AND sale.uuid = ANY(%s) GROUP BY pack.lot_id
        """,
        walk.orders,
    )
    delivered = _sums(
        walk,
        """
        SELECT line.lot_id, sum(CASE WHEN target.usage = 'customer' THEN line.quantity
                                     ELSE -line.quantity END)
          FROM stock_move_line AS line
          JOIN stock_location AS target ON target.id = line.location_dest_id
          JOIN stock_location AS origin ON origin.id = line.location_id
         WHERE line.lot_id = ANY(%s) AND line.state = 'done'
           AND 'customer' IN (target.usage, origin.usage) GROUP BY line.lot_id
        """,
    )
    for line_id, goods in walk.twice:
        sold[goods.id] -= 1
        lost = [("picking_id.state", "!=", "done"), ("order_id.lines", "in", [line_id])]
        if not walk.env["lot.exception"].search_count([("kind", "=", "failed_picking"), *lost]):
            return [(goods.id, "sold twice and nobody was told")]
    return _differences(sold, delivered)


def on_hand(walk):
    """Per lot, the shelf holds what came less what left."""
    held = _sums(
        walk,
        """
        SELECT quant.lot_id, sum(quant.quantity)
          FROM stock_quant AS quant JOIN stock_location AS place ON place.id = quant.location_id
         WHERE quant.lot_id = ANY(%s) AND place.usage = 'internal'
           AND place.lot_quarantine IS NOT TRUE GROUP BY quant.lot_id
        """,
    )
    due = {goods.id: goods.left for goods in walk.goods.values()}
    return _differences(due, held)


def set_aside(walk):
    """A till sets nothing aside: its goods leave at the sale or are an exception."""
    return walk.env.execute_query(
        SQL(
            "SELECT lot_id, reserved_quantity FROM stock_quant "
            "WHERE lot_id = ANY(%s) AND reserved_quantity != 0",
            list(walk.goods),
        )
    )


def one_quant_each(walk):
    """A lot has one row in a place, and none below zero that nobody was told of."""
    rows = walk.env.execute_query(
        SQL(
            """
            SELECT quant.lot_id, count(*), min(quant.quantity)
              FROM stock_quant AS quant JOIN stock_location AS place ON place.id = quant.location_id
             WHERE quant.lot_id = ANY(%s) AND place.usage = 'internal'
             GROUP BY quant.lot_id, quant.location_id
            """,
            list(walk.goods),
        )
    )
    return [
        (lot_id, count, least)
        for lot_id, count, least in rows
        if count > 1 or (least < 0 and not walk.goods[lot_id].oversold)
    ]


def journal(walk):
    """The journal tells what the tickets of judged tills say."""
    told = _sums(
        walk,
        """
        SELECT lot_id, sum(CASE WHEN kind = 'sale' THEN quantity ELSE -quantity END)
          FROM lot_event WHERE lot_id = ANY(%s) AND kind IN ('sale', 'refund') GROUP BY lot_id
        """,
    )
    sold = _sums(
        walk,
        """
        SELECT pack.lot_id, sum(sign(line.qty) * pack.quantity)
          FROM pos_pack_operation_lot AS pack
          JOIN pos_order_line AS line ON line.id = pack.pos_order_line_id
          JOIN pos_order AS sale ON sale.id = line.order_id
         WHERE pack.lot_id = ANY(%s) AND sale.state IN ('paid', 'done')
           AND EXISTS (SELECT 1 FROM lot_event WHERE order_id = sale.id) GROUP BY pack.lot_id
        """,
    )
    return _differences(told, sold)


def _sums(walk, query, *more):
    rows = walk.env.execute_query(SQL(query, list(walk.goods), *more))
    return {lot_id: Decimal(str(total)) for lot_id, total in rows}


def _differences(left, right):
    zero = Decimal(0)
    return [
        (lot_id, left.get(lot_id, zero), right.get(lot_id, zero))
        for lot_id in sorted(set(left) | set(right))
        if round(left.get(lot_id, zero) - right.get(lot_id, zero), 3)
    ]
