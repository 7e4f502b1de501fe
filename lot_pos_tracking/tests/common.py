"""Builders that read like the story of a test; every one has defaults for what does not matter."""

from itertools import count
from uuid import uuid4

from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user

_number = count(1)


class LotCommon(TransactionCase):
    """One shop, its users, and builders for products, lots and receipts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.company.partner_id.tz = "UTC"
        cls.warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.company.id)], limit=1
        )
        cls.stock_location = cls.warehouse.lot_stock_id
        cls.customer_location = cls.env.ref("stock.stock_location_customers")
        cls.supplier_location = cls.env.ref("stock.stock_location_suppliers")
        cls.vendor = cls.make_vendor()
        cls.stock_user = cls.make_user("stock.group_stock_user", "purchase.group_purchase_user")
        cls.holder = cls.make_user("lot_pos_tracking.group_lot_hold")
        cls.manager = cls.make_user("stock.group_stock_manager", "purchase.group_purchase_user")

    # -- people and masters ----------------------------------------------------------------------

    @classmethod
    def make_user(cls, *groups, company=None, **values):
        login = values.pop("login", f"user{next(_number)}")
        company = company or cls.company
        return new_test_user(
            cls.env,
            login=login,
            groups=",".join(("base.group_user", *groups)),
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
            tz="UTC",
            **values,
        )

    @classmethod
    def make_company(cls, name="Other Shop"):
        """A second company with a warehouse and no chart of accounts."""
        company = cls.env["res.company"].create({"name": f"{name} {next(_number)}"})
        if not cls.env["stock.warehouse"].search_count([("company_id", "=", company.id)]):
            cls.env["stock.warehouse"].create(
                {"name": company.name, "code": f"W{next(_number)}", "company_id": company.id}
            )
        return company

    @classmethod
    def make_vendor(cls, name="Green Meadow Dairy", **values):
        return cls.env["res.partner"].create({"name": name, "is_company": True, **values})

    @classmethod
    def make_product(cls, name="Milk", *, tracking="lot", shelf_life=0, price=2.0, **values):
        """A storable product of the till; ``shelf_life`` in days switches its dates on."""
        return cls.env["product.product"].create(
            {
                "name": name,
                "is_storable": True,
                "tracking": tracking,
                "available_in_pos": True,
                "list_price": price,
                "taxes_id": [Command.clear()],
                "supplier_taxes_id": [Command.clear()],
                "use_expiration_date": bool(shelf_life),
                "expiration_time": shelf_life,
                **values,
            }
        )

    # -- stock -----------------------------------------------------------------------------------

    def receive(
        self, product, lots, *, price=None, expires=None, vendor=None, user=None, **lot_vals
    ):
        """Receive goods of a purchase order, each lot on a line of its own.

        :param lots: ``{lot name: quantity}``
        :param expires: the use-by day of all the lots
        :return: ``{lot name: stock.lot}``
        """
        env = self.env(user=user) if user else self.env
        order = (
            env["purchase.order"]
            .sudo()
            .create(
                {
                    "partner_id": (vendor or self.vendor).id,
                    "order_line": [
                        Command.create(
                            {
                                "product_id": product.id,
                                "product_qty": sum(lots.values()),
                                "price_unit": product.standard_price if price is None else price,
                            }
                        )
                    ],
                }
            )
        )
        order.button_confirm()
        picking = order.picking_ids
        picking.move_ids.move_line_ids.unlink()
        picking.move_ids.move_line_ids = [
            Command.create({**self._line_vals(picking, product), "lot_name": n, "quantity": q})
            for n, q in lots.items()
        ]
        picking.move_ids.picked = True
        picking.with_context(skip_expired=True).button_validate()
        found = {lot.name: lot for lot in picking.move_line_ids.lot_id}
        if expires:
            lot_vals["use_by_date"] = expires
        if lot_vals:
            for lot in found.values():
                lot.sudo().write(lot_vals)
        return {name: found[name] for name in lots}

    def _line_vals(self, picking, product):
        return {
            "product_id": product.id,
            "product_uom_id": product.uom_id.id,
            "location_id": picking.location_id.id,
            "location_dest_id": picking.location_dest_id.id,
            "picking_id": picking.id,
        }

    def make_lot(self, product, name, quantity=0.0, *, location=None, **values):
        """A lot with stock on hand, put there by a count."""
        lot = self.env["stock.lot"].create(
            {"name": name, "product_id": product.id, "company_id": self.company.id, **values}
        )
        if quantity:
            self.env["stock.quant"]._update_available_quantity(
                product, location or self.stock_location, quantity, lot_id=lot
            )
        return lot

    def deliver(self, product, quantity, *, lots=None, validate=True):
        """A delivery of the product; ``lots`` (``{lot: quantity}``) names them, else reserved.

        :return: the picking
        """
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": self.warehouse.out_type_id.id,
                "location_id": self.stock_location.id,
                "location_dest_id": self.customer_location.id,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_uom_qty": quantity,
                            "product_uom": product.uom_id.id,
                            "location_id": self.stock_location.id,
                            "location_dest_id": self.customer_location.id,
                        }
                    )
                ],
            }
        )
        picking.action_confirm()
        if lots:
            picking.move_line_ids.unlink()
            picking.move_ids.move_line_ids = [
                Command.create(
                    {**self._line_vals(picking, product), "lot_id": lot.id, "quantity": qty}
                )
                for lot, qty in lots.items()
            ]
        else:
            picking.action_assign()
        if validate:
            picking.move_ids.picked = True
            picking._action_done()
        return picking

    def move_lot(self, lot, quantity, source, target, **values):
        """A done move of a lot from place to place, without a transfer.

        :return: the move
        """
        places = {"location_id": source.id, "location_dest_id": target.id}
        move = self.env["stock.move"].create(
            {
                "product_id": lot.product_id.id,
                "product_uom_qty": quantity,
                **places,
                "move_line_ids": [
                    Command.create(
                        {
                            "product_id": lot.product_id.id,
                            "lot_id": lot.id,
                            "quantity": quantity,
                            **places,
                        }
                    )
                ],
                **values,
            }
        )
        move._action_confirm()
        move.picked = True
        move._action_done()
        return move

    def produce(self, product, name, made_of, quantity=1):
        """A lot made of quantities of other lots, as manufacturing links them.

        :param made_of: ``{lot: quantity}``
        """
        place = self.env["stock.location"].search([("usage", "=", "production")], limit=1)
        used = [self.move_lot(lot, qty, self.stock_location, place) for lot, qty in made_of.items()]
        lot = self.env["stock.lot"].create({"name": name, "product_id": product.id})
        made = self.move_lot(lot, quantity, place, self.stock_location)
        made.move_line_ids.consume_line_ids = [
            Command.set([line.id for move in used for line in move.move_line_ids])
        ]
        return lot

    def on_hand(self, lot, location=None):
        """The lots' quantity in a location and below, the shop's stock when left out."""
        return self.env["stock.quant"]._read_group(
            [
                ("lot_id", "in", lot.ids),
                ("location_id", "child_of", (location or self.stock_location).id),
            ],
            [],
            ["quantity:sum"],
        )[0][0]


class LotPosCommon(LotCommon):
    """A till with a cashier who has the Point of Sale user right and nothing else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.point_of_sale_update_stock_quantities = "real"
        cls.config = cls.make_till()
        cls.cashier = cls.make_user("point_of_sale.group_pos_user")
        cls.pos_manager = cls.make_user("point_of_sale.group_pos_manager")

    @classmethod
    def make_till(cls, name="Till", **values):
        journal = cls.env["account.journal"].create(
            {
                "name": f"Cash {next(_number)}",
                "type": "cash",
                "code": f"C{next(_number)}",
                "company_id": cls.company.id,
            }
        )
        cash = cls.env["pos.payment.method"].create(
            {"name": f"Cash {journal.code}", "journal_id": journal.id}
        )
        return cls.env["pos.config"].create(
            {
                "name": f"{name} {next(_number)}",
                "payment_method_ids": [Command.set(cash.ids)],
                "use_pricelist": False,
                **values,
            }
        )

    def open_till(self, config=None, user=None):
        """An open session of the till, as the cashier opens it."""
        config = (config or self.config).with_user(user or self.cashier)
        if not config.current_session_id:
            config.open_ui()
        session = config.current_session_id
        if session.state == "opening_control":
            session.set_opening_control(0, None)
        return session

    def ui_line(self, product, quantity=1, lots=None, price=None, **values):
        """The line as the till sends it; ``lots`` is ``{lot or name: quantity}``."""
        price = product.lst_price if price is None else price
        packs = []
        for lot, lot_quantity in (lots or {}).items():
            named = (
                {"lot_name": lot}
                if isinstance(lot, str)
                else {"lot_name": lot.name, "lot_id": lot.id}
            )
            packs.append([0, 0, {**named, "quantity": lot_quantity, "evidence": "scanned"}])
        return [
            0,
            0,
            {
                "product_id": product.id,
                "qty": quantity,
                "price_unit": price,
                "price_subtotal": price * quantity,
                "price_subtotal_incl": price * quantity,
                "tax_ids": [[6, False, []]],
                "discount": 0,
                "full_product_name": product.display_name,
                "uuid": str(uuid4()),
                "pack_lot_ids": packs,
                **values,
            },
        ]

    def ui_order(self, lines, *, session=None, **values):
        """The order as the till sends it.

        :param lines: ``[(product, lot, quantity)]`` or results of ``ui_line``
        """
        session = session or self.open_till()
        commands = [
            line
            if isinstance(line, list)
            else self.ui_line(line[0], line[2], {line[1]: abs(line[2])} if line[1] else None)
            for line in lines
        ]
        total = sum(command[2]["price_subtotal_incl"] for command in commands)
        method = session.config_id.payment_method_ids[:1]
        now = fields.Datetime.to_string(fields.Datetime.now())
        uuid = str(uuid4())
        return {
            "uuid": uuid,
            "name": f"Order {uuid[:8]}",
            "state": "paid",
            "session_id": session.id,
            "company_id": session.company_id.id,
            "user_id": self.cashier.id,
            "date_order": now,
            "lines": commands,
            "payment_ids": [[0, 0, {"amount": total, "name": now, "payment_method_id": method.id}]],
            "amount_total": total,
            "amount_paid": total,
            "amount_tax": 0,
            "amount_return": 0,
            "partner_id": False,
            "fiscal_position_id": False,
            "pricelist_id": session.config_id.pricelist_id.id,
            "to_invoice": False,
            "last_order_preparation_change": "{}",
            **values,
        }

    def sync(self, *orders, user=None):
        """Send orders as the till does.

        :return: ``pos.order`` records, readable by the test
        """
        orders_model = self.env["pos.order"].with_user(user or self.cashier)
        result = orders_model.with_context(generate_pdf=False).sync_from_ui(list(orders))
        return self.env["pos.order"].browse([row["id"] for row in result["pos.order"]])

    def assert_refused(self, message, *orders, user=None):
        """The server refuses with this message (a regex) and keeps nothing of the orders."""
        before = self.env["pos.order"].search_count([])
        with self.assertRaisesRegex(UserError, message), self.env.cr.savepoint():
            self.sync(*orders, user=user)
        self.assertEqual(self.env["pos.order"].search_count([]), before)

    def sell(self, *lines, **values):
        """Sell in one go; lines as in ``ui_order``.

        :return: the ``pos.order``
        """
        return self.sync(self.ui_order(list(lines), **values))
