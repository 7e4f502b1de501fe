import threading
from contextlib import contextmanager
from functools import partial
from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.fields import Command
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, tagged
from odoo.tests.common import get_db_name
from odoo.tools import mute_logger

WAIT = 20  # seconds a door waits for the other before the test gives up


@tagged("post_install", "-at_install")
class TestTwoReceivers(BaseCase):
    """Two dock doors at once: real transactions, whose traces are removed afterwards."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        with self.transaction() as env:
            self.vendor_id = env["res.partner"].create({"name": "Race Vendor"}).id
            product = env["product.product"].create(
                {"name": "Race Milk", "is_storable": True, "tracking": "lot"}
            )
            self.product_id = product.id
            self.picking_ids = [self.make_receipt(env).id for _door in range(2)]
        self.addCleanup(self.clean_up)

    @contextmanager
    def transaction(self):
        with self.registry.cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, {})

    def make_receipt(self, env):
        order = env["purchase.order"].create(
            {
                "partner_id": self.vendor_id,
                "order_line": [
                    Command.create(
                        {"product_id": self.product_id, "product_qty": 5, "price_unit": 1}
                    )
                ],
            }
        )
        order.button_confirm()
        return order.picking_ids

    def clean_up(self):
        with self.transaction() as env:
            product, cr = env["product.product"].browse(self.product_id), env.cr
            template_id, orders = (
                product.product_tmpl_id.id,
                env["purchase.order"].search([("partner_id", "=", self.vendor_id)]),
            )
            order_ids, groups = tuple(orders.ids), tuple(orders.picking_ids.ids)
            for table in ("lot_event", "stock_quant", "stock_move_line", "product_value"):
                cr.execute(f"DELETE FROM {table} WHERE product_id = %s", [self.product_id])
            cr.execute("DELETE FROM lot_number_rule WHERE product_id = %s", [self.product_id])
            cr.execute("DELETE FROM lot_shipment WHERE vendor_id = %s", [self.vendor_id])
            cr.execute("DELETE FROM stock_move WHERE product_id = %s", [self.product_id])
            cr.execute("DELETE FROM stock_lot WHERE product_id = %s", [self.product_id])
            cr.execute("DELETE FROM stock_picking WHERE id IN %s", [groups])
            cr.execute("DELETE FROM purchase_order_line WHERE order_id IN %s", [order_ids])
            cr.execute("DELETE FROM purchase_order WHERE id IN %s", [order_ids])
            cr.execute("DELETE FROM product_product WHERE id = %s", [self.product_id])
            cr.execute("DELETE FROM product_template WHERE id = %s", [template_id])
            cr.execute("DELETE FROM res_partner WHERE id = %s", [self.vendor_id])

    def both_doors(self, act, meeting):
        """Run ``act(env, door)`` in two transactions that meet once before ``meeting`` goes on.

        :param meeting: ``(model, method)``, both have come to it before either passes it
        :return: errors of the doors
        """
        barrier, errors, met = threading.Barrier(2, timeout=WAIT), [], set()
        model, method = meeting
        original = getattr(self.registry[model], method)

        def wait_then_go(records, *args, **kwargs):
            if threading.current_thread().name.startswith("door") and (
                threading.get_ident() not in met
            ):
                met.add(threading.get_ident())
                barrier.wait()
            return original(records, *args, **kwargs)

        def door(number):
            try:
                with self.transaction() as env:
                    retrying(partial(act, env, number), env)
            except Exception as error:  # noqa: BLE001 (whatever a door meets is the finding)
                errors.append(error)

        threads = [threading.Thread(target=door, args=(n,), name=f"door{n}") for n in range(2)]
        with patch.object(self.registry[model], method, wait_then_go):
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(WAIT * 3)
        self.assertEqual(len(met), 2, "both doors must have come to the meeting")
        return errors

    def validate(self, env, door):
        picking = env["stock.picking"].browse(self.picking_ids[door])
        picking.button_validate()

    def lots(self, env):
        return env["stock.lot"].search([("product_id", "=", self.product_id)], order="name")

    def test_one_new_number_at_two_doors_is_one_lot_and_no_receipt_is_lost(self):
        with self.transaction() as env:
            pickings = env["stock.picking"].browse(self.picking_ids)
            pickings.move_line_ids.lot_name = "RACE"

        with mute_logger("odoo.sql_db"):
            errors = self.both_doors(self.validate, ("stock.lot", "_check_number_is_new"))

        self.assertEqual(errors, [])
        with self.transaction() as env:
            lots = self.lots(env)
            self.assertEqual(lots.mapped("name"), ["RACE"])
            self.assertEqual(lots.product_qty, 10)
            self.assertEqual(
                env["stock.picking"].browse(self.picking_ids).mapped("state"), ["done", "done"]
            )

    def test_numbers_drawn_at_two_doors_are_distinct(self):
        """A30"""
        with self.transaction() as env:
            env["lot.number.rule"].create(
                {
                    "name": "Race",
                    "mask": "R{seq:3}",
                    "scope": "product",
                    "product_id": self.product_id,
                }
            )

        errors = self.both_doors(self.validate, ("lot.number.rule", "_draw_each"))

        self.assertEqual(errors, [])
        with self.transaction() as env:
            self.assertEqual(self.lots(env).mapped("name"), ["R001", "R002"])
            self.assertEqual(self.lots(env).mapped("product_qty"), [5, 5])

    def test_one_document_at_two_doors_is_one_shipment(self):
        with self.transaction() as env:
            order = env["stock.picking"].browse(self.picking_ids[0]).purchase_id.name
        document = (
            "document_number,purchase_order,supplier_name,description,lot,quantity\n"
            f"RACE-1,{order},Race Vendor,Race Milk,A,5\n"
        ).encode()

        def take_in(env, _door):
            env["lot.shipment"].import_document(document, "race.csv")

        with mute_logger("odoo.sql_db"):
            errors = self.both_doors(take_in, ("lot.shipment", "_create_from"))

        self.assertEqual(errors, [])
        with self.transaction() as env:
            shipment = env["lot.shipment"].search([("vendor_id", "=", self.vendor_id)])
            self.assertEqual(shipment.mapped("name"), ["RACE-1"])
            self.assertEqual(len(shipment.line_ids.move_line_ids), 1)
