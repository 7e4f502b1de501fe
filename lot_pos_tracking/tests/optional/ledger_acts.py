"""Acts of the walk that optional apps bring."""

from odoo.fields import Command

from ..valuation import ledger_walk
from ..valuation.ledger_goods import pick_lots, send_back
from ..valuation.ledger_walk import NothingToDo, act

SPLITS = ("equal", "by_quantity", "by_current_cost_price", "by_weight", "by_volume")


def freight(shop):
    product = shop.env["product.product"].search(
        [("default_code", "=", f"FREIGHT{shop.company.id}")]
    )
    return product or shop.env["product.product"].create(
        {
            "name": "Freight",
            "default_code": f"FREIGHT{shop.company.id}",
            "type": "service",
            "landed_cost_ok": True,
            "property_account_expense_id": shop.cogs_account.id,
        }
    )


@act(4, needs="stock.landed.cost")
def land_a_cost(shop, rng):
    """Freight on one or two receipts, now or long after their goods were sold."""
    moves = shop.env["stock.move"].search(
        [
            ("product_id", "in", shop.products.ids),
            ("company_id", "=", shop.company.id),
            ("state", "=", "done"),
            ("is_in", "=", True),
            ("picking_id.picking_type_code", "=", "incoming"),
            ("purchase_line_id", "!=", False),
            ("origin_returned_move_id", "=", False),
        ],
        order="id",
    )
    pickings = shop.ask(rng, moves).picking_id
    if rng.random() < 0.3:
        pickings |= shop.ask(rng, moves).picking_id
    journal = shop.env["account.journal"].search(
        [("type", "=", "general"), ("company_id", "=", shop.company.id)], limit=1
    )
    cost = shop.env["stock.landed.cost"].create(
        {
            "picking_ids": [Command.set(pickings.ids)],
            "account_journal_id": journal.id,
            "cost_lines": [
                Command.create(
                    {
                        "product_id": freight(shop).id,
                        "price_unit": shop.company.currency_id.round(rng.uniform(1, 40)),
                        "split_method": rng.choice(SPLITS),
                    }
                )
            ],
        }
    )
    cost.compute_landed_cost()
    cost.button_validate()


def made_goods(shop):
    """``(what is made, its by-product)``, the shop's own ones for the whole walk."""
    names = [f"{name} of {shop.company.name}" for name in ("Pie", "Peel")]
    known = shop.products.filtered(lambda product: product.name in names).sorted("id")
    if not known:
        pie, peel = names
        known = shop.make_valued(pie, "average") + shop.make_valued(peel, "fifo")
        shop.products += known
    return known


@act(5, needs="mrp.production")
def produce(shop, rng):
    """A lot made of lots of one or two products, at times with a by-product."""
    used = pick_lots(shop, rng)
    pie, peel = made_goods(shop)
    if next(iter(used)).product_id in (pie, peel):
        raise NothingToDo
    quantity = rng.randint(1, 6)
    total = sum(used.values())
    product = next(iter(used)).product_id
    byproducts = [(0, 0, {"product_id": peel.id, "product_qty": 1, "cost_share": 12.5})]
    bom = shop.env["mrp.bom"].create(
        {
            "product_tmpl_id": pie.product_tmpl_id.id,
            "product_qty": quantity,
            "company_id": shop.company.id,
            "bom_line_ids": [Command.create({"product_id": product.id, "product_qty": total})],
            "byproduct_ids": byproducts if rng.random() < 0.4 else [],
        }
    )
    order = shop.env["mrp.production"].create(
        {"product_id": pie.id, "bom_id": bom.id, "product_qty": quantity}
    )
    order.action_confirm()
    order.qty_producing = quantity
    order.lot_producing_ids = shop.env["stock.lot"].create(
        {"name": f"pie-{rng.randrange(10**9)}", "product_id": pie.id}
    )
    for move, lots in [(order.move_raw_ids, used)]:
        move.move_line_ids.unlink()
        move.move_line_ids = [
            Command.create(
                {
                    "product_id": lot.product_id.id,
                    "product_uom_id": lot.product_id.uom_id.id,
                    "lot_id": lot.id,
                    "quantity": taken,
                    "location_id": move.location_id.id,
                    "location_dest_id": move.location_dest_id.id,
                }
            )
            for lot, taken in lots.items()
        ]
        move.picked = True
    for move in order.move_byproduct_ids:
        move.move_line_ids.unlink()
        lot = shop.env["stock.lot"].create(
            {"name": f"peel-{rng.randrange(10**9)}", "product_id": peel.id}
        )
        move.move_line_ids = [
            Command.create(
                {
                    "product_id": peel.id,
                    "product_uom_id": peel.uom_id.id,
                    "lot_id": lot.id,
                    "quantity": move.product_uom_qty,
                    "location_id": move.location_id.id,
                    "location_dest_id": move.location_dest_id.id,
                }
            )
        ]
        move.picked = True
    order.button_mark_done()
    if order.state != "done":
        raise AssertionError(f"production is {order.state}")


@act(2, needs="mrp.unbuild")
def unbuild(shop, rng):
    orders = (
        shop.env["mrp.production"]
        .search([("company_id", "=", shop.company.id), ("state", "=", "done")], order="id")
        .filtered(lambda order: order.product_id in shop.products and not order.unbuild_ids)
    )
    order = shop.ask(rng, orders)
    lot = order.lot_producing_ids[:1]
    if shop.free(lot) < order.product_qty or order.move_byproduct_ids:
        raise NothingToDo
    shop.env["mrp.unbuild"].create(
        {
            "product_id": order.product_id.id,
            "bom_id": order.bom_id.id,
            "mo_id": order.id,
            "lot_id": lot.id,
            "product_qty": order.product_qty,
            "company_id": shop.company.id,
        }
    ).action_unbuild()


@act(3, needs="mrp.bom")
def let_a_baker_produce(shop, rng):
    """Subcontracting: a lot goes to the baker, a lot of pies comes back, his work on top."""
    if "subcontractor_ids" not in shop.env["mrp.bom"]._fields:
        raise NothingToDo
    lot, quantity = shop.ask(rng, shop.on_shelf())
    pie, peel = made_goods(shop)
    part = lot.product_id
    if part in (pie, peel) or part.tracking != "lot" or quantity < 1:
        raise NothingToDo
    count = rng.randint(1, min(4, int(quantity)))
    baker = shop.make_vendor(f"Baker {rng.randrange(10**9)}")
    shop.env["mrp.bom"].create(
        {
            "product_tmpl_id": pie.product_tmpl_id.id,
            "company_id": shop.company.id,
            "type": "subcontract",
            "subcontractor_ids": [Command.link(baker.id)],
            "bom_line_ids": [Command.create({"product_id": part.id, "product_qty": 1})],
        }
    )
    shop.move_lot(lot, count, shop.stock_location, baker.property_stock_subcontractor)
    picking = shop.order(pie, count, shop.price(rng), partner_id=baker.id).picking_ids
    move = picking.move_ids
    move.move_line_ids.unlink()
    name = f"pie-{rng.randrange(10**9)}"
    move.move_line_ids = [
        Command.create({**shop._line_vals(picking, pie), "lot_name": name, "quantity": count})
    ]
    move.picked = True
    picking.button_validate()
    if picking.state != "done":
        raise AssertionError(f"the pies are {picking.state}")


@act(6, needs="sale.order")
def sell_by_order(shop, rng):
    """A sale order, delivered at once or in part, at times invoiced before."""
    lots = pick_lots(shop, rng)
    product = next(iter(lots)).product_id
    product.invoice_policy = rng.choice(("delivery", "order"))
    order = shop.env["sale.order"].create(
        {
            "partner_id": shop.customer.id,
            "company_id": shop.company.id,
            "order_line": [
                Command.create(
                    {
                        "product_id": product.id,
                        "product_uom_qty": sum(lots.values()),
                        "price_unit": 20.0,
                        "tax_ids": [Command.clear()],
                    }
                )
            ],
        }
    )
    order.action_confirm()
    picking = order.picking_ids
    picking.move_line_ids.unlink()
    picking.move_ids.move_line_ids = [
        Command.create({**shop._line_vals(picking, product), "lot_id": lot.id, "quantity": taken})
        for lot, taken in lots.items()
    ]
    picking.move_ids.picked = True
    picking.with_context(skip_backorder=True).button_validate()
    if rng.random() < 0.6:
        order._create_invoices(final=True).action_post()


@act(2, needs="sale.order")
def invoice_an_order(shop, rng):
    orders = shop.env["sale.order"].search(
        [
            ("company_id", "=", shop.company.id),
            ("invoice_status", "=", "to invoice"),
            ("order_line.product_id", "in", shop.products.ids),
        ],
        order="id",
    )
    order = shop.ask(rng, orders)
    order._create_invoices(final=True).action_post()


@act(2, needs="sale.order")
def take_back_from_an_order(shop, rng):
    move = shop.done(rng, "internal", "customer", domain=[("sale_line_id", "!=", False)])
    back = send_back(shop, rng, move)
    order = move.sale_line_id.order_id
    if back and rng.random() < 0.5 and order.invoice_status == "to invoice":
        order._create_invoices(final=True).action_post()


@act(2, needs="mrp.bom")
def sell_a_kit_at_the_till(shop, rng):
    lots = pick_lots(shop, rng, most=1)
    [(lot, quantity)] = lots.items()
    if lot.product_id.tracking == "serial" or shop.free(lot) < 1:
        raise NothingToDo
    kit = shop.make_product(f"Kit {rng.randrange(10**9)}", tracking="none", is_storable=False)
    shop.env["mrp.bom"].create(
        {
            "product_tmpl_id": kit.product_tmpl_id.id,
            "type": "phantom",
            "company_id": shop.company.id,
            "bom_line_ids": [Command.create({"product_id": lot.product_id.id, "product_qty": 1})],
        }
    )
    order = shop.sell(shop.ui_line(kit, 1, price=20.0), session=shop.open_till())
    if any(picking.state != "done" for picking in order.picking_ids):
        raise AssertionError("the kit was not moved")


@act(2, needs="sale.order")
def dropship(shop, rng):
    """From the vendor to the customer; nothing of it is ever ours."""
    route = shop.env.ref("stock_dropshipping.route_drop_shipping", raise_if_not_found=False)
    product = rng.choice(shop.products)
    if not route or product.tracking == "serial":
        raise NothingToDo
    if "bom_ids" in product._fields and "subcontract" in product.bom_ids.mapped("type"):
        raise NothingToDo  # a baker would be asked which lots went into it
    product.route_ids |= route
    price = shop.price(rng)
    product.seller_ids.filtered(lambda row: row.partner_id == shop.vendor).unlink()
    product.seller_ids = [Command.create({"partner_id": shop.vendor.id, "price": price})]
    sale = shop.env["sale.order"].create(
        {
            "partner_id": shop.customer.id,
            "company_id": shop.company.id,
            "order_line": [
                Command.create(
                    {
                        "product_id": product.id,
                        "product_uom_qty": 6,
                        "tax_ids": [Command.clear()],
                    }
                )
            ],
        }
    )
    sale.action_confirm()
    purchase = sale.order_line.purchase_line_ids.order_id
    product.route_ids -= route
    if not purchase:
        raise AssertionError("nothing was ordered")
    purchase.button_confirm()
    picking = purchase.picking_ids
    picking.move_line_ids.unlink()
    picking.move_ids.move_line_ids = [
        Command.create(
            {
                **shop._line_vals(picking, product),
                "lot_name": f"drop-{rng.randrange(10**9)}",
                "quantity": 3,
            }
        )
        for _lot in range(2)
    ]
    picking.move_ids.picked = True
    picking.button_validate()


ACTS = [a for a in ledger_walk.ACTS.values() if a.needs]
