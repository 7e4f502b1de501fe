from odoo.fields import Command

from ..common import LotCommon


class ReceivingCommon(LotCommon):
    """A receiver with the Inventory user right and nothing else, and documents of a dairy."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.receiver = cls.make_user("stock.group_stock_user")
        cls.vendor.ref = "GMD"
        cls.milk = cls.make_product("Milk", barcode="4006381333931", default_code="MILK")

    def make_order(self, *lines, vendor=None, **values):
        """A confirmed purchase order; ``lines`` are ``(product, quantity[, price])``."""
        order = self.env["purchase.order"].create(
            {
                "partner_id": (vendor or self.vendor).id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_qty": quantity,
                            "price_unit": price[0] if price else 1.0,
                        }
                    )
                    for product, quantity, *price in lines
                ],
                **values,
            }
        )
        order.button_confirm()
        return order

    def csv(self, *rows, order=None, number="D1001", **header):
        """A CSV document; each row a dict of columns, see ``core/asn/table.py``."""
        shared = {"document_number": number, "purchase_order": order.name if order else ""}
        shared |= {"supplier_name": self.vendor.name, **header}
        rows = [{**shared, **row} for row in rows]
        columns = list(dict.fromkeys(column for row in rows for column in row))
        lines = [columns, *([str(row.get(column, "")) for column in columns] for row in rows)]
        return "\n".join(",".join(line) for line in lines).encode()

    def milk_row(self, lot, quantity, **values):
        return {"gtin": "4006381333931", "lot": lot, "quantity": quantity, **values}

    def import_shipment(self, *rows, user=None, **options):
        shipments = self.env["lot.shipment"].with_user(user or self.receiver)
        return shipments.import_document(self.csv(*rows, **options), "shipment.csv")

    def validate(self, picking, user=None):
        """Validate as the receiver; a backorder is made for what did not come."""
        picking = picking.with_user(user or self.receiver)
        return picking.with_context(skip_backorder=True).button_validate()

    def codes(self, shipment):
        return sorted(shipment.issue_ids.mapped("code"))
