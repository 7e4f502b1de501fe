from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .labels_common import LabelCommon


@tagged("post_install", "-at_install")
class TestLabelRoute(LabelCommon, HttpCase):
    def setUp(self):
        super().setUp()
        self.lot = self.make_lot(self.milk, "A")

    def get(self, path, user=None):
        self.authenticate((user or self.printer).login, (user or self.printer).login)
        return self.url_open(f"/lot/labels/{path}", allow_redirects=False)

    def test_a_pdf_is_shown_and_zpl_is_saved(self):
        pdf = self.get(f"lots.pdf?ids={self.lot.id}&copies=2")
        zpl = self.get(f"lots.zpl?ids={self.lot.id}&copies=2")

        self.assertEqual((pdf.status_code, zpl.status_code), (200, 200))
        self.assertTrue(pdf.headers["Content-Type"].startswith("application/pdf"))
        self.assertTrue(pdf.headers["Content-Disposition"].startswith("inline"))
        self.assertEqual(len(self.pages(pdf.content)), 2)
        self.assertTrue(zpl.headers["Content-Type"].startswith("text/plain"))
        self.assertTrue(zpl.headers["Content-Disposition"].startswith("attachment"))
        self.assertIn("^PQ2", zpl.text)

    def test_a_pallet_is_printed_by_its_number(self):
        package = self.make_package({self.lot: 5})
        self.env["lot.sscc"]._issue(package)

        answer = self.get(f"pallets.pdf?ids={package.id}&size=105x148")

        self.assertEqual(self.elements(self.scan(answer.content))[-1], ("00", package.name))

    @mute_logger("odoo.http")
    def test_a_wrong_address_is_answered_with_a_reason(self):
        for query, reason in {
            "lots.pdf": "nothing to print",
            f"lots.pdf?ids={self.lot.id}&size=9x9": "no such label format",
            f"lots.pdf?ids={self.lot.id}&carrier=x": "no such label format",
            f"lots.pdf?ids={self.lot.id}&copies=0": "nothing to print",
            f"lots.pdf?ids={self.lot.id}&copies=99999": "too many at once",
            "lots.pdf?ids=1;drop": "",
            f"lots.pdf?ids={self.lot.id}&copies=-1": "",
        }.items():
            with self.subTest(query=query):
                answer = self.get(query)
                self.assertEqual(answer.status_code, 400)
                self.assertIn(reason, answer.text)
        self.assertEqual(self.get("lots.exe?ids=1").status_code, 404)

    @mute_logger("odoo.http")
    def test_nobody_prints_what_he_may_not_read(self):
        other = self.make_company()
        stranger = self.make_user("stock.group_stock_user", company=other)
        nobody = self.make_user()

        for user in (stranger, nobody):
            with self.subTest(user=user.login):
                self.assertEqual(self.get(f"lots.pdf?ids={self.lot.id}", user).status_code, 403)

    def test_a_stranger_is_sent_to_the_door(self):
        self.authenticate(None, None)

        answer = self.url_open(f"/lot/labels/lots.pdf?ids={self.lot.id}", allow_redirects=False)

        self.assertEqual(answer.status_code, 303)
        self.assertIn("/web/login", answer.headers["Location"])


@tagged("post_install", "-at_install")
class TestLabelTour(LabelCommon, HttpCase):
    browser_size = "375x667"
    touch_enabled = True

    def test_a_label_is_seen_on_a_phone_before_it_is_printed(self):
        lot = self.make_lot(self.milk, "ABCDEFGHIJKLMNOPQRST", use_by_date="2030-06-15")

        self.start_tour(
            f"/odoo/action-stock.action_production_lot_form/{lot.id}",
            "labels_are_seen_before_they_are_printed",
            login=self.manager.login,
        )
