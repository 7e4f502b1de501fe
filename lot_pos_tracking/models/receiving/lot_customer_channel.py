from odoo import fields, models


class LotCustomerChannel(models.Model):
    """Whom goods are bought for, where customers ask for a life of their own: a web shop, kitchens,
    other shops. Goods arrive for the channel of their order, else for those their warehouse serves.
    """

    _name = "lot.customer.channel"
    _description = "Customer Channel"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    warehouse_ids = fields.Many2many(
        "stock.warehouse",
        string="Served From",
        check_company=True,
        help="Goods that arrive there must be good enough for the channel.",
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    active = fields.Boolean(default=True)

    def _serving(self, warehouses):
        """``{warehouse: channels}`` that goods arriving there are for. One query."""
        found = {warehouse: self.browse() for warehouse in warehouses}
        for channel in self.search([("warehouse_ids", "in", warehouses.ids)]):
            for warehouse in channel.warehouse_ids & warehouses:
                found[warehouse] |= channel
        return found
