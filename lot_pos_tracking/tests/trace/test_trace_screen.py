import io
import json

from openpyxl import load_workbook
from pypdf import PdfReader

from odoo.tests import HttpCase, tagged

from ..common import LotCommon


@tagged("post_install", "-at_install")
class TestTraceScreen(LotCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.milk = cls.make_product("Milk")
        cls.ann = cls.env["res.partner"].create({"name": "Ann Ωmega"})

    def journey(self):
        """A lot that was received and delivered, and the login of who may follow it."""
        lot = self.receive(self.milk, {"=L1+1": 10}, price=1)["=L1+1"]
        picking = self.deliver(self.milk, 3, lots={lot: 3})
        picking.partner_id = self.ann
        user = self.make_user("stock.group_stock_user", password="journey-1", login="journey")
        return lot, user

    def fetch(self, kind, lot, query=""):
        return self.url_open(f"/lot_pos_tracking/trace.{kind}?lot_ids={lot.id}{query}")

    def test_the_journey_shows_both_directions_and_opens_documents(self):
        lot, user = self.journey()

        self.start_tour(f"/odoo/stock.lot/{lot.id}", "lot_trace", login=user.login)

    def test_a_journey_of_nothing_says_what_to_do(self):
        _lot, user = self.journey()

        self.start_tour("/odoo/action-lot_trace", "lot_trace_empty", login=user.login)

    def test_json_is_what_the_model_says(self):
        lot, user = self.journey()
        self.authenticate(user.login, "journey-1")

        answer = self.fetch("json", lot)

        self.assertEqual(answer.headers["Content-Type"], "application/json; charset=utf-8")
        graph = self.env["lot.trace"].with_user(user).trace(lot.ids)
        self.assertEqual(answer.json(), json.loads(json.dumps(graph)))
        up = self.fetch("json", lot, "&direction=up").json()
        self.assertEqual({node["kind"] for node in up["nodes"]}, {"lot", "receipt", "vendor"})

    def test_the_sheet_has_a_row_for_every_step_and_no_formulas(self):
        lot, user = self.journey()
        self.authenticate(user.login, "journey-1")

        sheet = load_workbook(io.BytesIO(self.fetch("xlsx", lot).content)).active

        rows = list(sheet.values)
        self.assertEqual(rows[0][:4], ("Date", "Lot", "Product", "What"))
        told = sorted((row[3], row[6], row[7]) for row in rows[1:])
        self.assertEqual(
            told,
            [
                ("On hand", 7, "Units"),
                ("Received", 10, "Units"),
                ("Received", 10, "Units"),
                ("Sold", 3, "Units"),
                ("Sold", 3, "Units"),
            ],
        )
        self.assertEqual(
            {(row[1], cell.data_type) for row in rows[1:] for cell in sheet["B"][1:]},
            {("=L1+1", "s")},
        )

    def test_the_paper_names_everybody_in_any_alphabet(self):
        lot, user = self.journey()
        self.authenticate(user.login, "journey-1")

        pdf = PdfReader(io.BytesIO(self.fetch("pdf", lot).content))

        text = "".join(page.extract_text() for page in pdf.pages)
        self.assertIn("Trace of =L1+1 (Milk)", text)
        self.assertIn("Ann Ωmega", text)
        self.assertIn(self.vendor.name, text.replace("\n", " "))

    def test_strangers_get_no_paper(self):
        lot, _user = self.journey()
        cashier = self.make_user("point_of_sale.group_pos_user", password="journey-1")
        stranger = self.make_user(
            "stock.group_stock_manager", company=self.make_company(), password="journey-1"
        )
        self.assertIn("/web/login", self.fetch("json", lot).url)

        self.authenticate(cashier.login, "journey-1")
        with self.assertLogs("odoo.http", "WARNING"):
            self.assertEqual(self.fetch("json", lot).status_code, 403)
        self.authenticate(stranger.login, "journey-1")
        self.assertEqual(self.fetch("pdf", lot).status_code, 404)

    def test_nonsense_is_a_bad_request(self):
        lot, user = self.journey()
        self.authenticate(user.login, "journey-1")

        self.assertEqual(self.fetch("json", lot, "x").status_code, 400)
        self.assertEqual(self.fetch("exe", lot).status_code, 404)

    def test_two_lots_are_followed_at_once(self):
        lots = self.receive(self.milk, {"A": 1, "B": 2}, price=1)

        action = (lots["A"] + lots["B"]).action_journey()

        self.assertEqual(action["params"]["lot_ids"], [lots["A"].id, lots["B"].id])
