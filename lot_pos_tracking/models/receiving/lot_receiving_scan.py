from datetime import timedelta
from uuid import uuid4

import psycopg2.errors

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError

from ...core.gs1.elements import decode
from .scan_goods import ScanRefused

MAX_REPLAY = 200
MAX_KEPT = 12


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

        :param scans: ``[{code, uuid, at, quantity, answer}]``, or ``{uuid, undo}`` for a scan that
            was taken back before it was sent
        :return: ``{results: [{uuid, status, …}], state}``; what could not be received is in the
            results with its reason, nothing of it is lost
        """
        picking = self._scanned_picking(picking_id)
        results = [self._replayed(picking, scan) for scan in scans[:MAX_REPLAY]]
        return {"results": results, "state": self._scan_state(picking)}

    def _replayed(self, picking, scan):
        if undone := scan.get("undo"):
            return self._undo_by_name(picking, scan.get("uuid"), undone)
        facts = {name: scan.get(name) for name in ("uuid", "at", "quantity", "answer")}
        return self._apply_scan(picking, scan.get("code"), late=True, **facts)

    @api.model
    def states(self, picking_ids):
        """What a device keeps of receipts that may be opened without network: ``{id: state}``."""
        pickings = self.env["stock.picking"].browse(picking_ids[:MAX_KEPT]).exists()
        return {
            picking.id: self._scan_state(picking)
            for picking in pickings
            if picking.picking_type_code == "incoming" and picking.has_access("write")
        }

    @api.model
    def state(self, picking_id):
        return self._scan_state(self._scanned_picking(picking_id))

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
        uuid = uuid or str(uuid4())
        if known := self._known_scan(picking, uuid):
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
        facts = {"at": at, "quantity": quantity, "effects": effects, "late": late}
        told = self._log(picking, code, uuid, status, reason, message, **facts)
        return {**told, "choices": choices}

    def _log(self, picking, code, uuid, status, reason, message, at=None, **facts):
        """Write down what came of a scan."""
        try:
            scan = self.env["lot.scan"].create(
                {
                    "picking_id": picking.id,
                    "uuid": uuid,
                    "code": code or "-",
                    "at": self._moment(at),
                    "status": status,
                    "reason": reason,
                    "message": message,
                    "company_id": picking.company_id.id,
                    **facts,
                }
            )
        except psycopg2.errors.UniqueViolation as error:
            # the device sent it twice at once: the second time finds the first
            raise ConcurrencyError(str(error)) from error
        return self._result(scan)

    def _known_scan(self, picking, uuid):
        return self.env["lot.scan"].search(
            [("uuid", "=", uuid), ("company_id", "=", picking.company_id.id)]
        )

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
