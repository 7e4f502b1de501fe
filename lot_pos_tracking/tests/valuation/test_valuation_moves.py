from freezegun import freeze_time

from odoo.tests import tagged

from . import valuation_case


@tagged("post_install", "-at_install")
class TestOtherWaysOfStock(valuation_case.ValuationCase):
    def test_what_comes_back_costs_what_it_left_with(self):
        for ham in self.each_setting():
            lots = self.buy(ham, {"1": 5}, 5.0) | self.buy(ham, {"2": 5}, 9.0)
            sale = self.deliver(ham, 6, lots={lots["1"]: 3, lots["2"]: 3})
            back = self.send_back(sale, {lots["2"]: 1})

            self.assertEqual(back.move_ids.value, 9.0)
            self.assertEqual(self.values(lots["1"] | lots["2"]), {"1": (2, 10), "2": (3, 27)})
            self.assertRecordValues(
                back.move_ids.sudo().lot_cost_layer_ids,
                [
                    {
                        "kind": "return",
                        "lot_id": lots["2"].id,
                        "quantity": 1.0,
                        "value": 9.0,
                        "return_of_id": self.line_of(sale, lots["2"]).id,
                    }
                ],
            )
            self.assertBooksAgree(ham)

    def test_goods_go_back_to_the_vendor_at_the_cost_of_their_lot(self):
        for ham in self.each_setting():
            lots = self.buy(ham, {"1": 5, "2": 5}, 5.0, costs={"1": 4.0, "2": 6.0})
            back = self.send_back(self.receipt_of(lots["1"]).picking_id, {lots["2"]: 2})

            self.assertEqual(back.move_ids.value, 12.0)
            self.assertEqual(lots["2"].cost_consumption_ids.mapped("kind"), ["refund"])
            self.assertEqual(self.values(lots["1"] | lots["2"]), {"1": (5, 20), "2": (3, 18)})
            self.assertBooksAgree(ham)

    def test_scrapped_goods_leave_at_the_cost_of_their_lot(self):
        for ham in self.each_setting():
            lot = self.buy(ham, {"1": 5}, 5.0)["1"]
            scrap = self.scrap(lot, 2)

            self.assertEqual(scrap.move_ids.value, 10.0)
            self.assertEqual(lot.cost_consumption_ids.mapped("kind"), ["scrap"])
            self.assertEqual(self.values(lot), {"1": (3.0, 15.0)})
            self.assertBooksAgree(ham)

    def test_a_count_of_a_known_lot_counts_at_its_cost(self):
        for ham in self.each_setting():
            lots = self.buy(ham, {"1": 10}, 5.0) | self.buy(ham, {"2": 10}, 9.0)
            self.count(ham, lots["1"], 11)
            self.count(ham, lots["2"], 8)

            self.assertEqual(
                self.values(lots["1"] | lots["2"]), {"1": (11.0, 55.0), "2": (8.0, 72.0)}
            )
            self.assertEqual(lots["2"].cost_consumption_ids.mapped("kind"), ["adjustment"])
            self.assertBooksAgree(ham)

    def test_a_count_of_a_new_lot_counts_at_the_cost_of_the_product(self):
        for ham in self.each_setting():
            self.buy(ham, {"1": 10}, 5.0)
            self.buy(ham, {"2": 10}, 9.0)
            new = self.count(ham, "4", 1)

            self.assertEqual(self.values(new), {"4": (1.0, 7.0)})
            self.assertBooksAgree(ham)

    def test_a_lot_sold_before_it_is_received_is_settled_by_the_receipt(self):
        for ham in self.each_setting():
            self.buy(ham, {"1": 5}, 5.0)
            lot = self.env["stock.lot"].create({"name": "3", "product_id": ham.id})
            sale = self.deliver(ham, 2, lots={lot: 2})

            self.assertEqual(sale.move_ids.value, 10.0)
            self.assertEqual((lot.total_value, ham.total_value), (-10.0, 15.0))
            [owed] = self.env["lot.cost.layer"]._reconcile(self.company)
            self.assertEqual((owed["problem"], owed["lot_id"]), ("owed", lot.id))

            self.receive(ham, {"3": 5}, price=6.0)

            self.assertEqual(sale.move_ids.value, 12.0)
            self.assertEqual(self.values(lot), {"3": (3.0, 18.0)})
            self.assertBooksAgree(ham)

    def test_a_lot_sold_before_it_is_received_is_settled_by_what_comes_back(self):
        for ham in self.each_setting():
            lot = self.buy(ham, {"1": 4}, 5.0)["1"]
            sale = self.deliver(ham, 8, lots={lot: 8})
            self.bill(lot, 3.0)
            self.assertEqual(sale.move_ids.value, 32.0)

            back = self.send_back(sale, {lot: 4})

            self.assertEqual(back.move_ids.value, 16.0)
            self.assertEqual(sale.move_ids.value, 28.0)
            self.assertEqual(self.values(lot), {"1": (0.0, 0.0)})
            self.assertBooksAgree(ham)

    def test_a_done_receipt_that_is_edited_books_the_difference(self):
        for ham in self.each_setting():
            lots = self.buy(ham, {"1": 4, "2": 4}, 5.0)
            line = self.line_of(self.receipt_of(lots["1"]), lots["2"])

            line.with_user(self.manager).quantity = 6
            self.assertEqual(self.values(lots["1"] | lots["2"]), {"1": (4, 20), "2": (6, 30)})
            line.with_user(self.manager).quantity = 3
            self.assertEqual(self.values(lots["1"] | lots["2"]), {"1": (4, 20), "2": (3, 15)})
            third = self.env["stock.lot"].create({"name": "3", "product_id": ham.id})
            line.with_user(self.manager).lot_id = third
            self.assertEqual(
                self.values(lots["1"] | lots["2"] | third),
                {"1": (4, 20), "2": (0, 0), "3": (3, 15)},
            )
            self.assertBooksAgree(ham)

    def test_a_done_delivery_that_is_edited_books_the_difference(self):
        for ham in self.each_setting():
            lots = self.buy(ham, {"1": 5}, 5.0) | self.buy(ham, {"2": 5}, 9.0)
            sale = self.deliver(ham, 3, lots={lots["1"]: 3})
            line = sale.move_line_ids.with_user(self.manager)

            line.quantity = 2
            self.assertEqual((sale.move_ids.value, lots["1"].total_value), (10.0, 15.0))
            line.lot_id = lots["2"]
            self.assertEqual(sale.move_ids.value, 18.0)
            self.assertEqual(self.values(lots["1"] | lots["2"]), {"1": (5, 25), "2": (3, 27)})
            self.assertBooksAgree(ham)

    def test_a_late_bill_changes_what_is_left_and_corrects_what_has_left(self):
        for ham in self.each_setting():
            lots = self.buy(ham, {"1": 10, "2": 10}, 5.0)
            sale = self.deliver(ham, 4, lots={lots["1"]: 4})
            bill = self.bill(lots["1"], 6.0)

            self.assertEqual(self.values(lots["1"] | lots["2"]), {"1": (6, 36), "2": (10, 60)})
            self.assertEqual(sale.move_ids.value, 24.0)
            correction = lots["1"].cost_consumption_ids.filtered(lambda c: c.kind == "correction")
            self.assertRecordValues(correction, [{"quantity": 0.0, "value": 4.0}])
            self.assertEqual(correction.document, bill.with_env(correction.env))
            self.assertEqual(self.send_back(sale, {lots["1"]: 4}).move_ids.value, 24.0)
            self.assertBooksAgree(ham)

    def test_the_places_of_a_lot_are_worth_together_what_the_lot_is(self):
        yen = self.env.ref("base.JPY")
        yen.active = True
        company = self.make_company()
        company.currency_id = yen
        manager = self.make_user("stock.group_stock_manager", company=company)
        self.env = self.env(context={"allowed_company_ids": company.ids})
        warehouse = self.env["stock.warehouse"].search([("company_id", "=", company.id)])
        stock = warehouse.lot_stock_id
        places = self.env["stock.location"].create(
            [
                {"name": name, "usage": "internal", "location_id": stock.id}
                for name in ("Cold", "Shelf", "Window")
            ]
        )
        for method in ("average", "fifo"):
            ham = self.make_valued(f"Ham {method}", method).with_env(self.env)
            ham.categ_id.property_cost_method = method
            lot = self.env["stock.lot"].create({"name": "1", "product_id": ham.id})
            self.move_lot(lot, 3, self.supplier_location, stock).value_manual = 89
            for place in places:
                self.move_lot(lot, 1, stock, place)
            quants = self.env["stock.quant"].with_user(manager)
            quants = quants.search(
                [("lot_id", "=", lot.id), ("location_id", "in", places.ids)], order="id"
            )

            together = quants.mapped("value")
            alone = []
            for quant in quants:
                self.env.invalidate_all()
                alone.append(quant.browse(quant.id).value)

            self.assertEqual(ham.total_value, 89.0)
            self.assertEqual(together, [30.0, 29.0, 30.0])
            self.assertEqual(alone, together)

    def test_valuing_any_move_again_books_nothing(self):
        kilogram = self.env.ref("uom.product_uom_kgm")
        for ham in self.each_setting():
            lots = self.buy(ham, {"1": 10, "2": 7}, 10 / 3, costs={"1": 2.0})
            self.bill(lots["1"], 3.41)
            sale = self.deliver(ham, 4, lots={lots["1"]: 3, lots["2"]: 1})
            self.send_back(sale, {lots["1"]: 1})
            sent = self.send_back(self.receipt_of(lots["2"]).picking_id, {lots["2"]: 2})
            self.send_back(sent, {lots["2"]: 1})
            session = self.open_till()
            ticket = self.sell((ham, lots["2"], 2), session=session)
            self.refund_order(ticket, [(ticket.lines, lots["2"], 1)])
            self.count(ham, lots["1"], 9)
            self.count(ham, "3", 2)
            self.scrap(lots["1"], 1)
            self.regroup("split", {lots["1"]: 3}, {"4": 1, "5": 2})
            self.charge(1.0, [lots["1"], lots["2"]], self.cogs_account)
            self.line_of(self.receipt_of(lots["1"]), lots["1"]).quantity = 11
            cheese = self.make_valued("Cheese", ham.cost_method, ham.valuation, uom_id=kilogram.id)
            wheel = self.buy(cheese, {"6": 3.337}, 9.99)["6"]
            self.deliver(cheese, 1.113, lots={wheel: 1.113})
            moves = self.env["stock.move"].search(
                [("product_id", "in", (ham | cheese).ids), ("state", "=", "done")]
            )
            kinds = {(move.location_id.usage, move.location_dest_id.usage) for move in moves}
            self.assertEqual(len(kinds), 6)
            rows = self.env["lot.cost.layer"].search_count([])
            gone = self.env["lot.cost.consumption"].search_count([])
            values = moves.mapped("value")

            for _time in range(2):
                moves._set_value()
                for move in moves:
                    move._set_value()

            self.assertEqual(self.env["lot.cost.layer"].search_count([]), rows)
            self.assertEqual(self.env["lot.cost.consumption"].search_count([]), gone)
            self.assertEqual(moves.mapped("value"), values)
            self.assertBooksAgree(ham, cheese)

    def test_goods_the_vendor_sends_back_cost_what_they_went_for(self):
        for ham in self.each_setting():
            lots = self.buy(ham, {"1": 5, "2": 5}, 5.0, costs={"1": 4.0, "2": 6.0})
            sent = self.send_back(self.receipt_of(lots["1"]).picking_id, {lots["2"]: 2})
            again = self.send_back(sent, {lots["2"]: 2})

            self.assertEqual(again.move_ids.value, 12.0)
            self.assertEqual(self.values(lots["1"] | lots["2"]), {"1": (5, 20), "2": (5, 30)})
            self.assertBooksAgree(ham)

    def test_the_past_stays_as_it_was_when_a_done_line_is_edited(self):
        for ham in self.each_setting():
            with freeze_time("2026-03-02 09:00:00"):
                lots = self.buy(ham, {"1": 4}, 5.0) | self.buy(ham, {"2": 4}, 9.0)
                sale = self.deliver(ham, 2, lots={lots["1"]: 2})
            third = self.env["stock.lot"].create({"name": "3", "product_id": ham.id})
            with freeze_time("2026-03-05 09:00:00"):
                self.line_of(self.receipt_of(lots["2"]), lots["2"]).lot_id = third
                sale.move_line_ids.lot_id = third

            every = lots["1"] | lots["2"] | third
            self.assertEqual([lot.value_at("2026-03-03") for lot in every], [10.0, 36.0, 0.0])
            self.assertEqual([lot.value_at("2026-03-06") for lot in every], [20.0, 0.0, 18.0])
            self.assertBooksAgree(ham)

    def test_a_place_s_share_of_a_lot_leaves_other_owners_goods_out(self):
        ham = self.make_valued()
        lot = self.buy(ham, {"1": 4}, 5.0)["1"]
        self.env["stock.quant"]._update_available_quantity(
            ham, self.stock_location, 6, lot_id=lot, owner_id=self.vendor
        )

        quants = lot.quant_ids.filtered(lambda quant: quant.location_id == self.stock_location)
        self.assertEqual(
            {quant.owner_id: quant.value for quant in quants.with_user(self.manager)},
            {self.env["res.partner"]: 20.0, self.vendor: 0.0},
        )

    def test_a_lot_that_had_not_come_gives_its_cost_back_to_what_was_sold_of_it(self):
        for ham in self.each_setting():
            with freeze_time("2026-03-10 09:00:00"):
                first = self.buy(ham, {"1": 4}, 10.0)["1"]
                sale = self.deliver(ham, 3, lots={first: 3})
                self.buy(ham, {"1": 6}, 2.0)
                other = self.env["stock.lot"].create({"name": "2", "product_id": ham.id})

                self.line_of(self.receipt_of(first), first).lot_id = other

            self.assertEqual(self.values(first | other), {"1": (3, 6), "2": (4, 40)})
            self.assertEqual(sale.move_ids.value, 6.0)
            self.assertBooksAgree(ham)

    def test_goods_that_were_never_in_the_lot_leave_the_others_at_their_own_cost(self):
        """They were sold at the average of both; it was another lot all the time."""
        for ham in self.each_setting():
            lot = self.buy(ham, {"1": 1}, 12.0)["1"]
            self.buy(ham, {"1": 4}, 7.0)
            sale = self.deliver(ham, 1, lots={lot: 1})
            second = lot.cost_layer_ids.sorted("id")[-1:].move_id
            other = self.env["stock.lot"].create({"name": "2", "product_id": ham.id})

            self.line_of(second, lot).lot_id = other

            self.assertEqual(self.values(lot | other), {"1": (0, 0), "2": (4, 28)})
            self.assertEqual((sale.move_ids.value, second.value), (12.0, 28.0))
            self.assertBooksAgree(ham)
