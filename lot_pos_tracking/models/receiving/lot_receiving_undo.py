from odoo import api, models


class LotReceiving(models.AbstractModel):
    """Taking scans back, each receiver their own, and what was read of scans that failed."""

    _inherit = "lot.receiving"

    @api.model
    def undo(self, picking_id):
        """Take back the user's last scan that received something."""
        picking = self._scanned_picking(picking_id)
        scan = self._countable(picking, [("user_id", "=", self.env.uid)], limit=1)
        return {**self._undo(picking, scan), "state": self._scan_state(picking)}

    @api.model
    def seen(self, picking_id, uuids):
        """The receiver has read why these scans, made without network, received nothing."""
        picking = self._scanned_picking(picking_id)
        self.env["lot.scan"].search(
            [("picking_id", "=", picking.id), ("uuid", "in", list(uuids))]
        ).seen = True
        return self._scan_state(picking)

    def _undo_by_name(self, picking, uuid, undone):
        """A scan that was taken back without network; taking it back again changes nothing."""
        if known := self._known_scan(picking, uuid):
            return self._result(known)
        scan = self._countable(picking, [("uuid", "=", undone)])
        if not scan:
            return self._plain(uuid, "ok", "undone", "", [])
        if picking.state in ("done", "cancel"):
            message = self.env._(
                "%(message)s: could not be taken back, %(receipt)s is closed.",
                message=scan.message,
                receipt=picking.name,
            )
            return self._log(picking, scan.code, uuid, "error", "closed", message, late=True)
        return {**self._undo(picking, scan), "uuid": uuid}

    def _countable(self, picking, domain, limit=None):
        """Scans of a receipt that received something and were not taken back, the last first."""
        received = [("undone", "=", False), ("status", "in", ("ok", "warn"))]
        return self.env["lot.scan"].search(
            [("picking_id", "=", picking.id), *received, *domain], limit=limit
        )

    def _undo(self, picking, scan):
        if not scan or picking.state in ("done", "cancel"):
            message = self.env._("There is nothing to take back.")
            return self._plain("", "error", "nothing", message, [])
        later = self._countable(picking, [("id", ">", scan.id)]).sorted("id")
        for before in scan.effects:
            self._set_back(before, later)
        scan.undone = True
        message = self.env._("Taken back: %(message)s", message=scan.message)
        return self._plain(scan.uuid, "ok", "undone", message, [])

    def _set_back(self, before, later):
        """One line as it was before a scan, less only that scan where others followed it."""
        line = self.env["stock.move.line"].browse(before["id"]).exists()
        if not line:
            return
        for scan in later:
            effects = [dict(effect) for effect in scan.effects]
            following = next((one for one in effects if one["id"] == line.id), None)
            if following:
                counted = before["quantity"] if before.get("picked") else 0.0
                line.quantity -= following["quantity"] - counted
                following.update(before)
                scan.effects = effects
                return
        if before.get("created"):
            line.unlink()
        else:
            line.write({name: value for name, value in before.items() if name != "id"})
