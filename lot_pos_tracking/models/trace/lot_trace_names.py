from odoo import api, models


class LotTrace(models.AbstractModel):
    """The nodes of a trace with the names people know them by: one or two queries a model."""

    _inherit = "lot.trace"

    @api.model
    def _nodes(self, lots, edges):
        keys = dict.fromkeys(("lot", "stock.lot", lot.id) for lot in lots)
        for source, target, *_rest in edges:
            keys[source] = keys[target] = None
        ids_by_model = {}
        for _kind, model, res_id in keys:
            ids_by_model.setdefault(model, set()).add(res_id)
        facts = {}  # {(model, id): {fact: value}}
        for model, ids in ids_by_model.items():
            # sudo: whoever may read the movements of a lot may know the documents by name; opening
            # them asks for the rights of the document
            records = self.env[model].sudo().browse(sorted(ids)).exists()
            describe = getattr(self, f"_describe_{model.replace('.', '_')}")
            facts.update({(model, record.id): describe(record) for record in records})
        return [
            {
                "id": self._node_id(key),
                "kind": key[0],
                "model": key[1],
                "res_id": key[2],
                **facts.get((key[1], key[2]), {"name": self.env._("(deleted)")}),
            }
            for key in keys
        ]

    @api.model
    def _describe_stock_lot(self, lot):
        return {
            "name": lot.name,
            "product": lot.product_id.display_name,
            "product_id": lot.product_id.id,
            "vendor_lot": lot.vendor_lot or None,
            "on_hold": lot.is_on_hold,
            "best_before_date": self._iso(lot.best_before_date),
            "use_by_date": self._iso(lot.use_by_date),
            "production_date": self._iso(lot.production_date),
            "shipment": self._shipment_of(lot),
        }

    @api.model
    def _shipment_of(self, lot):
        """The supplier's notice the lot came with, where shipments are known."""
        if "shipment_line_id" not in lot._fields or not lot.shipment_line_id:
            return None
        shipment = lot.shipment_line_id.shipment_id
        return {"id": shipment.id, "name": shipment.name}

    @api.model
    def _describe_stock_picking(self, picking):
        purchase = picking.purchase_id
        return {
            "name": picking.name,
            "date": self._moment(picking.date_done),
            "origin": picking.origin or None,
            "purchase": {"id": purchase.id, "name": purchase.name} if purchase else None,
        }

    @api.model
    def _describe_stock_move(self, move):
        return {
            "name": move.reference or move.display_name,
            "date": self._moment(move.date),
            "origin": move.origin or None,
            "purchase": None,
        }

    @api.model
    def _describe_mrp_production(self, production):
        return {
            "name": production.name,
            "date": self._moment(production.date_finished),
            "origin": production.origin or None,
        }

    @api.model
    def _describe_pos_order(self, order):
        return {
            "name": order.name or order.pos_reference,
            "date": self._moment(order.date_order),
            "receipt_number": order.pos_reference,
            "till": order.config_id.name,
            "session": order.session_id.name,
            "cashier": order.user_id.name or None,
        }

    @api.model
    def _describe_stock_scrap(self, scrap):
        return {
            "name": scrap.name,
            "date": self._moment(scrap.date_done),
            "reason": ", ".join(scrap.scrap_reason_tag_ids.mapped("name")) or None,
        }

    @api.model
    def _describe_stock_location(self, location):
        return {"name": location.complete_name, "quarantine": location.lot_quarantine}

    @api.model
    def _describe_res_partner(self, partner):
        return {"name": partner.display_name, "phone": partner.phone or None}

    @api.model
    def _iso(self, day):
        return day.isoformat() if day else None

    @api.model
    def _moment(self, moment):
        return f"{moment.isoformat()}Z" if moment else None
