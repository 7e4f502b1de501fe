"""Inside ``odoo shell``: remove the add-on from a database that has sold with it.

Run with STEP=remove, then Odoo is updated, then with STEP=sell.
"""

import os
from uuid import uuid4

ADDON = "lot_pos_tracking"


def remove(env):
    sell(env)
    env.cr.commit()
    module = env["ir.module.module"].search([("name", "=", ADDON)])
    module.button_immediate_uninstall()
    env.invalidate_all()
    state = env["ir.module.module"].search([("name", "=", ADDON)]).state
    assert state == "uninstalled", state
    env.cr.execute(
        "SELECT table_name FROM information_schema.tables "
        "WHERE table_schema = 'public' AND table_name IN "
        "('lot_hold', 'lot_hold_reason', 'lot_event', 'lot_number_rule')"
    )
    left = env.cr.fetchall()
    assert not left, f"tables left behind: {left}"


def sell(env):
    """Receive a lot and sell one of it at a till, through Odoo's own methods."""
    product = env["product.product"].create(
        {
            "name": f"Bread {uuid4()}",
            "is_storable": True,
            "tracking": "lot",
            "available_in_pos": True,
            "list_price": 3,
            "taxes_id": [(5, 0, 0)],
        }
    )
    lot = env["stock.lot"].create({"name": f"B{uuid4()}"[:12], "product_id": product.id})
    config = env["pos.config"].search([("company_id", "=", env.company.id)], limit=1)
    location = config.picking_type_id.default_location_src_id
    env["stock.quant"]._update_available_quantity(product, location, 5, lot_id=lot)
    if not config.current_session_id:
        config.open_ui()
    session = config.current_session_id
    if session.state == "opening_control":
        session.set_opening_control(0, None)
    cash = config.payment_method_ids.filtered("is_cash_count")[:1] or config.payment_method_ids[:1]
    line = {
        "product_id": product.id,
        "qty": 1,
        "price_unit": 3,
        "price_subtotal": 3,
        "price_subtotal_incl": 3,
        "tax_ids": [(6, 0, [])],
        "discount": 0,
        "uuid": str(uuid4()),
        "pack_lot_ids": [(0, 0, {"lot_name": lot.name})],
    }
    payment = {"amount": 3, "name": "2026-01-01 00:00:00", "payment_method_id": cash.id}
    order = {
        "uuid": str(uuid4()),
        "name": "Order",
        "state": "paid",
        "session_id": session.id,
        "company_id": env.company.id,
        "user_id": env.uid,
        "date_order": "2026-01-01 00:00:00",
        "lines": [(0, 0, line)],
        "payment_ids": [(0, 0, payment)],
        "amount_total": 3,
        "amount_paid": 3,
        "amount_tax": 0,
        "amount_return": 0,
        "partner_id": False,
        "fiscal_position_id": False,
        "pricelist_id": config.pricelist_id.id,
        "to_invoice": False,
        "last_order_preparation_change": "{}",
    }
    sent = env["pos.order"].with_context(generate_pdf=False).sync_from_ui([order])
    sold = env["pos.order"].browse(sent["pos.order"][0]["id"])
    assert sold.picking_ids.state == "done", sold.picking_ids.state
    assert sold.picking_ids.move_line_ids.lot_id == lot
    assert lot.product_qty == 4, lot.product_qty


env = env(user=env.ref("base.user_admin"))  # noqa: F821  odoo shell provides env
{"remove": remove, "sell": sell}[os.environ["STEP"]](env)
env.cr.commit()
