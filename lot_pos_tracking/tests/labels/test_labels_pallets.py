from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError

from .labels_common import LabelCommon


@freeze_time("2026-03-10 09:00:00")
class TestPalletLabels(LabelCommon):
    def issue(self, packages, user=None):
        user = user or self.printer
        return self.env["lot.sscc"].with_user(user)._issue(packages.with_user(user))

    def pallet_scans(self, package, size="105x148"):
        return self.scan(self.print_file(package, carrier="gs1_128", size=size))

    def test_a_scan_of_a_pallet_tells_its_content(self):
        lot = self.make_lot(self.milk, "ABCDEFGH-12345-XYZ_9", use_by_date="2026-06-15")
        package = self.make_package({lot: 240})

        self.issue(package)

        for size in ("105x148", "148x210"):
            with self.subTest(size=size):
                self.assertEqual(
                    self.elements(self.pallet_scans(package, size)),
                    [
                        ("02", "04006381333931"),
                        ("17", "260615"),
                        ("37", "240"),
                        ("10", "ABCDEFGH-12345-XYZ_9"),
                        ("00", "040123450000000009"),
                    ],
                )

    def test_a_mixed_pallet_has_its_number_in_the_code_and_its_goods_in_words(self):
        cheese = self.make_product("Cheese", barcode="5901234123457")
        package = self.make_package(
            {self.make_lot(self.milk, "M1"): 2, self.make_lot(cheese, "C1"): 3}
        )
        self.issue(package)

        pdf = self.print_file(package, carrier="gs1_128", size="105x148")

        self.assertEqual(self.elements(self.scan(pdf)), [("00", package.name)])
        text = self.text_of(pdf)
        for words in ("2 Units Milk", "Lot M1", "3 Units Cheese", "Lot C1"):
            self.assertIn(words, text)

    def test_kilograms_are_not_counted(self):
        kilo = self.env.ref("uom.product_uom_kgm")
        ham = self.make_product("Ham", barcode="5901234123457", uom_id=kilo.id)
        package = self.make_package({self.make_lot(ham, "H1"): 12})
        self.issue(package)

        self.assertEqual(self.elements(self.pallet_scans(package)), [("00", package.name)])

    def test_numbers_count_up_and_become_the_name(self):
        packages = self.make_package({}, "A") | self.make_package({}, "B")

        issued = self.issue(packages)

        self.assertEqual(packages.mapped("name"), ["040123450000000009", "040123450000000016"])
        self.assertTrue(all(packages.mapped("valid_sscc")))
        self.assertRecordValues(
            issued.sorted("name"),
            [
                {"previous_name": "A", "package_id": packages[0].id, "company_id": self.company.id},
                {"previous_name": "B", "package_id": packages[1].id, "company_id": self.company.id},
            ],
        )

    def test_a_pallet_that_has_a_number_keeps_it(self):
        package = self.make_package({}, "340123459999999999")

        self.assertFalse(self.issue(package))
        self.assertEqual(package.name, "340123459999999999")

    def test_a_number_in_use_is_not_given_again(self):
        self.make_package({}, "040123450000000009")  # from another system
        self.env["lot.sscc"].create({"name": "040123450000000016", "company_id": self.company.id})
        package = self.make_package({})

        self.issue(package)

        self.assertEqual(package.name, "040123450000000023")

    def test_a_number_returns_when_it_is_old_and_the_range_is_used_up(self):
        self.company.lot_gs1_prefix = "401234512345"  # 10 000 numbers
        first, second = self.make_package({}, "A"), self.make_package({}, "B")
        self.issue(first)
        number = first.name
        first.name = "emptied"
        self.company.lot_sscc_sequence_id.number_next_actual = 10_001

        self.issue(second)
        self.assertNotEqual(second.name, number)

        self.company.lot_sscc_sequence_id.number_next_actual = 20_001
        long_ago = fields.Datetime.now() - timedelta(days=731)
        self.env["lot.sscc"].search([("name", "=", number)]).issued_at = long_ago
        third = self.make_package({}, "C")
        self.issue(third)
        self.assertEqual(third.name, number)

    def test_without_a_prefix_nobody_numbers_pallets(self):
        self.company.lot_gs1_prefix = False

        with self.assertRaisesRegex(UserError, "has no GS1 company prefix"):
            self.issue(self.make_package({}))

    def test_a_prefix_is_digits(self):
        for values in (
            {"lot_gs1_prefix": "401"},
            {"lot_gs1_prefix": "40123x"},
            {"lot_sscc_extension": "x"},
            {"lot_link_domain": "shop.example"},
            {"lot_link_domain": "https://shop.example/?a=1"},
        ):
            with self.subTest(values=values), self.assertRaises(ValidationError):
                self.company.write(values)

    def test_a_pallet_without_a_number_has_no_label(self):
        with self.assertRaisesRegex(UserError, "has no SSCC yet"):
            self.print_file(self.make_package({}), carrier="gs1_128", size="105x148")

    def test_numbers_of_another_company_stay_hidden_and_nobody_edits_them(self):
        self.issue(self.make_package({}))
        other = self.make_company()
        stranger = self.make_user("stock.group_stock_user", company=other)

        self.assertFalse(self.env["lot.sscc"].with_user(stranger).search([]))
        issued = self.env["lot.sscc"].with_user(self.printer).search([])
        self.assertEqual(len(issued), 1)
        with self.assertRaises(AccessError):
            issued.write({"name": "x"})
        with self.assertRaises(AccessError):
            self.env["lot.sscc"].with_user(self.manager).create({"name": "x"})

    def test_two_companies_with_one_prefix_do_not_share_numbers(self):
        other = self.make_company()
        other.lot_gs1_prefix = "4012345"
        clerk = self.make_user("stock.group_stock_user", company=other)
        mine, theirs = self.make_package({}, "A"), self.make_package({}, "B")

        self.issue(mine)
        self.issue(theirs, user=clerk)

        self.assertNotEqual(mine.name, theirs.name)
        self.assertEqual(
            self.env["lot.sscc"].search([("package_id", "=", theirs.id)]).company_id, other
        )

    def test_printing_a_pallet_is_in_the_journal_of_its_lots(self):
        lot = self.make_lot(self.milk, "M1")
        package = self.make_package({lot: 2})
        self.issue(package)

        self.print_file(package, carrier="gs1_128", size="105x148", copies=2)

        event = self.env["lot.event"].search(
            [("lot_id", "=", lot.id), ("kind", "=", "labels_printed")]
        )
        self.assertEqual((event.facts["labels"], event.facts["sscc"]), (2, [package.name]))
