from odoo import api, fields, models


class ProductTemplate(models.Model):
    _inherit = "product.template"

    lot_has_recall = fields.Boolean(
        compute="_compute_lot_has_recall",
        help="A lot of the product is recalled: the pack in the hand must be read.",
    )

    @api.depends_context("company")
    def _compute_lot_has_recall(self):
        tracked = self.filtered(lambda template: template.tracking != "none")
        products = tracked.product_variant_ids
        held = self.env["stock.lot"]._held_of(products)
        numbers = held._recall_findings()._recalled_numbers(products)
        recalled = {product.product_tmpl_id.id for product in numbers}
        for template in self:
            template.lot_has_recall = template.id in recalled

    @api.model
    def _load_pos_data_fields(self, config):
        names = super()._load_pos_data_fields(config)
        return [*names, "use_expiration_date", "lot_ignore_dates", "lot_has_recall"]
