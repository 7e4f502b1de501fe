from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form

from .labels_common import LabelCommon


@freeze_time("2026-03-10 09:00:00")
class TestLabelWizard(LabelCommon):
    def wizard(self, records, **values):
        """As the client opens it from these records."""
        model = self.env["lot.label.wizard"].with_user(self.printer)
        model = model.with_context(active_model=records._name, active_ids=records.ids)
        with Form(model) as form:
            for name, value in values.items():
                setattr(form, name, value)
        return form.record

    def test_lots_get_a_matrix_and_pallets_get_bars(self):
        lots = self.make_lot(self.milk, "A") | self.make_lot(self.milk, "B")
        package = self.make_package({lots[0]: 2})

        for records, values in (
            (lots, {"kind": "lots", "carrier": "datamatrix", "size": "57x32", "label_count": 2}),
            (package, {"kind": "pallets", "carrier": "gs1_128", "size": "105x148"}),
        ):
            with self.subTest(model=records._name):
                self.assertRecordValues(self.wizard(records), [values])

    def test_bars_need_a_larger_label(self):
        wizard = self.wizard(self.make_lot(self.milk, "A"), carrier="gs1_128")

        self.assertEqual(wizard.size, "100x50")

    def test_a_receipt_offers_its_lots_and_its_pallets(self):
        picking = self.receive_in_packages(self.milk, {"P1": {"L1": 3}, "P2": {"L2": 4}})

        wizard = self.wizard(picking, per_piece=True)

        self.assertEqual(wizard.lot_ids, picking.move_line_ids.lot_id)
        self.assertEqual(wizard.package_ids, picking.move_line_ids.result_package_id)
        self.assertEqual(wizard.label_count, 7)

    def test_the_first_label_is_shown_before_it_is_printed(self):
        wizard = self.wizard(self.make_lot(self.milk, "A"))

        self.assertIn("data:image/svg+xml;base64,", wizard.preview)
        self.assertFalse(wizard.problem)

    def test_what_the_code_cannot_say_is_said(self):
        tea = self.make_product("Tea")
        lots = self.make_lot(tea, "T1") | self.make_lot(self.milk, "Käse 1")

        preview = self.wizard(lots).preview

        self.assertRegex(preview, r"T1</strong>: no GTIN")
        self.assertRegex(preview, r"Käse 1</strong>: the number is longer")

    def test_a_label_that_is_too_small_is_a_problem_and_not_an_error(self):
        lot = self.make_lot(self.milk, "ABCDEFGHIJKLMNOPQRST", use_by_date="2026-06-15")

        wizard = self.wizard(lot, carrier="gs1_128", size="57x32")

        self.assertIn("do not fit", wizard.problem)
        self.assertFalse(wizard.preview)
        with self.assertRaisesRegex(UserError, "do not fit"):
            wizard.action_print()

    def test_an_empty_receipt_has_nothing_to_print(self):
        wizard = self.env["lot.label.wizard"].with_user(self.printer).create({})

        self.assertIn("no lots or pallets", wizard.problem)

    def test_a_name_of_a_product_is_not_markup(self):
        self.milk.name = "<script>alert(1)</script>"

        face = self.face()
        lot = self.make_lot(self.milk, "A").with_env(face.env)
        svg = face._preview(face._of_lots(lot, "datamatrix")[lot][0], "57x32")

        self.assertNotIn("<script>", svg)
        self.assertIn("&lt;script", svg)

    def test_print_leads_to_the_file(self):
        lot = self.make_lot(self.milk, "A")

        pdf = self.wizard(lot).action_print()
        zpl = self.wizard(lot, file_format="zpl", density="300").action_print()

        base = f"?ids={lot.id}&size=57x32&carrier=datamatrix&copies=1"
        self.assertEqual((pdf["url"], pdf["target"]), (f"/lot/labels/lots.pdf{base}", "new"))
        self.assertEqual(
            (zpl["url"], zpl["target"]), (f"/lot/labels/lots.zpl{base}&density=300", "download")
        )

    def test_pallets_are_numbered_when_they_are_printed(self):
        package = self.make_package({})
        wizard = self.wizard(package)
        self.assertEqual(wizard.without_sscc, 1)
        self.assertIn("data:image/svg+xml;base64,", wizard.preview)
        self.assertEqual(package.name, "PACK1")

        wizard.action_print()

        self.assertEqual(package.name, "040123450000000009")

    def test_without_a_prefix_the_reason_is_shown_before_printing(self):
        self.company.lot_gs1_prefix = False

        wizard = self.wizard(self.make_package({}))

        self.assertIn("has no GS1 company prefix", wizard.problem)

    def test_upstreams_button_leads_here_where_labels_are_gs1(self):
        picking = self.receive_in_packages(self.milk, {"P1": {"L1": 3}})
        chooser = self.env["picking.label.type"].with_user(self.printer)
        chooser = chooser.create({"picking_ids": [Command.set(picking.ids)], "label_type": "lots"})

        native = chooser.process()
        self.printer.group_ids += self.env.ref("stock.group_stock_lot_print_gs1")
        ours = chooser.process()

        self.assertEqual(native["res_model"], "lot.label.layout")
        self.assertEqual(ours["res_model"], "lot.label.wizard")
        self.assertEqual(ours["context"]["default_lot_ids"], picking.move_line_ids.lot_id.ids)
