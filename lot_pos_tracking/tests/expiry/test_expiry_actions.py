from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..common import LotPosCommon
from .expiry_common import ExpiryCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 09:00:00")
class TestAlertActions(ExpiryCommon, LotPosCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cream = cls.make_product("Cream", shelf_life=30, price=10.0, standard_price=5.5)

    def alert_of(self, lot):
        return self.scan().filtered(lambda alert: alert.lot_id == lot)

    def price(self, lot):
        factor = lot._price_step(self.config).get(lot, 1.0)
        return round(lot.product_id.lst_price * factor, 2)

    def test_a_markdown_reaches_the_till_as_a_price_step_of_the_lot(self):
        self.tier.write({"action": "markdown", "markdown_percent": 40})
        near = self.make_lot(self.cream, "near", 5, use_by_date="2026-03-16")
        far = self.make_lot(self.cream, "far", 5, use_by_date="2026-04-16")
        alert = self.alert_of(near)
        self.assertEqual((self.price(near), self.price(far)), (10.0, 10.0))

        alert.with_user(self.keeper).action_act()

        self.assertEqual((self.price(near), self.price(far)), (6.0, 10.0))
        self.assertRecordValues(alert, [{"state": "done", "outcome": "markdown"}])
        event = near.event_ids.filtered(lambda event: event.kind == "markdown")
        self.assertEqual((event.facts["percent"], event.quantity), (40.0, 5.0))

    def test_the_floor_is_the_cost_and_the_deepest_step_counts(self):
        wide = self.make_tier("Fortnight", days=14, action="markdown", markdown_percent=20)
        self.tier.write({"action": "markdown", "markdown_percent": 50})
        lot = self.make_lot(self.cream, "L1", 5, use_by_date="2026-03-24")
        self.alert_of(lot).action_markdown()
        self.assertEqual(self.price(lot), 8.0)

        with freeze_time("2026-03-18 09:00:00"):
            self.alert_of(lot).action_markdown()

        self.assertEqual(self.price(lot), 5.5)
        self.tier.markdown_floor = "none"
        self.assertEqual(self.price(lot), 5.0)
        self.assertEqual(wide.markdown_percent, 20)

    def test_a_markdown_ends_when_undone_or_when_the_date_moves(self):
        self.tier.write({"action": "markdown", "markdown_percent": 40})
        lot = self.make_lot(self.cream, "L1", 5, use_by_date="2026-03-16")
        alert = self.alert_of(lot)
        alert.action_markdown()

        lot.use_by_date = "2026-05-01"
        self.assertEqual(self.price(lot), 10.0)
        lot.use_by_date = "2026-03-16"
        self.assertEqual(self.price(lot), 6.0)
        alert.action_undo_markdown()

        self.assertEqual(self.price(lot), 10.0)

    def test_prices_are_changed_by_managers_and_read_by_cashiers(self):
        self.tier.write({"action": "markdown", "markdown_percent": 40})
        lot = self.make_lot(self.cream, "L1", 5, use_by_date="2026-03-16")
        alert = self.alert_of(lot)

        with self.assertRaisesRegex(AccessError, "managers change prices"):
            alert.with_user(self.stock_user).action_markdown()
        alert.action_markdown()

        steps = lot.with_user(self.cashier)._price_step(self.config.with_user(self.cashier))
        self.assertEqual(steps, {lot: 0.6})

    def test_a_markdown_is_for_the_tills_of_its_warehouse(self):
        self.tier.write({"action": "markdown", "markdown_percent": 40})
        other = self.env["stock.warehouse"].create({"name": "Second", "code": "SEC"})
        lot = self.make_lot(
            self.cream, "L1", 5, location=other.lot_stock_id, use_by_date="2026-03-16"
        )

        self.alert_of(lot).action_markdown()

        self.assertEqual(lot._price_step(self.config), {})

    def test_quarantine_holds_the_lot_and_takes_it_out_of_the_shop(self):
        self.tier.action = "quarantine"
        lot = self.make_lot(self.milk, "L1", 5, use_by_date="2026-03-12")
        alert = self.alert_of(lot)

        with self.assertRaises(AccessError):
            alert.with_user(self.stock_user).action_quarantine()
        alert.with_user(self.keeper).action_act()

        self.assertEqual(lot._hold_reasons(), {lot: ["quarantine"]})
        self.assertEqual(self.on_hand(lot), 0)
        self.assertEqual(self.on_hand(lot, self.company._lot_quarantine_location()), 5)
        self.assertEqual((alert.state, alert.outcome), ("done", "quarantine"))
        self.assertFalse(self.scan())

    def test_a_transfer_carries_exactly_this_lot_to_the_other_warehouse(self):
        self.tier.action = "transfer"
        self.make_lot(self.milk, "earlier", 9, use_by_date="2026-05-11")
        lot = self.make_lot(self.milk, "L1", 5, use_by_date="2026-03-12")
        alert = self.alert_of(lot)
        self.env["stock.warehouse"].search([("id", "!=", self.warehouse.id)]).active = False
        with self.assertRaisesRegex(UserError, "no other warehouse"):
            alert.action_act()
        other = self.env["stock.warehouse"].create({"name": "Second", "code": "SEC"})

        alert.with_user(self.stock_user).action_act()

        picking = alert.picking_id
        self.assertRecordValues(picking.move_line_ids, [{"lot_id": lot.id, "quantity": 5}])
        self.assertEqual(picking.location_dest_id, other.lot_stock_id)
        picking.move_ids.picked = True
        picking._action_done()
        self.assertEqual(self.on_hand(lot, other.lot_stock_id), 5)

    def test_a_return_goes_to_who_delivered_the_lot(self):
        self.tier.action = "return_vendor"
        lot = self.receive(self.milk, {"L1": 5}, price=1.5, expires="2026-03-12")["L1"]
        alert = self.alert_of(lot)

        action = alert.with_user(self.stock_user).action_act()

        picking = self.env["stock.picking"].browse(action["res_id"])
        self.assertRecordValues(
            picking,
            [{"partner_id": self.vendor.id, "state": "assigned", "origin": alert.display_name}],
        )
        self.assertEqual(
            picking.move_ids.origin_returned_move_id.picking_id.purchase_id.partner_id, self.vendor
        )
        picking.move_ids.picked = True
        picking._action_done()
        self.assertEqual(self.on_hand(lot), 0)

    def test_a_return_needs_a_vendor(self):
        self.tier.action = "return_vendor"
        lot = self.make_lot(self.milk, "L1", 5, use_by_date="2026-03-12")

        with self.assertRaisesRegex(UserError, "Nobody knows the vendor of lot L1"):
            self.alert_of(lot).action_act()

    def test_acting_closes_the_wider_alerts_of_the_same_goods(self):
        self.make_tier("Month", days=30)
        lot = self.make_lot(self.milk, "L1", 5, use_by_date="2026-03-12")
        alerts = self.alert_of(lot)

        alerts[0].action_done()

        self.assertEqual(alerts.mapped("state"), ["done", "done"])
        self.assertFalse(alerts.activity_id)

    def test_a_tier_that_marks_down_must_say_by_how_much(self):
        with self.assertRaisesRegex(ValidationError, "by how many percent"):
            self.tier.action = "markdown"
