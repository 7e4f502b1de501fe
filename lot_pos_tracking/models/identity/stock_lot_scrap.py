from odoo import models
from odoo.exceptions import UserError
from odoo.tools.misc import formatLang


class StockLot(models.Model):
    _inherit = "stock.lot"

    def action_scrap_on_hand(self):
        """Scrap what is on hand of the lots in this company, place by place.

        :raises UserError: nothing is there
        """
        quants = self.quant_ids.filtered(
            lambda quant: (
                quant.location_id.usage == "internal"
                and quant.company_id in self.env.companies
                and quant.product_uom_id.compare(quant.quantity, 0) > 0
            )
        )
        for lot in self - quants.lot_id:
            raise UserError(self.env._("There is nothing of lot %s on hand.", lot.name))
        scraps = self.env["stock.scrap"].create(
            [
                {
                    "product_id": quant.product_id.id,
                    "lot_id": quant.lot_id.id,
                    "location_id": quant.location_id.id,
                    "package_id": quant.package_id.id,
                    "owner_id": quant.owner_id.id,
                    "scrap_qty": quant.quantity,
                    "company_id": quant.company_id.id,
                }
                for quant in quants
            ]
        )
        scraps.do_scrap()
        for lot, rows in scraps.grouped("lot_id").items():
            quantity = formatLang(self.env, sum(rows.mapped("scrap_qty")))
            text = self.env._(
                "Scrapped: %(quantity)s %(unit)s", quantity=quantity, unit=lot.product_uom_id.name
            )
            lot.message_post(body=text)
        return True
