import json
import re
from datetime import timedelta
from pathlib import Path
from unittest import skipUnless

from odoo import fields
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .receiving_common import ReceivingCommon

README = Path(__file__).parents[3] / "README.rst"
EXAMPLE = re.compile(r"(?m)^    import base64.*\n(?:    .*\n|\n)+?(?=\S)")


@tagged("post_install", "-at_install")
class TestApiWayIn(HttpCase, ReceivingCommon):
    """A supplier's system, or the shop's own, sends a notice as a user with an API key."""

    def key_of(self, user):
        keys = self.env["res.users.apikeys"].with_user(user)
        return keys._generate("rpc", "shipments", fields.Datetime.now() + timedelta(days=1))

    def post(self, key, method, **body):
        with mute_logger("odoo.http"):  # what is refused is logged there
            return self.url_open(
                f"/json/2/lot.shipment/{method}",
                data=json.dumps(body),
                headers={"Authorization": f"bearer {key}", "Content-Type": "application/json"},
            )

    @skipUnless(README.is_file(), "the README is not beside the add-on")
    def test_the_example_of_the_readme_brings_a_notice_in_once(self):
        order = self.make_order((self.milk, 12))
        document = self.csv(self.milk_row("A", 12), order=order)
        code = EXAMPLE.search(README.read_text("utf-8"))[0]
        code = re.sub(r"(?m)^    ", "", code)
        code = code.replace("https://shop.example.com", self.base_url())
        code = code.replace("the key", self.key_of(self.receiver))
        code = code.replace('Path("despatch.csv").read_bytes()', repr(document))
        names = {}

        self.env.flush_all()
        with self.allow_requests(all_requests=True):
            exec(code, names)
            exec(code, names)
        self.env.invalidate_all()

        shipment = self.env["lot.shipment"].browse(names["shipment_ids"])
        self.assertRecordValues(
            shipment, [{"name": "D1001", "state": "matched", "purchase_id": order.id}]
        )
        self.assertEqual(self.env["lot.shipment"].search([("name", "=", "D1001")]), shipment)
        self.assertEqual(shipment.create_uid, self.receiver)

    def test_a_broken_document_is_refused_with_its_place_and_nothing_is_written(self):
        before = self.env["lot.shipment"].search_count([])

        answer = self.post(
            self.key_of(self.receiver),
            "import_document",
            content="ZG9jdW1lbnRfbnVtYmVyLGd0aW4sbG90LHF1YW50aXR5CkQxLDQwMDYzODEzMzM5MzEsQSw9MSsxCg==",
            filename="notice.csv",
        )

        self.assertEqual(answer.status_code, 422)
        self.assertIn("line 2", answer.json()["message"])
        self.assertEqual(self.env["lot.shipment"].search_count([]), before)

    def test_without_key_or_right_nothing_comes_in(self):
        cashier = self.make_user("point_of_sale.group_pos_user")

        self.assertEqual(self.post("wrong", "import_document", content="eA==").status_code, 401)
        refused = self.post(self.key_of(cashier), "import_document", content="eA==")

        self.assertEqual(refused.status_code, 403)
