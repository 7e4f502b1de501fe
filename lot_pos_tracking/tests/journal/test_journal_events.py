from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import LotCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 09:00:00")
class TestEvents(LotCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.events = cls.env["lot.event"]
        cls.milk = cls.make_product("Milk")
        cls.lot = cls.env["stock.lot"].create({"name": "L1", "product_id": cls.milk.id})

    def seal(self):
        return self.events._seal(self.company)

    def test_creation_holds_and_changed_dates_are_written_down(self):
        self.lot.with_user(self.holder).action_hold("quarantine", "smells")
        self.lot.hold_ids.with_user(self.holder).action_lift("fine")
        self.lot.with_user(self.stock_user).use_by_date = "2026-04-01"

        events = self.lot.event_ids.sorted("id")

        self.assertEqual(events.mapped("kind"), ["created", "hold", "lift", "changed"])
        self.assertEqual(events[1].user_id, self.holder)
        self.assertEqual(
            (events[3].facts["before"]["use_by_date"], events[3].facts["after"]["use_by_date"]),
            (None, "2026-04-01"),
        )

    def test_nobody_changes_or_deletes_an_event(self):
        event = self.lot.event_ids
        admin = self.env.ref("base.user_admin")

        for record in (event, event.with_user(admin), event.with_user(admin).sudo()):
            with self.assertRaisesRegex(UserError, "cannot be changed"):
                record.write({"kind": "forged"})
            with self.assertRaisesRegex(UserError, "cannot be deleted|not allowed to delete"):
                record.unlink()
            self.assertTrue(record.exists())
        with self.assertRaisesRegex(UserError, "written by the system"):
            self.events.with_user(admin).create({"kind": "forged"})

    def test_a_sealed_chain_verifies(self):
        self.events._record("counted", {self.lot: 3.0}, reason="cycle")
        sealed = self.seal()

        verified = self.events.verify(self.company)

        self.assertEqual(verified["ok"], True)
        self.assertGreaterEqual(verified["checked"], sealed)
        self.assertEqual(self.seal(), 0)

    def test_a_change_by_sql_is_found_at_its_event(self):
        event = self.events._record("counted", {self.lot: 3.0})
        self.events._record("counted", {self.lot: 4.0})
        self.seal()

        self.env.cr.execute("UPDATE lot_event SET quantity = 9 WHERE id = %s", [event.id])
        self.events.invalidate_model()

        verified = self.events.verify(self.company)
        self.assertEqual((verified["ok"], verified["first_broken_id"]), (False, event.id))

    def test_an_event_taken_out_of_the_chain_is_missed(self):
        event = self.events._record("counted", {self.lot: 3.0})
        after = self.events._record("counted", {self.lot: 4.0})
        self.seal()

        self.env.cr.execute("DELETE FROM lot_event WHERE id = %s", [event.id])
        self.events.invalidate_model()

        self.assertEqual(self.events.verify(self.company)["first_broken_id"], after.id)

    def test_an_event_committed_late_joins_the_end_of_the_chain(self):
        early = self.events._record("counted", {self.lot: 3.0})
        late = self.events._record("counted", {self.lot: 4.0})
        other = self.make_company()
        self.env.cr.execute(
            "UPDATE lot_event SET company_id = %s WHERE id = %s", [other.id, early.id]
        )
        self.seal()
        self.env.cr.execute(
            "UPDATE lot_event SET company_id = %s WHERE id = %s", [self.company.id, early.id]
        )
        self.events.invalidate_model()
        self.seal()

        self.assertGreater(early.position, late.position)
        self.assertTrue(self.events.verify(self.company)["ok"])

    def test_the_chain_survives_the_deletion_of_a_lot(self):
        lot = self.env["stock.lot"].create({"name": "L2", "product_id": self.milk.id})
        event = lot.event_ids
        self.seal()

        lot.unlink()
        self.events.invalidate_model()

        self.assertFalse(event.lot_id)
        self.assertTrue(self.events.verify(self.company)["ok"])

    def test_one_insert_for_many_lots(self):
        few = self.env["stock.lot"].create(
            [{"name": f"F{n}", "product_id": self.milk.id} for n in range(2)]
        )
        many = self.env["stock.lot"].create(
            [{"name": f"M{n}", "product_id": self.milk.id} for n in range(50)]
        )
        self.events._record("counted", few)
        self.env.flush_all()
        with self.assertQueryCount(1):
            self.events._record("counted", few)
            self.env.flush_all()
        with self.assertQueryCount(1):
            self.events._record("counted", many)
            self.env.flush_all()

    def test_another_company_sees_no_events_and_verifies_only_its_own(self):
        stranger = self.make_user("stock.group_stock_user", company=self.make_company())

        self.assertFalse(self.events.with_user(stranger).search([]))
        with self.assertRaises(AccessError):
            self.lot.event_ids.with_user(stranger).read(["kind"])
        with self.assertRaises(AccessError):
            self.events.with_user(stranger).verify(self.company.id)
