from odoo import api, models
from odoo.exceptions import UserError

DATES = {
    "lot_production_date": "production_date",
    "lot_best_before_date": "best_before_date",
    "lot_sell_by_date": "sell_by_date",
    "lot_use_by_date": "expiration_date",
}


class LotReceiving(models.AbstractModel):
    """A file that lists the lots of one receipt: no notice, just numbers to take over."""

    _inherit = "lot.receiving"

    @api.model
    def _import_lots(self, picking, content, filename=None):
        """Lines of the receipt for the lots of a file, those without a number replaced.

        :param content: bytes, or a base64 string; any syntax of a shipment notice
        :return: the new move lines
        :raises UserError: no file, a receipt that may not create lots or is closed, a file that
            cannot be read or does not fit the receipt; nothing is written
        """
        picking.ensure_one()
        self._check_takes_lots(picking)
        shipments = self.env["lot.shipment"]
        document = shipments._read_document(shipments._document_bytes(content or b""), filename)
        moves = picking.move_ids.filtered(
            lambda move: move.state not in ("done", "cancel") and move.product_id.tracking != "none"
        )
        products = self._products_of_lines(document, moves)
        lines = [
            (unit.sscc, line, products[line])
            for unit in document.logistic_units
            for line in unit.lines
        ]
        moves = moves.filtered(lambda move: move.product_id in products.values())
        moves._drop_lot_placeholders()
        room = {move: move.product_qty - self._taken_of(move) for move in moves}
        packages = {
            name: self._package_named(picking.company_id, name) for name, _l, _p in lines if name
        }
        vals_list = [
            self._imported_vals(line, self._move_with_room(room, line, product), packages.get(name))
            for name, line, product in lines
        ]
        return self.env["stock.move.line"].create(vals_list)

    def _check_takes_lots(self, picking):
        operation = picking.picking_type_id
        if not operation.use_create_lots:
            raise UserError(
                self.env._(
                    "Transfers of the type %(type)s do not create lots. "
                    "Allow it on the type first.",
                    type=operation.display_name,
                )
            )
        if picking.state in ("done", "cancel"):
            raise UserError(
                self.env._("%(name)s is closed: no lots can be added.", name=picking.name)
            )

    def _products_of_lines(self, document, moves):
        """``{line: product}``; a file need not name the only product of a receipt.

        :raises UserError: a line names nothing on the receipt, or no quantity
        """
        finder, expected = self.env["lot.product.finder"], moves.product_id
        lines = list(document.lines)
        vendor = moves.picking_id.partner_id
        by_gtin = finder._by_gtins([line.gtin for line in lines])
        by_code = finder._by_vendor_codes([line.vendor_code for line in lines], vendor)
        by_name = finder._by_names([line.description for line in lines], vendor)
        found, faults = {}, []
        for line in lines:
            named = line.gtin or line.vendor_code or line.description
            products = expected.browse({product.id for product, _uom in by_gtin.get(line.gtin, ())})
            products |= by_code.get(line.vendor_code) or expected.browse()
            products = (products or by_name.get(line.description) or expected.browse()) & expected
            if not named and len(expected) == 1:
                products = expected
            if len(products) != 1:
                fault = self.env._("it names no product of this receipt")
            elif not line.lot:
                fault = self.env._("it names no lot")
            elif line.quantity is None and products.tracking != "serial":
                fault = self.env._("it names no quantity")
            elif line.quantity is not None and line.quantity <= 0:
                fault = self.env._("its quantity is not above zero")
            else:
                found[line] = products
                continue
            faults.append(f"{line.position}: {fault} ({named or line.lot or '–'})")
        if faults or not lines:
            faults = faults or [self.env._("There are no lots in it.")]
            raise UserError("\n".join([self.env._("The file does not fit the receipt:"), *faults]))
        return found

    def _taken_of(self, move):
        return sum(move.move_line_ids.mapped("quantity_product_uom"))

    def _move_with_room(self, room, line, product):
        """The move that the quantity goes to; takes it from its room.

        :raises UserError: more than the receipt asks for
        """
        quantity = float(line.quantity) if line.quantity is not None else 1.0
        for move in room:
            fits = product.uom_id.compare(room[move], quantity) >= 0
            if move.product_id == product and fits:
                room[move] -= quantity
                return move
        raise UserError(
            self.env._(
                "%(place)s: lot %(lot)s is more of %(product)s than the receipt asks for. "
                "Correct the file, or the quantity of the receipt.",
                place=line.position,
                lot=line.lot,
                product=product.display_name,
            )
        )

    @api.model
    def _package_named(self, company, name):
        """Odoo's package of a number that a vendor gave, made when there is none."""
        packages = self.env["stock.package"]
        company_ids = (company.id, False)
        found = packages.search([("name", "=", name), ("company_id", "in", company_ids)], limit=1)
        return found or packages.create({"name": name})

    def _imported_vals(self, line, move, package):
        return {
            "move_id": move.id,
            "picking_id": move.picking_id.id,
            "company_id": move.company_id.id,
            "product_id": move.product_id.id,
            "product_uom_id": move.product_id.uom_id.id,
            "location_id": move.location_id.id,
            "location_dest_id": move.location_dest_id.id,
            "lot_name": line.lot,
            "quantity": float(line.quantity) if line.quantity is not None else 1.0,
            "result_package_id": package.id if package else False,
            "picked": False,
            **{name: getattr(line, ours) or False for name, ours in DATES.items()},
        }
