from odoo import models


class PosConfig(models.Model):
    _inherit = "pos.config"

    def _lot_hide_costs(self, templates, rows, key="id"):
        """Blank the cost of goods valued by lot in what is about to be sent to this till.

        The till never receives costs: whoever holds it could read them. Only where one of its
        price lists computes a price *from* the cost does the till need the number.

        :param templates: the ``product.template`` records behind ``rows``
        :param rows: what the till gets, dicts with ``standard_price``; changed in place
        :param key: the name in ``rows`` that holds the template's id
        """
        hidden = set(templates.filtered("lot_valuated").ids)
        if not hidden or self._lot_prices_come_from_cost():
            return
        for row in rows:
            if row[key] in hidden:
                row["standard_price"] = 0.0
                row["_lot_cost_hidden"] = True

    def _lot_prices_come_from_cost(self):
        """Whether a price list of this till, or one it builds on, starts at the cost."""
        todo = self._get_available_pricelists()
        if "pricelist_id" in self.env["pos.preset"]._fields:
            presets = self.default_preset_id | self.available_preset_ids
            todo |= presets.pricelist_id
        seen = self.env["product.pricelist"]
        while todo:
            if "standard_price" in todo.item_ids.mapped("base"):
                return True
            seen |= todo
            todo = todo.item_ids.base_pricelist_id - seen
        return False
