"""The till's unit tests, in a browser with a mock server."""

from odoo.tests import HttpCase, tagged

from odoo.addons.web.tests import test_js


def suite_id(name):
    """The id under which hoot knows a suite of this name: 32 bits of its characters."""
    number = 0
    for character in name:
        number = (31 * number + ord(character)) & 0xFFFFFFFF
    return f"{number:08x}"


@tagged("post_install", "-at_install")
class TestLotHoot(HttpCase):
    def test_the_till_unit_by_unit(self):
        suite = suite_id("@lot_pos_tracking")
        self.browser_js(
            f"/web/tests?headless&loglevel=2&preset=desktop&timeout=15000&id={suite}",
            "",
            "",
            login="admin",
            timeout=300,
            success_signal="[HOOT] Test suite succeeded",
            error_checker=test_js.unit_test_error_checker,
        )
