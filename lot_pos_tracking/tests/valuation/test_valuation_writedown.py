from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from . import valuation_case


@tagged("post_install", "-at_install")
class TestWritedowns(valuation_case.ValuationCase):
    """Lots that will bring in less than they cost."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.loss_account = cls.make_account("Write-downs", "LSW1", "expense")
        cls.company.lot_writedown_account_id = cls.loss_account
        cls.company.lot_selling_cost_percent = 10.0
        cls.approver = cls.make_user("account.group_account_manager", "stock.group_stock_manager")

    def setUp(self):
        super().setUp()
        clock = freeze_time("2026-03-10 09:00:00")
        clock.start()
        self.addCleanup(clock.stop)

    def each_setting(self, price=10.0, **values):
        """A product with a shelf life, sold at a price without taxes."""
        for method, valuation in valuation_case.SETTINGS:
            with self.subTest(method=method, valuation=valuation):
                yield self.make_valued(
                    f"Ham {method} {valuation}",
                    method,
                    valuation,
                    price=price,
                    shelf_life=60,
                    **values,
                )

    def stocked(self, ham, quantity=10, cost=8.0, expires="2026-03-14"):
        return self.buy(ham, {"1": quantity}, cost, expires=expires)["1"]

    def mark_down(self, lot, percent):
        """An alert of the lot with a price step that somebody decided on."""
        tier = self.env["lot.alert.tier"].create(
            {"name": f"{percent} off", "days": 7, "action": "markdown", "markdown_percent": percent}
        )
        tier.markdown_floor = "none"
        self.env["lot.alert"]._cron_scan()
        alert = self.env["lot.alert"].search([("lot_id", "=", lot.id), ("tier_id", "=", tier.id)])
        alert.with_user(self.manager).action_markdown()

    def proposal(self, lot):
        self.env["lot.writedown"].with_user(self.accountant).action_propose()
        return (
            self.env["lot.writedown"]
            .with_user(self.accountant)
            .search([("lot_id", "=", lot.id), ("state", "=", "proposed")])
        )

    def approved(self, lot, expected_price):
        writedown = self.propose_writedown(lot, expected_price).with_user(self.approver)
        writedown.action_approve()
        return writedown

    def test_a_price_step_near_expiry_proposes_what_the_lot_will_bring_in(self):
        for ham in self.each_setting():
            lot = self.stocked(ham)
            fresh = self.buy(ham, {"2": 5}, 8.0, expires="2026-06-30")["2"]
            self.mark_down(lot, 40)

            proposal = self.proposal(lot)

            self.assertRecordValues(
                proposal,
                [
                    {
                        "reason": "Days left: 4",
                        "quantity": 10.0,
                        "value_before": 80.0,
                        "expected_price": 6.0,
                        "selling_cost_percent": 10.0,
                        "realisable_value": 54.0,
                        "amount": 26.0,
                        "account_id": self.loss_account.id,
                    }
                ],
            )
            self.assertFalse(self.proposal(fresh))
            self.assertEqual(self.values(lot), {"1": (10, 80)})

    def test_an_expired_lot_will_bring_in_nothing(self):
        for ham in self.each_setting():
            lot = self.stocked(ham, expires="2026-03-09")

            proposal = self.proposal(lot)

            self.assertRecordValues(
                proposal, [{"reason": "Expired", "realisable_value": 0.0, "amount": 80.0}]
            )

    def test_near_expiry_without_a_lower_price_proposes_only_what_costs_more(self):
        for ham in self.each_setting():
            self.assertFalse(self.proposal(self.stocked(ham)))
            dear = self.buy(ham, {"2": 10}, 9.5, expires="2026-03-14")["2"]

            self.assertEqual(self.proposal(dear).amount, 5.0)

    def test_taxes_are_no_part_of_what_a_lot_brings_in(self):
        tax = self.env["account.tax"].create(
            {"name": "25 % in the price", "amount": 25.0, "price_include_override": "tax_included"}
        )
        ham = self.make_valued(price=10.0, shelf_life=60, taxes_id=[Command.set(tax.ids)])

        self.assertEqual(self.proposal(self.stocked(ham)).expected_price, 8.0)

    def test_looking_again_brings_proposals_up_to_date(self):
        for ham in self.each_setting():
            lot = self.stocked(ham, expires="2026-03-09")
            first = self.proposal(lot)
            self.deliver(ham, 4, lots={lot: 4})

            again = self.proposal(lot)

            self.assertEqual(again, first)
            self.assertEqual((again.quantity, again.amount), (6.0, 48.0))
            self.deliver(ham, 6, lots={lot: 6})
            self.assertFalse(self.proposal(lot))

    def test_the_nightly_look_proposes_and_keeps_what_people_proposed_themselves(self):
        ham = self.make_valued(price=10.0, shelf_life=60)
        expired = self.stocked(ham, expires="2026-03-09")
        fresh = self.buy(ham, {"2": 5}, 8.0, expires="2026-06-30")["2"]
        own = self.propose_writedown(fresh, 5.0)
        self.deliver(ham, 1, lots={fresh: 1})

        # what the scheduler runs, as itself
        self.env["lot.writedown"].sudo()._cron_propose()

        proposals = self.env["lot.writedown"].with_user(self.accountant)
        found = proposals.search([("product_id", "=", ham.id)], order="amount")
        self.assertEqual(found.mapped("lot_id"), fresh | expired)
        self.assertRecordValues(
            found, [{"quantity": 4.0, "amount": 14.0}, {"quantity": 10.0, "amount": 80.0}]
        )
        self.assertEqual(found[0], own)

    def test_an_approved_write_down_lowers_the_lot_and_is_posted(self):
        for ham in self.each_setting():
            lot = self.stocked(ham)
            other = self.buy(ham, {"2": 5}, 8.0, expires="2026-06-30")["2"]
            loss, stock = self.balance(self.loss_account), self.balance(self.stock_account)

            done = self.approved(lot, 6.0)

            self.assertEqual(self.values(lot | other), {"1": (10, 54), "2": (5, 40)})
            self.assertEqual(lot.standard_price, 5.4)
            self.assertRecordValues(
                done,
                [
                    {
                        "state": "approved",
                        "amount": 26.0,
                        "approver_id": self.approver.id,
                        "reversed_amount": 0.0,
                        "recoverable": 0.0,
                    }
                ],
            )
            self.assertRecordValues(
                done.layer_ids, [{"kind": "writedown", "quantity": 0.0, "value": -26.0}]
            )
            self.assertEqual(self.balance(self.loss_account) - loss, 26.0)
            self.assertEqual(self.balance(self.stock_account) - stock, -26.0)
            names = done.account_move_ids.line_ids.mapped("name")
            self.assertEqual(set(names), {f"{ham.display_name}, lot 1: Write-down: Dented"})
            sale = self.deliver(ham, 5, lots={lot: 5})
            self.assertEqual(sale.move_ids.value, 27.0)
            self.assertBooksAgree(ham)

    def test_a_reversal_goes_up_to_the_write_down_and_no_further(self):
        for ham in self.each_setting():
            lot = self.stocked(ham)
            loss = self.balance(self.loss_account)
            done = self.approved(lot, 6.0)

            done.expected_price = 7.0
            self.assertEqual(done.recoverable, 9.0)
            done.action_reverse()
            self.assertEqual((done.state, done.reversed_amount), ("approved", 9.0))
            done.expected_price = 20.0
            self.assertEqual(done.recoverable, 17.0)
            done.action_reverse()

            self.assertEqual((done.state, done.reversed_amount, done.amount), ("reversed", 26, 26))
            self.assertEqual(self.values(lot), {"1": (10, 80)})
            self.assertEqual(self.balance(self.loss_account), loss)
            with self.assertRaisesRegex(UserError, "will not bring in more"):
                done.action_reverse()
            self.assertBooksAgree(ham)

    def test_what_was_sold_since_cannot_be_reversed(self):
        for ham in self.each_setting():
            lot = self.stocked(ham)
            done = self.approved(lot, 6.0)
            self.deliver(ham, 6, lots={lot: 6})

            done.expected_price = 20.0
            self.assertEqual(done.recoverable, 10.4)
            done.action_reverse()

            self.assertEqual(self.values(lot), {"1": (4, 32)})
            self.assertBooksAgree(ham)

    def test_goods_that_cost_less_than_was_written_down_are_worth_nothing_and_not_less(self):
        """IAS 2.9: the bill comes late and says less than the write-down took off."""
        for ham in self.each_setting():
            lot = self.stocked(ham)
            loss = self.balance(self.loss_account)
            done = self.approved(lot, 6.0)

            self.bill(lot, 2.0)

            self.assertEqual(self.values(lot), {"1": (10, 0)})
            self.assertEqual(self.balance(self.loss_account) - loss, 20.0)
            given = self.env["lot.cost.layer"].search([("lot_id", "=", lot.id)], limit=1)
            self.assertRecordValues(
                given,
                [
                    {
                        "kind": "writedown",
                        "value": 6.0,
                        "note": "It cost less than was written off",
                    }
                ],
            )
            self.assertFalse(given.document)
            self.assertTrue(given.account_move_id)
            done.expected_price = 20.0
            self.assertEqual(done.recoverable, 20.0)
            self.assertBooksAgree(ham)

            self.count(ham, lot, 0)
            self.assertEqual(self.values(lot), {"1": (0, 0)})
            self.assertBooksAgree(ham)

    def test_what_was_given_back_is_written_down_again_when_the_bill_is_corrected(self):
        for ham in self.each_setting():
            lot = self.stocked(ham)
            loss = self.balance(self.loss_account)
            self.approved(lot, 6.0)
            bill = self.bill(lot, 2.0)

            bill.button_draft()
            bill.invoice_line_ids.price_unit = 7.0
            bill.action_post()

            self.assertEqual(self.values(lot), {"1": (10, 44)})
            self.assertEqual(self.balance(self.loss_account) - loss, 26.0)
            self.assertBooksAgree(ham)

    def test_sold_goods_that_cost_less_come_back_at_nothing_and_not_less(self):
        for ham in self.each_setting():
            lot = self.stocked(ham)
            self.approved(lot, 6.0)
            sale = self.deliver(ham, 10, lots={lot: 10})
            self.bill(lot, 2.0)

            self.send_back(sale, {lot: 4})

            self.assertEqual(self.values(lot), {"1": (4, 0)})
            self.assertBooksAgree(ham)

    def test_no_cent_is_lost_when_a_lot_is_written_down_and_sold(self):
        for ham in self.each_setting():
            lot = self.stocked(ham, quantity=3, cost=3.34)
            self.approved(lot, 10.0 / 2.7 - 1)

            values = [self.deliver(ham, 1, lots={lot: 1}).move_ids.value for _unit in range(3)]

            self.assertEqual(round(sum(values), 2), 7.3)
            self.assertEqual(self.values(lot), {"1": (0, 0)})
            self.assertBooksAgree(ham)

    def test_only_who_has_the_right_decides(self):
        ham = self.make_valued(price=10.0, shelf_life=60)
        proposal = self.proposal(self.stocked(ham, expires="2026-03-09"))

        with self.assertRaisesRegex(AccessError, "right to approve"):
            proposal.action_approve()
        with self.assertRaisesRegex(UserError, "by their buttons"):
            proposal.state = "approved"
        reader = self.make_user("lot_pos_tracking.group_lot_cost")
        self.assertEqual(proposal.with_user(reader).amount, 80.0)
        with self.assertRaises(AccessError):
            proposal.with_user(reader).action_dismiss()
        with self.assertRaises(AccessError):
            proposal.with_user(self.stock_user).read(["amount"])

    def test_what_is_approved_is_what_was_seen(self):
        ham = self.make_valued(price=10.0, shelf_life=60)
        lot = self.stocked(ham, expires="2026-03-09")
        proposal = self.proposal(lot)
        self.deliver(ham, 4, lots={lot: 4})

        with self.assertRaisesRegex(UserError, "has changed since the proposal"):
            proposal.with_user(self.approver).action_approve()
        proposal.action_refresh()
        proposal.with_user(self.approver).action_approve()

        self.assertEqual(self.values(lot), {"1": (6, 0)})
        self.assertBooksAgree(ham)

    def test_what_was_decided_stays_on_record(self):
        ham = self.make_valued(price=10.0, shelf_life=60)
        done = self.approved(self.stocked(ham), 6.0)

        with self.assertRaisesRegex(UserError, "stays as it is"):
            done.account_id = self.cogs_account
        with self.assertRaisesRegex(UserError, "stays on record"):
            done.unlink()

    def test_another_currency_of_the_price_is_converted(self):
        currency = self.env["res.currency"].with_context(active_test=False)
        other = currency.search([("id", "!=", self.company.currency_id.id)], limit=1)
        other.active = True
        self.env["res.currency.rate"].create(
            {"currency_id": other.id, "rate": 2.0, "name": "2026-01-01"}
        )
        ham = self.make_valued(price=10.0, shelf_life=60)
        template = type(ham.product_tmpl_id)
        self.patch(template, "_compute_currency_id", lambda own: own.update({"currency_id": other}))
        self.env.invalidate_all()
        self.assertEqual(ham.currency_id, other)

        self.assertEqual(self.proposal(self.stocked(ham)).expected_price, 5.0)


@tagged("post_install", "-at_install")
class TestLossOfExpiredLots(valuation_case.ValuationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.loss_account = cls.make_account("Expired", "LSX1", "expense")
        cls.company.lot_expiry_loss_account_id = cls.loss_account

    def test_an_expired_lot_that_is_scrapped_is_a_loss_with_lot_and_reason(self):
        tag = self.env["stock.scrap.reason.tag"].create({"name": "Mould"})
        for ham in self.each_setting():
            with freeze_time("2026-03-10 09:00:00"):
                lots = self.buy(ham, {"1": 10}, 5.0, expires="2026-03-09", bill=True)
                lots |= self.buy(ham, {"2": 10}, 5.0, expires="2026-06-30", bill=True)
                loss, stock = self.balance(self.loss_account), self.balance(self.stock_account)

                bad = self.scrap(lots["1"], 4, scrap_reason_tag_ids=[Command.set(tag.ids)])
                self.scrap(lots["2"], 1)

            self.assertEqual(self.balance(self.loss_account) - loss, 20.0)
            self.assertEqual(self.balance(self.stock_account) - stock, -20.0)
            rows = self.env["lot.cost.consumption"].with_user(self.accountant)
            [row] = rows.search([("move_id", "=", bad.move_ids.id)])
            self.assertEqual((row.kind, row.value), ("scrap", 20.0))
            self.assertEqual(
                set(row.account_move_id.line_ids.mapped("name")),
                {f"{ham.display_name}, lot 1: Expired, Mould ({bad.name})"},
            )
            self.assertBooksAgree(ham)

    def test_a_late_bill_follows_the_loss_and_a_fresh_scrap_stays_what_it_was(self):
        for ham in self.each_setting():
            with freeze_time("2026-03-10 09:00:00"):
                lots = self.buy(ham, {"1": 10}, 5.0, expires="2026-03-09")
                lots |= self.buy(ham, {"2": 10}, 5.0, expires="2026-03-12")
                self.scrap(lots["1"], 4)
                self.scrap(lots["2"], 4)
            loss = self.balance(self.loss_account)
            with freeze_time("2026-03-15 09:00:00"):
                self.bill(lots["1"], 6.0)
                self.bill(lots["2"], 6.0)

            self.assertEqual(self.balance(self.loss_account) - loss, 4.0)
            self.assertBooksAgree(ham)

    def test_without_an_account_the_closing_takes_it(self):
        self.company.lot_expiry_loss_account_id = False
        ham = self.make_valued()
        with freeze_time("2026-03-10 09:00:00"):
            lot = self.buy(ham, {"1": 10}, 5.0, expires="2026-03-09", bill=True)["1"]
            stock = self.balance(self.stock_account)
            scrap = self.scrap(lot, 4)

        self.assertEqual(self.balance(self.stock_account), stock)
        self.assertFalse(scrap.move_ids.sudo().lot_cost_consumption_ids.account_move_id)
        self.assertBooksAgree(ham)
