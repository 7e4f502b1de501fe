from types import SimpleNamespace
from unittest.mock import patch

from odoo.tests import TransactionCase, tagged

TRACE = {
    "platform": "linux",
    "browser": "chrome",
    "ip_address": None,
    "first_activity": 1772697600.0,
    "last_activity": 1772697600.0,
}


@tagged("post_install", "-at_install")
class TestDeviceOfTill(TransactionCase):
    """An order waits for its turn with the lots in a transaction that has written nothing yet."""

    def setUp(self):
        super().setUp()
        self.enterContext(self.enter_registry_test_mode())

    def note(self, path, sid):
        """The device of a request, and how many transactions were begun for it."""
        session = SimpleNamespace(uid=self.env.uid, sid=sid, update_trace=lambda request: TRACE)
        request = SimpleNamespace(session=session, httprequest=SimpleNamespace(path=path))
        registry = self.env.registry
        with patch.object(registry, "cursor", side_effect=registry.cursor) as begun:
            self.env["res.device.log"]._update_device(request)
        found = self.env["res.device.log"].search_count([("session_identifier", "=", sid)])
        return found, begun.call_count

    def test_the_device_of_a_till_that_sells_is_noted_apart(self):
        base = "/web/dataset/call_kw"
        self.assertEqual(self.note(f"{base}/pos.order/sync_from_ui", "a" * 42), (1, 1))
        self.assertEqual(self.note(f"{base}/pos.config/claim_lots", "b" * 42), (1, 1))
        self.assertEqual(self.note(f"{base}/res.partner/read", "c" * 42), (1, 0))
