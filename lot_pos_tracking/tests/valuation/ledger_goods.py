"""Acts of the walk: goods come, go and come back, also at the till."""

from .ledger_walk import NothingToDo, act

# -- goods come ----------------------------------------------------------------------------------


@act(16)
def receive(shop, rng):
    """A purchase order in any currency, several lots on a line, some with costs of their own."""
    product = rng.choice(shop.products)
    dozen = shop.env.ref("uom.product_uom_dozen")
    in_dozens = product.tracking == "lot" and product.name.startswith("Ham") and rng.random() < 0.15
    uom = dozen if in_dozens else product.uom_id
    lots = {}
    for _lot in range(rng.choice((1, 1, 2, 3))):
        name = shop.lot_name(rng, product)
        lots[name] = 1.0 if in_dozens else shop.amount(rng, product)
    currency = rng.choice(shop.currencies)
    order = shop.order(product, sum(lots.values()), shop.price(rng), currency_id=currency.id)
    picking = order.picking_ids
    move = picking.move_ids
    if uom != move.product_uom:
        move.product_uom = uom
    own_costs = rng.random() < 0.3
    shop.fill(
        move,
        [
            {
                **shop._line_vals(picking, product),
                "product_uom_id": uom.id,
                "lot_name": name,
                "quantity": quantity,
                "lot_unit_cost": shop.price(rng) if own_costs else 0.0,
            }
            for name, quantity in lots.items()
        ],
    )
    if rng.random() < 0.07:
        picking.owner_id = shop.vendor
    picking.move_line_ids.picked = True
    if len(lots) > 1 and rng.random() < 0.1:
        picking.move_line_ids[0].picked = False
    picking = picking.with_user(shop.stock_user).with_context(skip_backorder=True)
    picking.button_validate()
    if picking.state != "done":
        raise AssertionError(f"the receipt is {picking.state}")


@act(3)
def count_a_new_lot(shop, rng):
    product = rng.choice(shop.products)
    name = f"{product.name} {rng.randrange(10**9)}"
    shop.count(product, name, shop.amount(rng, product))


@act(4)
def count_a_lot(shop, rng):
    lot, quantity = shop.ask(rng, shop.on_shelf())
    if lot.product_id.tracking == "serial":
        found = 0.0
    else:
        found = max(0.0, quantity + rng.choice((-1, 1)) * shop.amount(rng, lot.product_id))
    reserved = sum(
        quant.reserved_quantity
        for quant in lot.quant_ids
        if quant.location_id == shop.stock_location
    )
    shop.count(lot.product_id, lot, lot.product_id.uom_id.round(found + reserved))


# -- goods go ------------------------------------------------------------------------------------


def pick_lots(shop, rng, most=3):
    """``{lot: quantity}`` of one product."""
    first, _quantity = shop.ask(rng, shop.on_shelf())
    rows = shop.on_shelf(first.product_id)
    rng.shuffle(rows)
    chosen = {}
    for lot, quantity in rows[: rng.randint(1, most)]:
        if lot not in chosen:
            chosen[lot] = shop.amount(rng, lot.product_id, quantity)
    return chosen


@act(8)
def deliver(shop, rng):
    lots = pick_lots(shop, rng)
    product = next(iter(lots)).product_id
    shop.deliver(product, sum(lots.values()), lots=lots)


@act(1)
def deliver_what_is_not_there(shop, rng):
    """More of a lot leaves than came; the next receipt of it settles."""
    lot, quantity = shop.ask(rng, shop.on_shelf())
    product = lot.product_id
    if product.tracking == "serial" or not shop.comes_again(lot):
        raise NothingToDo
    missing = shop.amount(rng, product)
    shop.deliver(product, quantity + missing, lots={lot: product.uom_id.round(quantity + missing)})
    if rng.random() < 0.7:
        shop.buy(product, {lot.name: product.uom_id.round(missing + 1)}, shop.price(rng))


@act(4)
def scrap(shop, rng):
    lot, quantity = shop.ask(rng, shop.on_shelf())
    shop.scrap(lot, shop.amount(rng, lot.product_id, quantity))


@act(3)
def move_inside(shop, rng):
    lot, quantity = shop.ask(rng, shop.on_shelf())
    quantity = shop.amount(rng, lot.product_id, quantity)
    shop.move_lot(lot, quantity, shop.stock_location, shop.shelf)


@act(2)
def bring_from_the_shelf(shop, rng):
    quants = shop.env["stock.quant"].search(
        [
            ("location_id", "=", shop.shelf.id),
            ("quantity", ">", 0),
            ("owner_id", "=", False),
            ("product_id", "in", shop.products.ids),
        ]
    )
    quant = shop.ask(rng, quants)
    shop.move_lot(quant.lot_id, quant.quantity, shop.shelf, shop.stock_location)


# -- goods come back -----------------------------------------------------------------------------


def send_back(shop, rng, move):
    left = shop.still_out(move)
    lot = shop.ask(rng, list(left), "nothing of it is out")
    outgoing = move.location_dest_id.usage == "internal"
    most = min(left[lot], shop.free(lot)) if outgoing else left[lot]
    if most <= 0:
        raise NothingToDo
    return shop.send_back(move.picking_id, {lot: shop.amount(rng, move.product_id, most)})


@act(4)
def return_to_the_vendor(shop, rng):
    move = shop.done(rng, "supplier", "internal", domain=[("picking_id", "!=", False)])
    send_back(shop, rng, move)


@act(2)
def get_back_from_the_vendor(shop, rng):
    move = shop.done(rng, "internal", "supplier", domain=[("origin_returned_move_id", "!=", False)])
    send_back(shop, rng, move)


@act(5)
def take_back_from_a_customer(shop, rng):
    move = shop.done(
        rng,
        "internal",
        "customer",
        domain=[("picking_id", "!=", False), ("picking_id.pos_order_id", "=", False)],
    )
    send_back(shop, rng, move)


@act(2)
def send_to_the_customer_again(shop, rng):
    move = shop.done(
        rng,
        "customer",
        "internal",
        domain=[
            ("origin_returned_move_id", "!=", False),
            ("picking_id.pos_order_id", "=", False),
        ],
    )
    send_back(shop, rng, move)


# -- the till ------------------------------------------------------------------------------------


@act(12)
def sell_at_the_till(shop, rng):
    lines = []
    for _line in range(rng.choice((1, 1, 2, 3))):
        lots = pick_lots(shop, rng, most=2)
        product = next(iter(lots)).product_id
        if any(product == other for other, _lots in lines):
            continue
        lines.append((product, lots))
    more = {}
    if rng.random() < 0.2:
        more["partner_id"] = shop.customer.id
        more["to_invoice"] = rng.random() < 0.5
    commands = [
        shop.ui_line(product, product.uom_id.round(sum(lots.values())), lots, price=20.0)
        for product, lots in lines
    ]
    order = shop.sell(*commands, session=shop.open_till(), **more)
    if any(picking.state != "done" for picking in order.picking_ids):
        raise AssertionError(f"not moved: {order.picking_ids.mapped('state')}")


def tickets(shop, domain):
    return shop.env["pos.order"].search(
        [("config_id", "=", shop.config.id), ("lines.qty", ">", 0), *domain], order="id"
    )


@act(6)
def refund_a_ticket(shop, rng):
    order = shop.ask(rng, tickets(shop, [("state", "!=", "cancel")]))
    line = shop.ask(rng, order.lines.filtered(lambda li: li.qty > 0))
    out = {}
    for move_line in order.picking_ids.move_line_ids:
        if move_line.pos_order_line_id == line:
            out[move_line.lot_id] = out.get(move_line.lot_id, 0) + move_line.quantity_product_uom
    for refund in line.refund_orderline_ids:
        for move_line in refund.order_id.picking_ids.move_line_ids:
            if move_line.pos_order_line_id == refund:
                out[move_line.lot_id] -= move_line.quantity_product_uom
    uom = line.product_id.uom_id
    out = {lot: uom.round(quantity) for lot, quantity in out.items()}
    lot = shop.ask(rng, [lot for lot, quantity in out.items() if lot and quantity > 0])
    quantity = shop.amount(rng, line.product_id, out[lot])
    shop.refund_order(order, [(line, lot, quantity)], shop.open_till())


@act(2)
def close_the_till(shop, rng):
    session = shop.config.current_session_id
    if not session or session.state != "opened" or not session.order_ids:
        raise NothingToDo
    shop.close_till(session)


@act(2)
def invoice_a_ticket(shop, rng):
    order = shop.ask(
        rng, tickets(shop, [("account_move", "=", False), ("partner_id", "!=", False)])
    )
    order.with_context(generate_pdf=False).action_pos_order_invoice()
