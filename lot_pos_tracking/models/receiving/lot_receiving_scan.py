from datetime import timedelta
from uuid import uuid4

import psycopg2.errors

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError

from ...core.gs1.elements import decode
from .scan_goods import ScanRefused

MAX_REPLAY = 200


class LotReceiving(models.AbstractModel):
    """Receiving by scan: one call for each code, each of them can be taken back."""

    _inherit = "lot.receiving"

    # -- what a device may call ------------------------------------------------------------------

    @api.model
    def scan(self, picking_id, code, uuid=None, at=None, quantity=None, answer=None):
        """Count one scan for a receipt.

        :param uuid: the device's name for the scan; the same one counts once
        :param at: when it was scanned (UTC), now when left out
        :param quantity: keyed by the receiver, in the product's unit
        :param answer: what the receiver chose when the scan raised a question
        :return: ``{status, reason, message, choices, uuid, state}``
        """
        picking = self._scanned_picking(picking_id)
        result = self._apply_scan(picking, code, uuid=uuid, at=at, quantity=quantity, answer=answer)
        return {**result, "state": self._scan_state(picking)}

    @api.model
    def replay(self, picking_id, scans):
        """Scans made without network, in the order they were made; each counts once.

        :param scans: ``[{code, uuid, at, quantity, answer}]``
        :return: ``{results: [{uuid, status, …}], state}``; what could not be received is in the
            results with its reason, nothing of it is lost
        """
        picking = self._scanned_picking(picking_id)
        results = [
            self._apply_scan(
                picking,
                scan.get("code"),
                uuid=scan.get("uuid"),
                at=scan.get("at"),
                quantity=scan.get("quantity"),
                answer=scan.get("answer"),
                late=True,
            )
            for scan in scans[:MAX_REPLAY]
        ]
        return {"results": results, "state": self._scan_state(picking)}

    @api.model
    def undo(self, picking_id):
        """Take back the last scan that received something."""
        picking = self._scanned_picking(picking_id)
        return {**self._undo_last(picking), "state": self._scan_state(picking)}

    @api.model
    def state(self, picking_id):
        return self._scan_state(self._scanned_picking(picking_id))

    @api.model
    def receipts(self, search=None, limit=30):
        """Open receipts to choose from; a scanned pallet, order or receipt finds its own."""
        pickings = self.env["stock.picking"]
        pickings.check_access("read")
        domain = [
            ("picking_type_code", "=", "incoming"),
            ("state", "in", ("confirmed", "waiting", "assigned")),
        ]
        text = (search or "").strip()
        if text:
            sscc = decode(text, today=self._today(self.env.company)).sscc
            named = [
                ("name", "=", text),
                ("origin", "=", text),
                ("move_line_ids.shipment_line_id.shipment_id.name", "=", text),
            ]
            if sscc:
                named = [("move_line_ids.shipment_line_id.sscc", "=", sscc)]
            domain += ["|"] * (len(named) - 1) + named
        return [
            {
                "id": picking.id,
                "name": picking.name,
                "vendor": picking.partner_id.display_name or "",
                "origin": picking.origin or "",
                "date": fields.Date.to_string(picking.scheduled_date),
                "shipments": ", ".join(picking.lot_shipment_ids.mapped("name")),
            }
            for picking in pickings.search(domain, limit=limit, order="scheduled_date, id")
        ]

    @api.model
    def finish(self, picking_id, rest_comes=True):
        """Book what was scanned.

        :param rest_comes: keep a backorder for what is missing
        :return: True, or an action with a question
        """
        picking = self._scanned_picking(picking_id)
        if not any(picking.move_line_ids.mapped("picked")):
            raise UserError(self.env._("Nothing has been scanned yet."))
        context = {"skip_backorder": True}
        if not rest_comes:
            context["picking_ids_not_to_backorder"] = picking.ids
        return picking.with_context(**context).button_validate()

    @api.model
    def _scanned_picking(self, picking_id):
        """The receipt, if the user may work on it.

        :raises UserError: not an open receipt
        """
        picking = self.env["stock.picking"].browse(int(picking_id))
        picking.check_access("write")
        if picking.picking_type_code != "incoming":
            raise UserError(self.env._("%(name)s is not a receipt.", name=picking.name))
        return picking

    # -- one scan --------------------------------------------------------------------------------

    @api.model
    def _apply_scan(
        self, picking, code, uuid=None, at=None, quantity=None, answer=None, late=False
    ):
        """Receive what a code names, see ``scan``. Never raises for what a receiver can do."""
        scans = self.env["lot.scan"]
        uuid = uuid or str(uuid4())
        known = scans.search([("uuid", "=", uuid), ("company_id", "=", picking.company_id.id)])
        if known:
            return self._result(known)
        effects, choices = [], []
        try:
            with self.env.cr.savepoint():
                status, reason, message = self._receive_code(
                    picking, (code or "").strip(), quantity, answer or {}, effects
                )
        except ScanRefused as refused:
            effects, choices = [], refused.choices
            status = "ask" if choices else "error"
            reason, message = refused.reason, refused.message
        except UserError as error:
            effects, status, reason, message = [], "error", "refused", str(error.args[0])
        if status == "ask" and not late:
            # a question is no scan yet: the answer comes with the same code
            return self._plain(uuid, status, reason, message, choices)
        try:
            scan = scans.create(
                {
                    "picking_id": picking.id,
                    "uuid": uuid,
                    "code": code or "-",
                    "at": self._moment(at),
                    "status": status,
                    "reason": reason,
                    "message": message,
                    "effects": effects,
                    "late": late,
                    "company_id": picking.company_id.id,
                }
            )
        except psycopg2.errors.UniqueViolation as error:
            # the device sent it twice at once: the second time finds the first
            raise ConcurrencyError(str(error)) from error
        return {**self._result(scan), "choices": choices}

    def _result(self, scan):
        return self._plain(scan.uuid, scan.status, scan.reason, scan.message, [])

    def _plain(self, uuid, status, reason, message, choices):
        return {
            "uuid": uuid,
            "status": status,
            "reason": reason,
            "message": message,
            "choices": choices,
        }

    def _moment(self, at):
        """The device's clock, if it can be right: a scan does not come from the future."""
        now = fields.Datetime.now()
        try:
            moment = fields.Datetime.to_datetime((at or "").replace("T", " ")[:19]) or now
        except ValueError:
            return now
        return min(moment, now + timedelta(minutes=5))

    def _receive_code(self, picking, code, quantity, answer, effects):
        """:return: ``(status, reason, message)``; ``effects`` gets the lines as they were"""
        if picking.state in ("done", "cancel"):
            raise ScanRefused(
                "closed", self.env._("%(name)s is closed already.", name=picking.name)
            )
        if not code:
            raise ScanRefused("empty", self.env._("Nothing was read. Scan again."))
        scan = decode(code, today=self._today(picking))
        if scan.sscc and (lines := self._pallet_lines(picking, scan)):
            return self._receive_pallet(scan.sscc, lines, effects)
        goods = self._goods(picking, scan, answer)
        if quantity:
            goods.quantity = float(quantity)
        return self._receive_goods(picking, goods, effects)

    # -- undo ------------------------------------------------------------------------------------

    def _undo_last(self, picking):
        scan = self.env["lot.scan"].search(
            [
                ("picking_id", "=", picking.id),
                ("undone", "=", False),
                ("status", "in", ("ok", "warn")),
            ],
            limit=1,
        )
        if not scan or picking.state in ("done", "cancel"):
            message = self.env._("There is nothing to take back.")
            return self._plain("", "error", "nothing", message, [])
        lines = self.env["stock.move.line"]
        for before in scan.effects:
            line = lines.browse(before["id"]).exists()
            if before.get("created"):
                line.unlink()
            elif line:
                line.write({key: value for key, value in before.items() if key != "id"})
        scan.undone = True
        message = self.env._("Taken back: %(message)s", message=scan.message)
        return self._plain(scan.uuid, "ok", "undone", message, [])
