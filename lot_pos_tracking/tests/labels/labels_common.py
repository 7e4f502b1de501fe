from datetime import date

from odoo.fields import Command

from ...core.gs1.elements import decode
from ..common import LotCommon

TODAY = date(2026, 3, 10)
# render at 406 dpi: two pixels for each dot of a usual label printer
SCALE = 406 / 72


class LabelCommon(LotCommon):
    """A stock user who prints, and a scanner that reads what was printed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.printer = cls.make_user("stock.group_stock_user")
        cls.milk = cls.make_product("Milk", barcode="4006381333931")
        cls.company.write({"lot_gs1_prefix": "4012345", "lot_sscc_extension": "0"})

    def setUp(self):
        super().setUp()
        # a counter of its own: PostgreSQL's sequences do not roll back between tests
        self.company.lot_sscc_sequence_id = False

    def face(self, user=None):
        return self.env["lot.label"].with_user(user or self.printer)

    def print_file(self, records, *, user=None, **options):
        """The bytes of the file that the printer gets."""
        options = {"carrier": "datamatrix", "size": "57x32", "copies": 1, **options}
        options.setdefault("file_format", "pdf")
        face = self.face(user)
        return face._print(records.with_env(face.env), **options)[0]

    def make_package(self, contents, name="PACK1", company=None):
        """A package with stock; ``contents`` is ``{lot or product: quantity}``."""
        package = self.env["stock.package"].create({"name": name})
        for goods, quantity in contents.items():
            is_lot = goods._name == "stock.lot"
            self.env["stock.quant"]._update_available_quantity(
                goods.product_id if is_lot else goods,
                self.stock_location,
                quantity,
                lot_id=goods if is_lot else None,
                package_id=package,
            )
        return package

    def pages(self, pdf):
        """The pages as grey pictures."""
        import pypdfium2

        document = pypdfium2.PdfDocument(pdf)
        return [
            document[at].render(scale=SCALE, grayscale=True).to_pil() for at in range(len(document))
        ]

    def scan(self, pdf):
        """What a scanner sends for each symbol, page by page from top to bottom, with AIM ids."""
        import zxingcpp

        found = []
        for picture in self.pages(pdf):
            pixels = memoryview(picture.tobytes()).cast("B", (picture.height, picture.width))
            codes = zxingcpp.read_barcodes(pixels)
            codes.sort(key=lambda code: (code.position.top_left.y // 20, code.position.top_left.x))
            found += [code.symbology_identifier + code.bytes.decode() for code in codes]
        return found

    def elements(self, scans):
        """The elements of the scans as the add-on's own reader gives them, all of them good."""
        read = [decode(scan, today=TODAY) for scan in scans]
        self.assertTrue(all(scan.is_clean for scan in read), scans)
        return [(element.ai, element.value) for scan in read for element in scan.elements]

    def text_of(self, pdf):
        import pypdfium2

        document = pypdfium2.PdfDocument(pdf)
        return "\n".join(
            document[at].get_textpage().get_text_bounded() for at in range(len(document))
        ).replace("\r", "")

    def receive_in_packages(self, product, packages):
        """A done receipt; ``{package name: {lot name: quantity}}``."""
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": self.warehouse.in_type_id.id,
                "location_id": self.supplier_location.id,
                "location_dest_id": self.stock_location.id,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_uom_qty": sum(sum(one.values()) for one in packages.values()),
                            "product_uom": product.uom_id.id,
                            "location_id": self.supplier_location.id,
                            "location_dest_id": self.stock_location.id,
                        }
                    )
                ],
            }
        )
        picking.action_confirm()
        picking.move_ids.move_line_ids.unlink()
        for name, lots in packages.items():
            package = self.env["stock.package"].create({"name": name})
            picking.move_ids.move_line_ids = [
                Command.create(
                    {
                        **self._line_vals(picking, product),
                        "lot_name": lot,
                        "quantity": quantity,
                        "result_package_id": package.id,
                    }
                )
                for lot, quantity in lots.items()
            ]
        picking.move_ids.picked = True
        picking.with_context(skip_expired=True).button_validate()
        return picking
