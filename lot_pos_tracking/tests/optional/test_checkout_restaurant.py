"""Bills of a restaurant: saved on the server, changed, split, moved, paid."""

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .test_checkout_modules import ModuleCase


@tagged("post_install", "-at_install")
class TestSplitBills(ModuleCase):
    """A restaurant's bill is split, or moves to another table, and its lots go with the lines."""

    needs = "pos_restaurant"

    def draft(self, lines, **values):
        return self.ui_order(lines, state="draft", payment_ids=[], amount_paid=0, **values)

    def test_the_part_that_pays_first_takes_its_own_lots_and_no_other(self):
        lot = self.make_lot(self.milk, "L1", 2)
        table = self.sync(self.draft([(self.milk, lot, 2)]))
        self.assertEqual(table.lines.pack_lot_ids.lot_id, lot)

        first = self.sync(self.ui_order([(self.milk, lot, 1)]))
        second = self.sync(self.ui_order([(self.milk, lot, 1)]))

        self.assertEqual([self.shipped(o) for o in (first, second)], [{"L1": 1.0}, {"L1": 1.0}])
        self.assertEqual(self.on_hand(lot), 0.0)
        self.assert_refused("not in this shop", self.ui_order([(self.milk, lot, 1)]))

    def test_a_table_paid_elsewhere_is_judged_again_when_it_is_paid(self):
        lot = self.make_lot(self.milk, "L1", 2)
        ui_order = self.draft([(self.milk, lot, 1)])
        table = self.sync(ui_order)
        lot.with_user(self.holder).action_hold("quality", "sample")

        payment = self.ui_order([(self.milk, lot, 1)])["payment_ids"]
        ui_order["access_token"] = table.access_token
        paid = {**ui_order, "id": table.id, "state": "paid", "lines": [], "payment_ids": payment}
        with self.assertRaisesRegex(UserError, "on hold"), self.env.cr.savepoint():
            self.sync({**paid, "amount_paid": ui_order["amount_total"]})
        self.assertEqual(table.state, "draft")

    # -- a bill that changes between two syncs -----------------------------------------------------

    def change(self, table, values, *, state="draft"):
        """The till sends the order again, with what has changed of it."""
        total = table.amount_total
        ui_order = self.ui_order([], state=state, uuid=table.uuid, amount_total=total)
        ui_order |= {"id": table.id, "access_token": table.access_token, **values}
        if state == "draft":
            ui_order |= {"payment_ids": [], "amount_paid": 0}
        else:
            method = self.config.payment_method_ids
            payment = {"amount": total, "name": "Cash", "payment_method_id": method.id}
            ui_order |= {"payment_ids": [[0, 0, payment]], "amount_paid": total}
        return self.sync(ui_order)

    def other_lot(self, line, lot):
        """The command by which a till says that its line has another lot now."""
        pack = {"lot_name": lot.name, "lot_id": lot.id, "quantity": line.qty, "evidence": "picked"}
        return [1, line.id, {"pack_lot_ids": [[2, line.pack_lot_ids.id, 0], [0, 0, pack]]}]

    def test_a_draft_whose_lot_was_changed_sells_the_new_lot(self):
        old, new = self.make_lot(self.milk, "OLD", 2), self.make_lot(self.milk, "NEW", 2)
        table = self.sync(self.draft([(self.milk, old, 2)]))

        self.change(table, {"lines": [self.other_lot(table.lines, new)]})

        self.assertRecordValues(
            table.lines.pack_lot_ids, [{"lot_id": new.id, "quantity": 2, "evidence": "picked"}]
        )
        paid = self.change(table, {}, state="paid")
        self.assertEqual((paid, paid.state), (table, "paid"))
        self.assertEqual(self.shipped(paid), {"NEW": 2.0})

    def test_a_draft_reloaded_before_its_change_was_sent_is_what_the_server_has(self):
        """The page comes back with the server's draft; changed again, it is sold once."""
        old, new = self.make_lot(self.milk, "OLD", 2), self.make_lot(self.milk, "NEW", 2)
        table = self.sync(self.draft([(self.milk, old, 2)]))
        orders = self.env["pos.order"].with_user(self.cashier)

        rows = orders.read_pos_orders([("uuid", "=", table.uuid)])["pos.pack.operation.lot"]

        self.assertEqual([(row["lot_name"], row["lot_id"]) for row in rows], [("OLD", old.id)])
        change = {"lines": [self.other_lot(table.lines, new)]}
        paid = self.change(table, change, state="paid")
        self.assertEqual(self.shipped(paid), {"NEW": 2.0})
        self.assertEqual((self.on_hand(old), self.on_hand(new)), (2.0, 0.0))

    def test_a_bill_that_moves_to_another_table_keeps_its_lots(self):
        floor = self.env["restaurant.floor"].create(
            {"name": "Room", "pos_config_ids": [Command.set(self.config.ids)]}
        )
        here, there = self.env["restaurant.table"].create(
            [{"table_number": number, "floor_id": floor.id} for number in (1, 2)]
        )
        lot = self.make_lot(self.milk, "L1", 2)
        bill = self.sync(self.draft([(self.milk, lot, 1)], table_id=here.id))

        self.change(bill, {"table_id": there.id, "lines": []})
        paid = self.change(bill, {"table_id": there.id, "lines": []}, state="paid")

        self.assertEqual(paid.table_id, there)
        self.assertEqual(self.shipped(paid), {"L1": 1.0})
        self.assertEqual(self.on_hand(lot), 1.0)

    def test_a_split_bill_takes_from_the_lots_of_both_parts(self):
        """Half of the line goes to a bill of its own; each bill sells its own lot."""
        first, second = self.make_lot(self.milk, "A", 1), self.make_lot(self.milk, "B", 1)
        line = self.ui_line(self.milk, 2, {first: 1, second: 1})
        table = self.sync(self.draft([line]))
        gone = table.lines.pack_lot_ids.filtered(lambda pack: pack.lot_id == first)

        own = self.sync(self.ui_order([(self.milk, first, 1)]))
        half = {
            "qty": 1,
            "price_subtotal": self.milk.lst_price,
            "price_subtotal_incl": self.milk.lst_price,
            "pack_lot_ids": [[2, gone.id, 0]],
        }
        change = {"lines": [[1, table.lines.id, half]], "amount_total": self.milk.lst_price}
        self.change(table, change)
        rest = self.change(table, {}, state="paid")

        self.assertEqual([self.shipped(o) for o in (own, rest)], [{"A": 1.0}, {"B": 1.0}])
        self.assertEqual((self.on_hand(first), self.on_hand(second)), (0.0, 0.0))

    def test_a_bill_paid_in_one_step_passes_the_same_gate(self):
        """Fast payment: the draft is paid by the call that also changes its lot."""
        good, held = self.make_lot(self.milk, "GOOD", 2), self.make_lot(self.milk, "HELD", 2)
        held.with_user(self.holder).action_hold("quality", "sample")
        table = self.sync(self.draft([(self.milk, good, 1)]))

        change = {"lines": [self.other_lot(table.lines, held)]}
        with self.assertRaisesRegex(UserError, "on hold"), self.env.cr.savepoint():
            self.change(table, change, state="paid")

        self.assertEqual(table.state, "draft")
        self.assertEqual(table.lines.pack_lot_ids.lot_id, good)
