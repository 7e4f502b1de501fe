from odoo import api, models
from odoo.fields import Domain


class LotKit(models.AbstractModel):
    """Kits as a till holds them: it judges their parts before the server has to."""

    _inherit = "lot.kit"

    @api.model
    def _products_with_lots(self, config):
        """The tracked products whose lots a till needs: what it sells, and parts of kits."""
        wanted = Domain("available_in_pos", "=", True)
        if "is_kits" in self.env["product.product"]._fields:
            wanted |= Domain("bom_line_ids.bom_id.type", "=", "phantom")
        # sudo: a cashier reads no bills of materials; only products of the shop leave here
        found = (
            self.env["product.product"]
            .sudo()
            .search(
                wanted
                & Domain("tracking", "!=", "none")
                & Domain("company_id", "in", (False, config.company_id.id))
            )
        )
        return found.with_env(self.env)

    @api.model
    def _till_rows(self, config):
        """The kits that a till sells, with what one of each takes of its tracked parts.

        :return: ``[{product_id, parts: [{product_id, name, quantity, tracking, rounding, unit,
            ignores_dates, has_recall}]}]``; quantities in the unit of the part
        """
        return [
            {
                "product_id": kit.id,
                "parts": [self._till_part(part, quantity) for part, quantity in parts.items()],
            }
            for kit, parts in self._sold_at(config).items()
        ]

    @api.model
    def _till_part(self, part, quantity):
        return {
            "product_id": part.id,
            "name": part.display_name,
            "quantity": quantity,
            "tracking": part.tracking,
            "rounding": part.uom_id.rounding,
            "unit": part.uom_id.name,
            "ignores_dates": part.lot_ignore_dates,
            "has_recall": part.lot_has_recall,
        }

    @api.model
    def _sold_at(self, config):
        """``{kit: {part: quantity}}`` for one of each kit with tracked parts."""
        if "is_kits" not in self.env["product.product"]._fields:
            return {}
        # sudo: a cashier reads no bills of materials; only products and quantities are used
        boms = (
            self.env["mrp.bom"]
            .sudo()
            .search(
                Domain("type", "=", "phantom")
                & Domain("product_tmpl_id.available_in_pos", "=", True)
                & Domain("company_id", "in", (False, config.company_id.id))
            )
        )
        variants = boms.product_tmpl_id.product_variant_ids.with_env(self.env)
        kits = {
            kit: self._exploded(kit, 1.0, config.company_id)
            for kit in variants.filtered(lambda kit: kit.tracking == "none")
        }
        return {kit: parts for kit, parts in kits.items() if parts}
