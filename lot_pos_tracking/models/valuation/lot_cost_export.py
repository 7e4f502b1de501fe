from urllib.parse import urlencode

from odoo import fields, models
from odoo.tools import format_date

from ...bridge import shop_day

DIMENSIONS = [
    ("lot", "Lot"),
    ("product", "Product"),
    ("category", "Category"),
    ("warehouse", "Warehouse"),
    ("vendor", "Vendor"),
    ("age", "Age"),
]
REPORTS = [
    ("valuation", "Valuation"),
    ("aged", "Aged stock"),
    ("movements", "Movements of value"),
    ("margin", "Margin by lot"),
    ("reconciliation", "Reconciliation"),
    ("comparison", "Methods side by side"),
]
PERIODS = ("movements", "margin", "comparison")


class LotCostExport(models.TransientModel):
    """Asks which report, for which day, and shows it on screen or as a document."""

    _name = "lot.cost.export"
    _description = "Reports on Value"
    _rec_name = "report"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, readonly=True
    )
    report = fields.Selection(REPORTS, required=True, default="valuation")
    by = fields.Selection(DIMENSIONS, required=True, default="lot")
    date_from = fields.Date(default=lambda self: shop_day(self.env.company).replace(day=1))
    date = fields.Date(
        "At the End of", required=True, default=lambda self: shop_day(self.env.company)
    )

    def action_show(self):
        """Valuation or aged stock of the day as a list and pivot."""
        self.ensure_one()
        today = shop_day(self.company_id)
        suffix = "aged" if self.report == "aged" else "valuation"
        action = self.env["ir.actions.act_window"]._for_xml_id(
            f"lot_pos_tracking.lot_{suffix}_report_action"
        )
        if self.date < today:
            action["name"] = f"{action['name']} {format_date(self.env, self.date)}"
            action["context"] = {
                "to_date": self.date.isoformat(),
                "search_default_by_product": 1,
            }
        return action

    def action_pdf(self):
        return self._document("pdf")

    def action_xlsx(self):
        return self._document("xlsx")

    def _document(self, extension):
        self.ensure_one()
        options = {"date": self.date}
        if self.report in PERIODS:
            options = {"date_from": self.date_from, "date_to": self.date}
        elif self.report == "valuation":
            options["by"] = self.by
        options["company_id"] = self.company_id.id
        query = urlencode({name: value for name, value in options.items() if value})
        return {
            "type": "ir.actions.act_url",
            "url": f"/lot_cost/{self.report}.{extension}?{query}",
            "target": "download",
        }
