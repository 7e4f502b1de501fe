"""Inside ``odoo shell``: three shops on one stock, their open tills, and goods to compete for.

Runs with the add-on and without it. Writes what the clients need to know as JSON.
"""

import json
import os
from pathlib import Path

from odoo import Command
from odoo.fields import Domain

env = globals()["env"]
SHOPS = 3
PASSWORD = "race"  # noqa: S105 (a database of an hour, on loopback)


def make_user():
    groups = ["base.group_user", "point_of_sale.group_pos_user", "stock.group_stock_user"]
    return env["res.users"].create(
        {
            "name": "Racer",
            "login": "racer",
            "password": PASSWORD,
            "group_ids": [Command.set([env.ref(name).id for name in groups])],
        }
    )


def make_till(number):
    journal = env["account.journal"].create(
        {"name": f"Race {number}", "type": "cash", "code": f"RC{number}"}
    )
    method = env["pos.payment.method"].create({"name": f"Race {number}", "journal_id": journal.id})
    return env["pos.config"].create(
        {
            "name": f"Race {number}",
            "payment_method_ids": [Command.set(method.ids)],
            "use_pricelist": False,
        }
    )


def open_till(till, user):
    till = till.with_user(user)
    till.open_ui()
    session = till.current_session_id
    session.set_opening_control(0, None)
    return {"config": till.id, "session": session.id, "method": till.payment_method_ids[:1].id}


def make_goods(name, quantity):
    """A tracked product, and where there is a quantity, one lot with it."""
    product = env["product.product"].create(
        {
            "name": name,
            "is_storable": True,
            "tracking": "lot",
            "available_in_pos": True,
            "list_price": 2.0,
            "taxes_id": [Command.clear()],
        }
    )
    if not quantity:
        return {"product": product.id, "name": name, "lot": None}
    lot = env["stock.lot"].create(
        {"name": name, "product_id": product.id, "company_id": env.company.id}
    )
    place = env["stock.warehouse"].search(Domain("company_id", "=", env.company.id), limit=1)
    env["stock.quant"]._update_available_quantity(product, place.lot_stock_id, quantity, lot_id=lot)
    return {"product": product.id, "name": name, "lot": lot.id}


goods = json.loads(os.environ["TILLS_GOODS"])  # {name: quantity or 0}
env.company.point_of_sale_update_stock_quantities = "real"
user = make_user()
tills = [make_till(number) for number in range(SHOPS)]
if "lot_policy" in env["pos.config"]._fields:
    for till in tills:
        till.lot_policy = "enforce"
kind = tills[0].picking_type_id
kind.write({"use_create_lots": True, "use_existing_lots": True})
answer = {
    "company": env.company.id,
    "user": user.id,
    "password": PASSWORD,
    "tills": [open_till(till, user) for till in tills],
    "goods": {name: make_goods(name, quantity) for name, quantity in goods.items()},
}
env.cr.commit()
Path(os.environ["TILLS_RESULT"]).write_text(json.dumps(answer))
