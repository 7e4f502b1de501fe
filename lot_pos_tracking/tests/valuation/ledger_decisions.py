"""Acts of the walk: values that somebody decides, other lots, other days, other companies."""

from datetime import timedelta

from odoo.fields import Command

from .ledger_walk import NothingToDo, act

# -- values that somebody decides ----------------------------------------------------------------


def share_of(shop, rng, value, least=-0.6, most=1.0):
    """An amount of money, up to a part of a value off or on."""
    amount = shop.company.currency_id.round(value * rng.uniform(least, most))
    if not amount:
        raise NothingToDo
    return amount


@act(2)
def revalue_lots(shop, rng):
    lot, _quantity = shop.ask(rng, shop.on_shelf())
    lots = [lot] if rng.random() < 0.6 else []
    value = lot.total_value if lots else lot.product_id.total_value
    # what is on hand of a lot is at least its share: nothing gets below zero
    shop.revalue(lot.product_id, share_of(shop, rng, value, least=-0.6 if lots else 0.0), *lots)


@act(1)
def write_a_cost(shop, rng):
    """On a product, or on one of its lots."""
    lot, _quantity = shop.ask(rng, shop.on_shelf())
    record = lot if rng.random() < 0.5 else lot.product_id
    record.with_user(shop.pricer).standard_price = shop.price(rng)


@act(2)
def write_down(shop, rng):
    lot, _quantity = shop.ask(rng, shop.on_shelf())
    proposals = shop.env["lot.writedown"]
    if proposals.search_count([("lot_id", "=", lot.id), ("state", "=", "proposed")]):
        raise NothingToDo
    on_hand = lot.product_qty
    if not lot.total_value or on_hand <= 0:
        raise NothingToDo
    price = lot.total_value / on_hand * rng.uniform(0, 0.9)
    currency = shop.company.currency_id
    if currency.compare_amounts(currency.round(price * on_hand), lot.total_value) >= 0:
        raise NothingToDo("not a coin less")
    shop.propose_writedown(lot, price).with_user(shop.approver).action_approve()


@act(1)
def take_a_write_down_back(shop, rng):
    approved = shop.env["lot.writedown"].search(
        [("company_id", "=", shop.company.id), ("state", "=", "approved")], order="id"
    )
    writedown = shop.ask(rng, approved).with_user(shop.approver)
    writedown.expected_price += rng.uniform(0, 5)
    if not writedown.recoverable:
        raise NothingToDo
    writedown.action_reverse()


@act(2)
def charge_named_lots(shop, rng):
    """A cost that is known later, on lots of which some may be sold."""
    lots = shop.env["stock.lot"].search(
        [("company_id", "=", shop.company.id), ("product_id", "in", shop.products.ids)], order="id"
    )
    lots = lots.filtered("cost_layer_ids")
    chosen = shop.ask(rng, lots)
    if rng.random() < 0.4:
        chosen |= shop.ask(rng, lots)
    method = rng.choice(("equal", "by_quantity"))
    shop.charge(share_of(shop, rng, 20.0, least=0.1), chosen, shop.cogs_account, method=method)


# -- other lots ----------------------------------------------------------------------------------


def of_lots(shop, rng, count):
    """``{lot: quantity}`` of one product in lots, so many of them."""
    first, _quantity = shop.ask(rng, shop.on_shelf())
    rows = dict(shop.on_shelf(first.product_id))
    if first.product_id.tracking != "lot" or len(rows) < count:
        raise NothingToDo
    lots = rng.sample(sorted(rows, key=lambda lot: lot.id), count)
    return {lot: shop.amount(rng, lot.product_id, rows[lot]) for lot in lots}


@act(2)
def split_a_lot(shop, rng):
    taken = of_lots(shop, rng, 1)
    [(lot, quantity)] = taken.items()
    uom = lot.product_id.uom_id
    part = uom.round(quantity * rng.choice((0.25, 0.5)))
    names = (f"{lot.id}-{rng.randrange(10**9)}", f"{lot.id}-{rng.randrange(10**9)}")
    parts = {names[0]: part, names[1]: uom.round(quantity - part)}
    shop.regroup("split", taken, {name: part for name, part in parts.items() if part > 0})


@act(2)
def merge_lots(shop, rng):
    taken = of_lots(shop, rng, 2)
    product = next(iter(taken)).product_id
    whole = product.uom_id.round(sum(taken.values()))
    shop.regroup("merge", taken, {f"{product.name} {rng.randrange(10**9)}": whole})


# -- other days ----------------------------------------------------------------------------------


@act(3)
def put_a_date_right(shop, rng):
    """It came, or left, on another day than the day on which it was written down."""
    kinds = (("supplier", "internal"), ("internal", "customer"), ("customer", "internal"))
    move = shop.done(rng, *rng.choice(kinds))
    date = move.date + timedelta(hours=rng.randint(-240, 240))
    date = min(date, shop.now())
    shop.forget_since(min(date, move.date))
    move.with_user(shop.manager).date = date


# -- other companies -----------------------------------------------------------------------------


@act(3)
def send_to_a_sister(shop, rng):
    """Goods leave for another company's shop and arrive there, at a cost of her own."""
    sister = shop.ask(rng, shop.sisters)
    lot, quantity = shop.ask(rng, shop.on_shelf())
    product = lot.product_id
    if product.tracking != "lot":
        raise NothingToDo
    quantity = shop.amount(rng, product, quantity)
    transit = shop.env.ref("stock.stock_location_inter_company")
    transit.active = True
    sister.take_on(product, rng)
    leaving = transfer(shop, product, quantity, transit)
    leaving.move_line_ids.unlink()
    leaving.move_ids.move_line_ids = [
        Command.create(
            {**shop._line_vals(leaving, product), "lot_id": lot.id, "quantity": quantity}
        )
    ]
    validate(leaving)
    arriving = transfer(sister, product, quantity, transit, arrives=True)
    arriving.action_assign()
    validate(arriving)
    sister.check_ledger()


def transfer(shop, product, quantity, transit, *, arrives=False):
    """A confirmed transfer between a shop and the way to its sisters."""
    warehouse, here = shop.warehouse, shop.stock_location
    source, target = (transit, here) if arrives else (here, transit)
    places = {
        "location_id": source.id,
        "location_dest_id": target.id,
        "company_id": shop.company.id,
    }
    operation = warehouse.in_type_id if arrives else warehouse.out_type_id
    move = {"product_id": product.id, "product_uom_qty": quantity, **places}
    picking = shop.env["stock.picking"].create(
        {"picking_type_id": operation.id, "move_ids": [Command.create(move)], **places}
    )
    picking.action_confirm()
    return picking


def validate(picking):
    picking.move_ids.picked = True
    picking._action_done()
    if picking.state != "done":
        raise AssertionError(f"{picking.name} is {picking.state}")
