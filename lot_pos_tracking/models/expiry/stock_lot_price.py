from odoo import models

from ...core.shelf_life import Stage


class StockLot(models.Model):
    """What near expiry makes of a lot's price at a till."""

    _inherit = "stock.lot"

    def _price_step(self, config):
        """The steps somebody decided on in the till's warehouse, not below their floor."""
        steps = super()._price_step(config)
        # sudo: a cashier may not read alerts, only what they make of a price
        alerts = (
            self.env["lot.alert"]
            .sudo()
            .search(
                [
                    ("lot_id", "in", self.ids),
                    ("warehouse_id", "=", config.picking_type_id.warehouse_id.id),
                    ("markdown_percent", ">", 0),
                ]
            )
        )
        alerts = alerts.filtered(lambda alert: alert.last_good_day == alert.lot_id.last_good_day)
        if not alerts:
            return steps
        products = alerts.product_id
        # sudo: as above, for prices and costs
        pricelist = config.sudo().pricelist_id if config.use_pricelist else None
        prices = (
            pricelist._get_products_price(products, 1.0)
            if pricelist
            else {product.id: product.lst_price for product in products}
        )
        for lot, of_lot in alerts.grouped("lot_id").items():
            factor = min(alert._price_factor(prices[lot.product_id.id]) for alert in of_lot)
            own = self.browse(lot.id)
            if factor < steps.get(own, 1.0):
                steps[own] = factor
        return steps

    def _sale_outlook(self):
        """Expired lots are not sold; lots near their end at the lowest step decided or planned."""
        outlook = super()._sale_outlook()
        alerts = self.env["lot.alert"].search([("lot_id", "in", self.ids)])
        alerts = alerts.filtered(lambda alert: alert.last_good_day == alert.lot_id.last_good_day)
        by_lot = alerts.grouped("lot_id")
        for lot, life in self._shelf_life().items():
            if life.stage == Stage.EXPIRED:
                outlook[lot] = (0.0, self.env._("Expired"))
            elif life.stage != Stage.FRESH:
                steps = [alert._expected_factor() for alert in by_lot.get(lot, alerts.browse())]
                words = self.env._("Days left: %(days)s", days=life.days_left)
                outlook[lot] = (min(steps, default=1.0), words)
        return outlook
