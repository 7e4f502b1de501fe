from odoo import api, fields, models

from ...core.lot_names import match_key
from .pos_pack_operation_lot import COPYING, REFUND

SELF_ORDERED = {"kiosk", "mobile"}
"""Sources of the orders that customers put together by themselves."""

AT_TILL = "lot_at_till"
"""Context key: a till has sent the order, and a cashier reads what is refused."""


class PosOrder(models.Model):
    _inherit = "pos.order"

    lot_offline = fields.Boolean(
        "Finalised Offline",
        readonly=True,
        help="The till had no connection when the order was finalised.",
    )

    @api.model
    def sync_from_ui(self, orders):
        """Orders that sell the same lots come one after the other, each with a fresh view."""
        paid = [order for order in orders if order.get("state") != "draft"]
        packs = [pack for order in paid for pack in self._lot_sent(order)]
        session = self.env["pos.session"].browse(paid[0].get("session_id") if packs else None)
        if session.config_id.lot_policy not in (False, "native"):
            self.env["lot.locks"]._queue(*self._lot_turns(session, packs))
        result = super(PosOrder, self.with_context(**{AT_TILL: True})).sync_from_ui(orders)
        # customers' own orders come through a public page, with the rights of the system
        own = [order for order in orders if self.env.su and order.get("source") in SELF_ORDERED]
        if own:
            uuids = [order.get("uuid") for order in own]
            self.env["lot.gate"]._pass_own(self.search([("uuid", "in", uuids)]))
        return result

    @api.model
    def _lot_sent(self, order):
        """``[(product id, lot id or None, number)]`` of an order as a till sends it."""
        found = []
        for line in order.get("lines") or ():
            vals = line[2] if len(line) > 2 and isinstance(line[2], dict) else {}
            for pack in vals.get("pack_lot_ids") or ():
                if len(pack) > 2 and isinstance(pack[2], dict):
                    number, lot_id = str(pack[2].get("lot_name") or ""), pack[2].get("lot_id")
                    lot_id = lot_id if isinstance(lot_id, int) and lot_id else None
                    found.append((vals.get("product_id"), lot_id, number))
        return found

    @api.model
    def _lot_turns(self, session, packs):
        """What an order waits for: its lots, its till, and numbers that no lot has so far."""
        lot_ids = {lot_id for _product_id, lot_id, _number in packs if lot_id}
        names = {(product_id, number) for product_id, lot_id, number in packs if not lot_id}
        found = self.env["lot.shelf"]._named(session.company_id, names)
        new = sorted(f"{key[0]} {match_key(key[1])}" for key in names - set(found))
        return lot_ids | set(found.values()), session.config_id.id, new

    def _should_create_picking_real_time(self):
        """Tracked goods move at the sale, so that customer and ticket stay linked to the lot."""
        return super()._should_create_picking_real_time() or self._has_lot_lines()

    def _has_lot_lines(self):
        return self.config_id.lot_policy != "native" and bool(
            self.lines.filtered(lambda line: line.product_id.tracking != "none")
            or self.env["lot.kit"]._lines(self.lines)
        )

    def _create_order_picking(self):
        result = super()._create_order_picking()
        if self._has_lot_lines():
            self._lot_adopt_leftovers()
            self._lot_record_sale()
            self._lot_report_failed_pickings()
        return result

    def _refund(self):
        """The back office's refund: upstream copies every lot of the ticket, we what is left."""
        copying = self.with_context(**{COPYING: REFUND})
        refunds = super(PosOrder, copying)._refund().with_env(self.env)
        for line in refunds.lines.filtered("pack_lot_ids"):
            line._lot_take_back_what_is_left()
        return refunds

    def write(self, vals):
        result = super().write(vals)
        if vals.get("state") == "cancel":
            self.env["lot.claim"]._release(self.mapped("uuid"))
        return result

    def _lot_record_sale(self):
        """One event for each lot that left or came back on this ticket."""
        for kind, lines in (
            ("sale", self.lines.filtered(lambda line: line.qty > 0)),
            ("refund", self.lines.filtered(lambda line: line.qty < 0)),
        ):
            quantities, facts = {}, {}  # {lot: quantity}, {lot: {fact: value}}
            for pack in lines.pack_lot_ids.filtered("lot_id"):
                lot = pack.lot_id
                quantities[lot] = quantities.get(lot, 0.0) + pack.quantity
                facts[lot] = {
                    "evidence": pack.evidence or None,
                    "verdict": pack.verdict or None,
                    "reasons": pack.reasons or None,
                    "to_quarantine": pack.to_quarantine,
                }
            for lot, quantity in self._lot_moved_parts(lines).items():
                quantities[lot] = quantities.get(lot, 0.0) + quantity
                facts.setdefault(lot, {"evidence": "presumed", "part_of_kit": True})
            self.env["lot.event"]._record(
                kind,
                quantities,
                facts,
                at=self.date_order,
                config_id=self.config_id.id,
                session_id=self.session_id.id,
                order_id=self.id,
                order=self.uuid,
                offline=self.lot_offline,
                customer=self.partner_id.id or None,
            )

    def _lot_moved_parts(self, lines):
        """``{lot: quantity}`` of the parts of kits that these ticket lines moved."""
        kits = self.env["lot.kit"]._lines(lines)
        moved = {}
        # sudo: a cashier reads no transfers
        for row in self.sudo().picking_ids.move_line_ids:
            if row.pos_order_line_id.id in kits.ids and row.lot_id and row.state == "done":
                lot = row.lot_id.with_env(self.env)
                moved[lot] = moved.get(lot, 0.0) + row.quantity_product_uom
        return moved

    def _lot_adopt_leftovers(self):
        """What did not move with the rest is this ticket's too; upstream leaves it to nobody."""
        ours = {"pos_session_id": self.session_id.id, "pos_order_id": self.id, "origin": self.name}
        self.picking_ids.backorder_ids.write(ours)

    def _lot_report_failed_pickings(self):
        """Upstream keeps silent about a ticket whose goods did not move."""
        failed = self.picking_ids.filtered(lambda p: p.state not in ("done", "cancel"))
        if failed and not self.shipping_date:
            self.env["lot.exception"]._open_failed(self.session_id, failed)

    # -- the back office -------------------------------------------------------------------------

    def action_view_lots(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "lot_pos_tracking.pos_pack_operation_lot_action"
        )
        return {**action, "domain": [("pos_order_line_id.order_id", "=", self.id)]}

    def action_view_lot_exceptions(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "lot_pos_tracking.lot_exception_action"
        )
        return {**action, "domain": [("order_id", "=", self.id)], "context": {}}
