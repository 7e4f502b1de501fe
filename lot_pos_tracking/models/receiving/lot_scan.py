from odoo import fields, models


class LotScan(models.Model):
    """One scan at a truck: what was read, what came of it, and how to take it back.

    The device names each scan by a uuid of its own, so that a scan that is sent twice after a
    broken connection counts once.
    """

    _name = "lot.scan"
    _description = "Scan at Receipt"
    _order = "id desc"
    _rec_name = "code"
    _check_company_auto = True

    picking_id = fields.Many2one(
        "stock.picking",
        string="Receipt",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    uuid = fields.Char(required=True)
    code = fields.Char(required=True, help="As the scanner sent it.")
    quantity = fields.Float(
        digits="Product Unit", help="Keyed by the receiver, in the product's unit; else zero."
    )
    at = fields.Datetime(required=True, help="When it was scanned, by the device (UTC).")
    user_id = fields.Many2one("res.users", required=True, default=lambda self: self.env.user)
    status = fields.Selection(
        [
            ("ok", "Received"),
            ("warn", "Received, to look at"),
            ("ask", "Question"),
            ("error", "No"),
        ],
        required=True,
    )
    reason = fields.Char(help="Stable name of what came of it.")
    message = fields.Char()
    effects = fields.Json(help="Move lines before the scan, for taking it back (technical).")
    undone = fields.Boolean()
    late = fields.Boolean(help="Scanned without network and sent later.")
    seen = fields.Boolean(help="A receiver has read that it received nothing.")
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )

    _conflict_idx = models.Index("(picking_id) WHERE late AND seen IS NOT TRUE")
    _uuid_unique = models.UniqueIndex("(company_id, uuid)", "This scan was counted already.")
