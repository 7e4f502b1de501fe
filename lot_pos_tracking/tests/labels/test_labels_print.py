from datetime import datetime

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError

from .labels_common import LabelCommon


@freeze_time("2026-03-10 09:00:00")
class TestPrintedLabels(LabelCommon):
    def lot(self, name="MD-2601/A_7", product=None, **values):
        return self.make_lot(product or self.milk, name, **values)

    def test_a_scan_of_the_paper_gives_the_lot_back(self):
        lot = self.lot(
            production_date="2026-02-01", best_before_date="2026-05-31", use_by_date="2026-06-15"
        )
        elements = [
            ("01", "04006381333931"),
            ("11", "260201"),
            ("15", "260531"),
            ("17", "260615"),
            ("10", "MD-2601/A_7"),
        ]
        for carrier, size, identifier in (
            ("datamatrix", "57x32", "]d2"),
            ("datamatrix", "100x50", "]d2"),
            ("datamatrix", "70x37", "]d2"),
            ("gs1_128", "100x50", "]C1"),
            ("gs1_128", "148x210", "]C1"),
            ("qr", "57x32", "]Q1"),
            ("qr", "105x148", "]Q1"),
        ):
            with self.subTest(carrier=carrier, size=size):
                scans = self.scan(self.print_file(lot, carrier=carrier, size=size))

                self.assertEqual({scan[:3] for scan in scans}, {identifier})
                self.assertCountEqual(self.elements(scans), elements)

    def test_every_character_a_lot_may_have_survives_paper(self):
        names = [
            "!\"%&'()*+,-./:;<=>?_",
            "0123456789ABCDEFGHIJ",
            "abcdefghijklmnopqrst",
            "1A23B456",
        ]
        for name in names:
            for carrier in ("datamatrix", "gs1_128", "qr"):
                with self.subTest(name=name, carrier=carrier):
                    lot = self.env["stock.lot"].search([("name", "=", name)]) or self.lot(name)

                    scans = self.scan(self.print_file(lot, carrier=carrier, size="100x50"))

                    self.assertEqual(self.elements(scans), [("01", "04006381333931"), ("10", name)])

    def test_goods_without_gtin_have_their_number_in_plain(self):
        lot = self.lot("L 7", product=self.make_product("Loose tea"))

        for carrier, identifier in (("datamatrix", "]d1"), ("gs1_128", "]C0"), ("qr", "]Q1")):
            with self.subTest(carrier=carrier):
                scans = self.scan(self.print_file(lot, carrier=carrier, size="100x50"))
                self.assertEqual(scans, [identifier + "L 7"])

    def test_a_number_nobody_can_scan_is_printed_for_people(self):
        lot = self.lot("Charge Ä – 1234567890123456789")

        pdf = self.print_file(lot)

        self.assertEqual(self.scan(pdf), [])
        self.assertIn("Charge Ä – 1234567890123456789", self.text_of(pdf))

    def test_days_are_those_of_the_shop(self):
        self.company.partner_id.tz = "Pacific/Auckland"
        milk = self.make_product("Fresh milk", barcode="5901234123457", shelf_life=10)
        # the evening of 14 June in UTC is the morning of the 15th in Auckland
        lot = self.lot("N1", product=milk, expiration_date=datetime(2026, 6, 14, 20))

        pdf = self.print_file(lot)

        self.assertIn(("17", "260615"), self.elements(self.scan(pdf)))
        self.assertIn("Use by 06/15/2026", self.text_of(pdf))

    def test_people_read_it_in_the_language_of_the_shop(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.company.partner_id.lang = "fr_FR"
        self.milk.with_context(lang="fr_FR").name = "Lait"

        text = self.text_of(self.print_file(self.lot(use_by_date="2026-06-15")))

        self.assertIn("Lait", text)
        self.assertIn("15/06/2026", text)

    def test_a_minute_is_the_local_one(self):
        self.company.partner_id.tz = "Europe/Paris"
        lot = self.lot(use_by_time=datetime(2026, 6, 15, 22, 30))

        elements = self.elements(self.scan(self.print_file(lot, size="100x50")))

        self.assertIn(("7003", "2606160030"), elements)

    def test_a_receipt_prints_what_was_received(self):
        picking = self.receive_in_packages(self.milk, {"P1": {"L1": 3}, "P2": {"L1": 2, "L2": 7}})
        lots = picking.move_line_ids.lot_id.sorted("name")

        one_each = self.print_file(lots, picking=picking)
        by_piece = self.print_file(lots, picking=picking, per_piece=True)

        self.assertEqual(len(self.pages(one_each)), 2)
        self.assertEqual(len(self.pages(by_piece)), 12)
        self.assertRegex(self.text_of(one_each), r"(?s)L1.*Quantity 5 Units.*L2.*Quantity 7 Units")

    def test_sheets_are_filled_before_the_next(self):
        self.assertEqual(len(self.pages(self.print_file(self.lot(), size="70x37", copies=24))), 1)
        self.assertEqual(
            len(self.pages(self.print_file(self.lot("2"), size="70x37", copies=25))), 2
        )

    def test_printing_is_in_the_journal(self):
        lot = self.lot()

        self.print_file(lot, copies=3)

        event = self.env["lot.event"].search(
            [("lot_id", "=", lot.id), ("kind", "=", "labels_printed")]
        )
        self.assertEqual(event.user_id, self.printer)
        facts = {name: event.facts[name] for name in ("labels", "size", "carrier")}
        self.assertEqual(facts, {"labels": 3, "size": "57x32", "carrier": "datamatrix"})

    def test_what_cannot_be_printed_is_refused_in_words(self):
        lot = self.lot("ABCDEFGHIJKLMNOPQRST", use_by_date="2026-06-15")
        for message, options in (
            ("do not fit", {"carrier": "gs1_128", "size": "57x32"}),
            ("nothing to print", {"copies": 0}),
            ("print at most 5000", {"copies": 5001}),
            ("no such label format", {"size": "1x1"}),
            ("no such label format", {"carrier": "ean13"}),
            ("no such label format", {"file_format": "zpl", "density": "1"}),
        ):
            with self.subTest(message=message), self.assertRaisesRegex(UserError, message):
                self.print_file(lot, **options)

    def test_nobody_prints_lots_of_another_company(self):
        other = self.make_company()
        stranger = self.make_user("stock.group_stock_user", company=other)

        with self.assertRaises(AccessError):
            self.print_file(self.lot(), user=stranger)

    def test_fifty_labels_take_as_many_queries_as_one(self):
        lots = self.env["stock.lot"].create(
            [
                {"name": f"Q{at}", "product_id": self.milk.id, "company_id": self.company.id}
                for at in range(51)
            ]
        )
        self.env.flush_all()
        counts = []
        for some in (lots[:1], lots[1:]):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.print_file(some)
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)

        self.assertLessEqual(counts[1], counts[0] + 3)

    def test_a_label_printer_gets_the_same_places_and_data(self):
        lot = self.lot("A_7", use_by_date="2026-06-15")
        fields = {}
        for carrier, size in (("datamatrix", "57x32"), ("qr", "57x32"), ("gs1_128", "100x50")):
            zpl = self.print_file(lot, carrier=carrier, size=size, file_format="zpl", copies=4)
            lines = zpl.decode().splitlines()
            self.assertEqual((lines[0], lines[-2], lines[-1]), ("^XA", "^PQ4", "^XZ"))
            fields[carrier] = next(line for line in lines if "^B" in line).split("^B", 1)[1]

        self.assertEqual(
            fields,
            {
                "datamatrix": "XN,6,200,,,,#^FH\\^FD#10104006381333931172606" + "1510A_7^FS",
                "qr": "QN,2,5^FH\\^FDMA,https://id.gs1.org/01/04006381333931/10/A_7?17=260615^FS",
                "gs1_128": "Y3^BCN,160,N,N,N,N^FH\\^FD>;>8010400638133393117260615" + "10>6A_7^FS",
            },
        )

    def test_what_a_printer_takes_for_a_command_is_written_in_hexadecimal(self):
        tea = self.make_product("Tea ^XA~JA\\")
        lot = self.lot("L^7", product=tea)

        zpl = self.print_file(lot, size="100x50", file_format="zpl").decode()

        self.assertIn("^FDTea \\5EXA\\7EJA\\5C^FS", zpl)
        self.assertIn("^FDL\\5E7^FS", zpl)
        self.assertEqual(zpl.count("^XA"), 1)

    def test_dots_follow_the_print_head(self):
        for density, width in (("203", 456), ("300", 684), ("600", 1368)):
            with self.subTest(density=density):
                zpl = self.print_file(self.lot(density), file_format="zpl", density=density)
                self.assertIn(f"^PW{width}\n", zpl.decode())
