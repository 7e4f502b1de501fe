from odoo import api, fields, models

from .lot_recall import MOCK


class ResCompany(models.Model):
    _inherit = "res.company"

    lot_recall_ids = fields.One2many("lot.recall", "company_id", string="Recalls")
    lot_recalled_numbers = fields.Json(
        compute="_compute_lot_recalled_numbers",
        store=True,
        help="Lot numbers that open cases name, by the id of the product. Kept on the company, "
        "which every decision at the till reads anyway, so that a sale never asks the cases.",
    )

    @api.depends(
        "lot_recall_ids.state",
        "lot_recall_ids.kind",
        "lot_recall_ids.vendor_lot",
        "lot_recall_ids.product_ids",
        "lot_recall_ids.line_ids.product_id",
    )
    def _compute_lot_recalled_numbers(self):
        for company in self:
            numbers = {}  # {product id: {lot number}}
            for recall in company.lot_recall_ids:
                if recall.state != "open" or recall.kind == MOCK or not recall.vendor_lot:
                    continue
                for product in recall.product_ids | recall.line_ids.product_id:
                    numbers.setdefault(product.id, set()).update(recall._numbers())
            company.lot_recalled_numbers = {
                product_id: sorted(names) for product_id, names in sorted(numbers.items())
            }
