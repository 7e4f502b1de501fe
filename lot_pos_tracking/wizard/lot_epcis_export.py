from datetime import timedelta
from urllib.parse import urlencode

from odoo import fields, models

from ..bridge import end_of_day, shop_day


class LotEpcisExport(models.TransientModel):
    """Asks for the period whose events another system should get."""

    _name = "lot.epcis.export"
    _description = "Export EPCIS Events"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    first_day = fields.Date(required=True, default=lambda self: shop_day(self.env.company))
    last_day = fields.Date(required=True, default=lambda self: shop_day(self.env.company))

    _period = models.Constraint("CHECK(first_day <= last_day)", "The period ends before it begins.")

    def action_export(self):
        """The days are the shop's, the moments of the route UTC."""
        self.ensure_one()
        before = end_of_day(self.company_id, self.first_day - timedelta(days=1))
        end = end_of_day(self.company_id, self.last_day)
        period = {
            name: fields.Datetime.to_string(moment + timedelta(seconds=1))
            for name, moment in (("date_from", before), ("date_to", end))
        }
        return {
            "type": "ir.actions.act_url",
            "url": f"/lot/epcis.jsonld?{urlencode(period)}",
            "close": True,
        }
