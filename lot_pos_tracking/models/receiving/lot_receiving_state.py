from odoo import api, fields, models


class LotReceiving(models.AbstractModel):
    """What the screen of a receiver shows: each lot, what was announced, what is counted."""

    _inherit = "lot.receiving"

    @api.model
    def _scan_state(self, picking):
        rows = [
            self._row(line)
            for line in picking.move_line_ids.sorted(lambda ml: (ml.product_id.name, ml.id))
            if line.state != "cancel" and not self._is_placeholder(line)
        ]
        rows += self._rows_without_lots(picking)
        counted = [row for row in rows if row["received"]]
        return {
            "picking": {
                "id": picking.id,
                "name": picking.name,
                "state": picking.state,
                "vendor": picking.partner_id.display_name or "",
                "origin": picking.origin or "",
                "shipments": ", ".join(picking.lot_shipment_ids.mapped("name")),
                "today": fields.Date.to_string(self._today(picking)),
            },
            "rows": rows,
            "counted": len(counted),
            "differing": len([row for row in rows if row["status"] not in ("complete", "waiting")]),
            "waiting": len([row for row in rows if row["status"] == "waiting"]),
            "can_undo": picking.state not in ("done", "cancel")
            and bool(self._countable(picking, [("user_id", "=", self.env.uid)], limit=1)),
            "conflicts": self._conflicting_scans(picking),
        }

    def _conflicting_scans(self, picking):
        """Scans made without network that received nothing, until somebody has seen them."""
        scans = self.env["lot.scan"].search(
            [
                ("picking_id", "=", picking.id),
                ("late", "=", True),
                ("seen", "!=", True),
                ("status", "in", ("ask", "error")),
            ],
            order="id",
        )
        return [
            {
                "uuid": scan.uuid,
                "code": scan.code,
                "quantity": scan.quantity or None,
                "status": scan.status,
                "message": scan.message,
                "at": fields.Datetime.to_string(scan.at),
            }
            for scan in scans
        ]

    def _is_placeholder(self, line):
        return not (line.picked or line.lot_id or line._known_numbers() or line.shipment_line_id)

    def _row(self, line):
        product = line.product_id
        received = line.quantity_product_uom if line.picked else 0.0
        announced = line._announced_quantity() if line.shipment_line_id else None
        return {
            "key": f"line{line.id}",
            "line_id": line.id,
            **self._product_facts(product),
            "lot": line._scan_lot() or "",
            "vendor_lot": line.lot_vendor_number or "",
            "use_by": fields.Date.to_string(line.lot_use_by_date) or "",
            "best_before": fields.Date.to_string(line.lot_best_before_date) or "",
            "sscc": line.shipment_line_id.sscc or "",
            "announced": announced,
            "received": received,
            "variance": product.uom_id.round(received - announced) if announced is not None else 0,
            "status": self._row_status(product.uom_id, announced, received),
        }

    def _product_facts(self, product):
        return {
            "product_id": product.id,
            "product": product.display_name,
            "gtin": product.barcode or "",
            "case_gtins": [code for code in product.product_uom_ids.mapped("barcode") if code],
            "tracking": product.tracking,
            "uom": product.uom_id.name,
        }

    def _row_status(self, uom, announced, received):
        if uom.is_zero(received):
            return "waiting"
        if announced is None:
            return "extra"
        order = uom.compare(received, announced)
        return ("complete", "over", "partial")[order]

    def _rows_without_lots(self, picking):
        """What is ordered and neither announced nor counted yet: one row for each product."""
        rows = []
        for product, moves in picking.move_ids.grouped("product_id").items():
            moves = moves.filtered(lambda move: move.state not in ("done", "cancel"))
            known = sum(
                max(
                    line._announced_quantity() if line.shipment_line_id else 0.0,
                    line.quantity_product_uom if line.picked else 0.0,
                )
                for line in moves.move_line_ids
                if not self._is_placeholder(line)
            )
            rest = sum(moves.mapped("product_qty")) - known
            if moves and product.uom_id.compare(rest, 0) > 0:
                rows.append(
                    {
                        "key": f"product{product.id}",
                        "line_id": False,
                        **self._product_facts(product),
                        "lot": "",
                        "vendor_lot": "",
                        "use_by": "",
                        "best_before": "",
                        "sscc": "",
                        "announced": rest,
                        "received": 0,
                        "variance": -rest,
                        "status": "waiting",
                    }
                )
        return rows
