"""Acts of the walk: values that come late, done lines that are edited."""

from datetime import timedelta

from odoo import fields

from .ledger_walk import NothingToDo, act

# -- values that come late -----------------------------------------------------------------------


@act(9)
def bill(shop, rng):
    """The bill of a receipt: another price, another quantity, another day."""
    orders = shop.env["purchase.order"].search(
        [("company_id", "=", shop.company.id), ("invoice_status", "=", "to invoice")], order="id"
    )
    order = shop.ask(rng, orders)
    action = order.with_user(shop.accountant).action_create_invoice()
    document = shop.env["account.move"].browse(action["res_id"]).with_user(shop.accountant)
    document.invoice_date = shop.now().date() - timedelta(days=rng.choice((0, 0, 0, 1, 5)))
    line = document.invoice_line_ids[:1]
    if rng.random() < 0.6:
        line.price_unit = shop.price(rng)
    if rng.random() < 0.15 and line.quantity > 1:
        line.quantity = int(line.quantity / 2)
    if document.amount_total < 0:
        document.unlink()
        raise NothingToDo  # more went back than came since the last bill: a credit note's work
    shop.forget_since(fields.Datetime.to_datetime(document.invoice_date))
    document.action_post()


@act(3)
def take_a_bill_back(shop, rng):
    bills = shop.env["account.move"].search(
        [
            ("company_id", "=", shop.company.id),
            ("move_type", "=", "in_invoice"),
            ("state", "=", "posted"),
            ("invoice_line_ids.purchase_line_id", "!=", False),
        ],
        order="id",
    )
    document = shop.ask(rng, bills).with_user(shop.accountant)
    shop.forget_since(fields.Datetime.to_datetime(document.date))
    document.button_draft()
    if rng.random() < 0.5:
        document.button_cancel()


@act(3)
def value_by_hand(shop, rng):
    move = shop.done(rng, "supplier", "internal", domain=[("picking_id", "!=", False)])
    if not move.is_in:
        raise NothingToDo
    shop.forget_since(move.date)
    move.with_user(shop.accountant).value_manual = shop.company.currency_id.round(
        rng.uniform(0, 200)
    )


@act(2)
def value_again(shop, rng):
    """Valuing done moves again, together or one by one, books nothing."""
    counts = [shop.env[model].search_count([]) for model in LEDGER]
    done = shop.env["stock.move"].search(
        [
            ("product_id", "in", shop.products.ids),
            ("company_id", "=", shop.company.id),
            ("state", "=", "done"),
        ],
        order="id",
    )
    moves = done.browse(rng.sample(done.ids, min(9, len(done))))
    if rng.random() < 0.5:
        moves._set_value()
    else:
        for move in moves:
            move._set_value()
    if counts != [shop.env[model].search_count([]) for model in LEDGER]:
        raise AssertionError(f"valuing {moves} again booked something")


LEDGER = ("lot.cost.layer", "lot.cost.consumption")


# -- done lines that are edited ------------------------------------------------------------------


def edited_line(shop, rng):
    """A done line of goods that have stayed where it brought them. Odoo refuses to change what a
    subcontractor made, we what was split or merged; goods between two companies have arrived."""
    lines = shop.env["stock.move.line"].search(
        [
            ("product_id", "in", shop.products.ids),
            ("company_id", "=", shop.company.id),
            ("state", "=", "done"),
            ("picked", "=", True),
            ("owner_id", "=", False),
            ("product_id.tracking", "=", "lot"),
            ("move_id.returned_move_ids", "=", False),
            ("move_id.origin_returned_move_id", "=", False),
            ("pos_order_line_id", "=", False),
            ("move_id.lot_regroup_id", "=", False),
            ("location_id.usage", "!=", "transit"),
            ("location_dest_id.usage", "!=", "transit"),
        ],
        order="id desc",
        limit=40,
    )
    if "is_subcontract" in lines.move_id._fields:
        lines = lines.filtered(lambda line: not line.move_id.is_subcontract)
    return shop.ask(rng, lines.sorted("id"))


@act(4)
def edit_a_done_quantity(shop, rng):
    line = edited_line(shop, rng)
    uom = line.product_uom_id
    wanted = uom.round(max(0.01, line.quantity + rng.choice((-1, 1)) * rng.randint(1, 5)))
    difference = line.product_uom_id._compute_quantity(
        wanted - line.quantity, line.product_id.uom_id
    )
    if line.location_id.usage == "internal":
        difference = -difference
    if line.location_id.usage == line.location_dest_id.usage:
        raise NothingToDo
    if difference < 0 and -difference > shop.free(line.lot_id):
        raise NothingToDo
    line.with_user(shop.manager).quantity = wanted


@act(3)
def edit_a_done_lot(shop, rng):
    line = edited_line(shop, rng)
    if line.location_id.usage == line.location_dest_id.usage:
        raise NothingToDo
    quantity = line.quantity_product_uom
    if line.location_dest_id.usage == "internal":
        if quantity > shop.free(line.lot_id):
            raise NothingToDo
        other = shop.env["stock.lot"].create(
            {"name": f"{line.id}-{rng.randrange(10**9)}", "product_id": line.product_id.id}
        )
    else:
        fits = [lot for lot, free in shop.on_shelf(line.product_id) if free >= quantity]
        other = shop.ask(rng, [lot for lot in fits if lot != line.lot_id])
    line.with_user(shop.manager).lot_id = other
