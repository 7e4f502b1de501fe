from odoo import api, models

SWITCHES = {"lot_valuated", "tracking", "categ_id"}


class ProductTemplate(models.Model):
    _inherit = "product.template"

    def write(self, vals):
        """Goods on hand are carried over when their cost begins or ends to be kept by lot."""
        if not SWITCHES & set(vals):
            return super().write(vals)
        cause = "flag" if "categ_id" not in vals else "category"
        return self.env["lot.opening"]._around(
            self.with_context(active_test=False).product_variant_ids,
            lambda: super(ProductTemplate, self).write(vals),
            may_open=bool(vals.get("lot_valuated")) or "categ_id" in vals,
            cause=cause,
        )

    @api.readonly
    def action_lot_cutover(self):
        """The cut-over of these products, to be compared before it is done."""
        valued = all(template.lot_valuated for template in self)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Valuation Cut-over"),
            "res_model": "lot.cutover",
            "views": [(False, "form")],
            "context": {
                "default_product_tmpl_ids": self.ids,
                "default_direction": "off" if valued else "on",
            },
        }
