"""Orders as a till sends them."""

from datetime import datetime, timezone
from uuid import uuid4

PRICE = 2.0


def line(product_id, quantity, packs, name="Goods"):
    """:param packs: what the till says of the lots: ``[{lot_name, lot_id, quantity…}]``"""
    total = PRICE * quantity
    values = {
        "product_id": product_id,
        "qty": quantity,
        "price_unit": PRICE,
        "price_subtotal": total,
        "price_subtotal_incl": total,
        "discount": 0,
        "tax_ids": [[6, False, []]],
        "full_product_name": name,
        "uuid": str(uuid4()),
        "pack_lot_ids": [[0, 0, pack] for pack in packs],
    }
    return [0, 0, values]


def order(place, company_id, user_id, lines):
    """:param place: ``{session, method}``, ids of the open session and of how it is paid"""
    now = datetime.now(timezone.utc).strftime("%Y-%m-%d %H:%M:%S")
    uuid = str(uuid4())
    total = sum(values["price_subtotal_incl"] for _new, _id, values in lines)
    payment = {"amount": total, "name": now, "payment_method_id": place["method"]}
    return {
        "uuid": uuid,
        "name": f"Order {uuid[:8]}",
        "pos_reference": f"Order {uuid}",
        "sequence_number": 1,
        "state": "paid",
        "session_id": place["session"],
        "company_id": company_id,
        "user_id": user_id,
        "date_order": now,
        "lines": lines,
        "payment_ids": [[0, 0, payment]],
        "amount_total": total,
        "amount_paid": total,
        "amount_tax": 0,
        "amount_return": 0,
        "partner_id": False,
        "fiscal_position_id": False,
        "pricelist_id": False,
        "to_invoice": False,
        "last_order_preparation_change": "{}",
    }
