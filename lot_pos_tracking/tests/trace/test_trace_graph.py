from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from ..common import LotPosCommon

KINDS = {
    "lot",
    "receipt",
    "location",
    "pos_order",
    "delivery",
    "customer",
    "vendor",
    "production",
    "scrap",
    "adjustment",
}


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 09:00:00")
class TestTrace(LotPosCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.milk = cls.make_product("Milk")
        cls.ann = cls.env["res.partner"].create({"name": "Ann"})

    def trace(self, lots, direction="both", depth=None, user=None):
        face = self.env["lot.trace"].with_user(user or self.stock_user)
        return face.trace(lots.ids, direction, depth)

    def told(self, graph):
        """The edges by the names of their ends: ``{(source, kind, target): quantity}``."""
        names = {node["id"]: f"{node['kind']} {node['name']}" for node in graph["nodes"]}
        return {
            (names[edge["source"]], edge["kind"], names[edge["target"]]): edge["quantity"]
            for edge in graph["edges"]
        }

    def test_one_lot_from_its_vendor_to_its_buyers_with_what_came_back(self):
        lot = self.receive(self.milk, {"L1": 10}, price=1)["L1"]
        sale = self.sell((self.milk, lot, 3), partner_id=self.ann.id)
        refund = self.refund_of(sale, lot, 1)
        receipt = self.env["stock.move.line"].search([("lot_id", "=", lot.id)], order="id")[0]

        graph = self.trace(lot)

        shelf = f"location {self.stock_location.complete_name}"
        picking = f"receipt {receipt.picking_id.name}"
        expected = {
            (f"vendor {self.vendor.name}", "receipt", picking): 10,
            (picking, "receipt", "lot L1"): 10,
            ("lot L1", "sale", f"pos_order {sale.name}"): 3,
            (f"pos_order {sale.name}", "sale", "customer Ann"): 3,
            ("customer Ann", "return", f"pos_order {refund.name}"): 1,
            (f"pos_order {refund.name}", "return", "lot L1"): 1,
            ("lot L1", "on_hand", shelf): 8,
        }
        self.assertEqual(self.told(graph), expected)
        self.assertFalse(graph["truncated"])
        self.assertLessEqual({node["kind"] for node in graph["nodes"]}, KINDS)
        purchase = receipt.move_id.purchase_line_id.order_id
        node = next(n for n in graph["nodes"] if n["kind"] == "receipt")
        self.assertEqual(node["purchase"], {"id": purchase.id, "name": purchase.name})
        node = next(n for n in graph["nodes"] if n["name"] == sale.name)
        self.assertEqual(
            (node["till"], node["receipt_number"], node["cashier"]),
            (self.config.name, sale.pos_reference, self.cashier.name),
        )

    def refund_of(self, sale, lot, quantity):
        line = self.ui_line(
            self.milk, -quantity, {lot: quantity}, refunded_orderline_id=sale.lines[0].id
        )
        orders = self.sync(self.ui_order([line], partner_id=self.ann.id))
        return orders.filtered(lambda order: order.amount_total < 0)

    def test_up_tells_where_from_and_down_where_to(self):
        lot = self.receive(self.milk, {"L1": 10}, price=1)["L1"]
        self.sell((self.milk, lot, 3))

        up, down = self.trace(lot, "up"), self.trace(lot, "down")

        self.assertEqual({n["kind"] for n in up["nodes"]}, {"vendor", "receipt", "lot"})
        self.assertEqual({n["kind"] for n in down["nodes"]}, {"lot", "pos_order", "location"})
        with self.assertRaisesRegex(UserError, "up, down or both"):
            self.trace(lot, "sideways")

    def test_lots_made_of_lots_are_told_through_all_generations(self):
        flour, dough, bread = (self.make_product(name) for name in ("Flour", "Dough", "Bread"))
        first = self.receive(flour, {"p1l1": 10}, price=1)["p1l1"]
        second = self.produce(dough, "p2l1", {first: 4}, 2)
        third = self.produce(bread, "p3l1", {second: 2, first: 1}, 5)

        def lots(graph):
            return {n["name"] for n in graph["nodes"] if n["kind"] == "lot"}

        self.assertEqual(lots(self.trace(first, "down")), {"p1l1", "p2l1", "p3l1"})
        self.assertEqual(lots(self.trace(second, "both")), {"p1l1", "p2l1", "p3l1"})
        self.assertEqual(lots(self.trace(second, "up")), {"p1l1", "p2l1"})
        self.assertEqual(lots(self.trace(third, "up")), {"p1l1", "p2l1", "p3l1"})
        quantities = [
            edge["quantity"]
            for edge in self.trace(first, "down")["edges"]
            if edge["kind"] == "production"
        ]
        self.assertEqual(sorted(quantities), [1, 2, 2, 4, 5])
        cut = self.trace(first, "down", depth=1)
        self.assertEqual((lots(cut), cut["truncated"]), ({"p1l1", "p2l1", "p3l1"}, False))
        cut = self.trace(third, "up", depth=0)
        self.assertEqual((lots(cut), cut["truncated"]), ({"p3l1"}, True))

    def test_a_link_added_later_is_seen_at_once(self):
        flour, dough = self.make_product("Flour"), self.make_product("Dough")
        first = self.receive(flour, {"F1": 10}, price=1)["F1"]
        late = self.receive(flour, {"F2": 10}, price=1)["F2"]
        made = self.produce(dough, "D1", {first: 4}, 2)
        self.assertNotIn("lot F2", str(self.told(self.trace(made, "up"))))
        place = self.env["stock.location"].search([("usage", "=", "production")], limit=1)

        used = self.move_lot(late, 1, self.stock_location, place)
        made_line = self.env["stock.move.line"].search([("lot_id", "=", made.id)])
        made_line.consume_line_ids = [Command.link(used.move_line_ids.id)]

        self.assertIn("lot F2", str(self.told(self.trace(made, "up"))))

    def test_a_lot_reworked_into_itself_ends(self):
        lot = self.receive(self.milk, {"L1": 10}, price=1)["L1"]
        place = self.env["stock.location"].search([("usage", "=", "production")], limit=1)
        used = self.move_lot(lot, 2, self.stock_location, place)
        back = self.move_lot(lot, 2, place, self.stock_location)
        back.move_line_ids.consume_line_ids = [Command.set(used.move_line_ids.ids)]

        graph = self.trace(lot)

        self.assertEqual([n["name"] for n in graph["nodes"] if n["kind"] == "lot"], ["L1"])

    def test_a_split_lot_knows_its_parent(self):
        lot = self.receive(self.milk, {"L1": 10}, price=1)["L1"]
        child = self.env["stock.lot"].create(
            {"name": "L1-a", "product_id": self.milk.id, "parent_lot_id": lot.id}
        )

        self.assertEqual(self.told(self.trace(child, "up"))["lot L1", "split", "lot L1-a"], 0)
        self.assertIn("lot L1-a", str(self.told(self.trace(lot, "down"))))

    def test_deliveries_scraps_counts_and_transfers_have_their_own_kinds(self):
        lot = self.receive(self.milk, {"L1": 20}, price=1)["L1"]
        delivery = self.deliver(self.milk, 2, lots={lot: 2})
        delivery.partner_id = self.ann
        scrap = self.env["stock.scrap"].create(
            {"product_id": self.milk.id, "lot_id": lot.id, "scrap_qty": 3}
        )
        scrap.action_validate()
        shelf = self.env["stock.location"].create(
            {"name": "Shelf", "location_id": self.stock_location.id}
        )
        self.move_lot(lot, 4, self.stock_location, shelf)
        quant = lot.quant_ids.filtered(lambda q: q.location_id == self.stock_location)
        quant.inventory_quantity = 10
        quant.action_apply_inventory()
        counted = self.env["stock.move"].search(
            [("is_inventory", "=", True), ("product_id", "=", self.milk.id)]
        )

        told = self.told(self.trace(lot, "down"))

        stock = self.stock_location.complete_name
        self.assertEqual(
            told,
            {
                ("lot L1", "sale", f"delivery {delivery.name}"): 2,
                (f"delivery {delivery.name}", "sale", "customer Ann"): 2,
                ("lot L1", "scrap", f"scrap {scrap.name}"): 3,
                (f"location {stock}", "transfer", f"location {shelf.complete_name}"): 4,
                ("lot L1", "loss", f"adjustment {counted.reference}"): 1,
                ("lot L1", "on_hand", f"location {stock}"): 10,
                ("lot L1", "on_hand", f"location {shelf.complete_name}"): 4,
            },
        )

    def test_a_delivery_without_a_transfer_is_told_with_its_customer(self):
        lot = self.receive(self.milk, {"L1": 20}, price=1)["L1"]

        self.move_lot(lot, 2, self.stock_location, self.customer_location, partner_id=self.ann.id)

        kinds = [edge[1:] for edge in self.told(self.trace(lot, "down"))]
        self.assertIn(("sale", "customer Ann"), kinds)

    def test_a_return_to_the_vendor_ends_at_the_vendor(self):
        lot = self.receive(self.milk, {"L1": 20}, price=1)["L1"]
        self.move_lot(
            lot, 5, self.stock_location, self.supplier_location, partner_id=self.vendor.id
        )

        kinds = {edge[1:]: qty for edge, qty in self.told(self.trace(lot, "down")).items()}

        self.assertEqual(kinds["vendor_return", f"vendor {self.vendor.name}"], 5)

    def test_stock_booked_by_session_is_still_told_ticket_by_ticket(self):
        self.company.point_of_sale_update_stock_quantities = "closing"
        self.config.lot_policy = "native"
        lot = self.make_lot(self.milk, "L1", 10)
        first = self.sell((self.milk, lot, 3), partner_id=self.ann.id)
        second = self.sell((self.milk, lot, 2))
        open_ = self.trace(lot, "down")
        self.assertEqual({e["booked"] for e in open_["edges"] if e["kind"] == "sale"}, {False})
        session = first.session_id.sudo()
        session.post_closing_cash_details(session.cash_register_balance_end)
        session.close_session_from_ui()

        graph = self.trace(lot, "down")

        sales = {edge: qty for edge, qty in self.told(graph).items() if edge[1] == "sale"}
        self.assertEqual(
            sales,
            {
                ("lot L1", "sale", f"pos_order {first.name}"): 3,
                (f"pos_order {first.name}", "sale", "customer Ann"): 3,
                ("lot L1", "sale", f"pos_order {second.name}"): 2,
            },
        )
        self.assertEqual({e["booked"] for e in graph["edges"]}, {True})

    def test_another_company_is_told_nothing_and_a_cashier_may_not_ask(self):
        lot = self.receive(self.milk, {"L1": 10}, price=1)["L1"]
        stranger = self.make_user("stock.group_stock_manager", company=self.make_company())

        self.assertEqual(
            self.trace(lot, user=stranger), {"nodes": [], "edges": [], "truncated": False}
        )
        with self.assertRaises(AccessError):
            self.trace(lot, user=self.cashier)

    def test_lots_made_in_another_company_stay_its_secret(self):
        lot = self.receive(self.milk, {"L1": 10}, price=1)["L1"]
        dough = self.make_product("Dough")
        made = self.produce(dough, "D1", {lot: 4}, 2)
        other = self.make_company()
        self.env.cr.execute(
            "UPDATE stock_move_line SET company_id = %s WHERE lot_id = %s", [other.id, made.id]
        )

        self.assertNotIn("lot D1", str(self.told(self.trace(lot, "down"))))

    def test_the_number_of_queries_does_not_grow_with_the_number_of_lines(self):
        def queries(lot, sales):
            for _n in range(sales):
                self.sell((self.milk, lot, 1), partner_id=self.ann.id)
                self.move_lot(lot, 1, self.stock_location, self.customer_location)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            graph = self.trace(lot)
            return self.cr.sql_log_count - before, len(graph["nodes"])

        few = self.receive(self.milk, {"F": 100}, price=1)["F"]
        many = self.receive(self.milk, {"M": 100}, price=1)["M"]
        queries(few, 1)
        one, nodes = queries(few, 0)
        more, more_nodes = queries(many, 12)

        self.assertEqual(one, more)
        self.assertGreaterEqual(more_nodes, nodes + 20)
