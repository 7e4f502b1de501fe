from collections import defaultdict

from odoo import api, fields, models

from ...bridge import to_float
from ...core.recall import effectiveness_pct


class LotRecall(models.Model):
    """Telling the customers who are known, and whether it reached them."""

    _inherit = "lot.recall"

    effectiveness = fields.Float(
        string="Reached %",
        compute="_compute_effectiveness",
        help="Customers who confirmed, of all who are known.",
    )

    @api.depends("notice_ids.state")
    def _compute_effectiveness(self):
        for recall in self:
            notices = recall.notice_ids
            confirmed = notices.filtered(lambda notice: notice.state == "confirmed")
            recall.effectiveness = to_float(effectiveness_pct(len(notices), len(confirmed)) or 0)

    def action_prepare_notices(self):
        """A notice for every customer who is known to have had the goods."""
        self.check_access("write")
        for recall in self:
            bought = defaultdict(float)
            for flow in recall._sales():
                if flow.partner_id:
                    bought[flow.partner_id] += flow.quantity
            known = {notice.partner_id.id: notice for notice in recall.notice_ids}
            for partner_id, quantity in bought.items():
                if partner_id in known:
                    known[partner_id].quantity = quantity
            self.env["lot.recall.notice"].create(
                [
                    {"recall_id": recall.id, "partner_id": partner_id, "quantity": quantity}
                    for partner_id, quantity in bought.items()
                    if partner_id not in known
                ]
            )
        return True

    def action_send_notices(self):
        self.notice_ids.action_send()
        return True
