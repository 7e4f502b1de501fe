from odoo import models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command


class LotAlert(models.Model):
    """Doing something about goods that come to their end, from the alert itself."""

    _inherit = "lot.alert"

    def action_act(self):
        """Do what the tier asks for."""
        self.ensure_one()
        return {
            "none": self.action_done,
            "markdown": self.action_markdown,
            "transfer": self.action_transfer,
            "quarantine": self.action_quarantine,
            "return_vendor": self.action_return_vendor,
        }[self.action]()

    def action_markdown(self):
        """Sell the lots at the price step of their tier, at the tills of their warehouses."""
        self.check_access("write")
        self._check_may_price()
        for alert in self:
            if not alert.tier_id.markdown_percent:
                raise UserError(
                    self.env._("Tier %(tier)s has no markdown.", tier=alert.tier_id.name)
                )
            alert.markdown_percent = alert.tier_id.markdown_percent
            self.env["lot.event"]._record(
                "markdown",
                {alert.lot_id: alert.quantity},
                percent=alert.markdown_percent,
                warehouse=alert.warehouse_id.name,
            )
        self._with_wider()._settle("done", "markdown")
        return True

    def action_undo_markdown(self):
        self.check_access("write")
        self._check_may_price()
        self.env["lot.event"]._record("markdown", self.lot_id, percent=0.0)
        self.markdown_percent = 0.0
        return True

    def _check_may_price(self):
        groups = ("stock.group_stock_manager", "point_of_sale.group_pos_manager")
        if not (self.env.su or any(self.env.user.has_group(group) for group in groups)):
            raise AccessError(self.env._("Only stock and point of sale managers change prices."))

    def action_quarantine(self):
        """Hold the lots and move them out of reach of the tills."""
        self.check_access("write")
        for alert in self:
            quarantine = alert.company_id._lot_quarantine_location()
            if not quarantine:
                raise UserError(
                    self.env._("%(company)s has no quarantine.", company=alert.company_id.name)
                )
            note = self.env._("Expiry alert: %(tier)s", tier=alert.tier_id.name)
            self.env["lot.hold"]._place(alert.lot_id, "quarantine", note, source=alert)
            alert._quants().move_quants(location_dest_id=quarantine, message=note)
        self._with_wider()._settle("done", "quarantine", quantity=0.0)
        return True

    def action_transfer(self):
        """A draft transfer of the goods to another warehouse of the company."""
        self.ensure_one()
        self.check_access("write")
        others = self.env["stock.warehouse"].search(
            [("company_id", "=", self.company_id.id), ("id", "!=", self.warehouse_id.id)]
        )
        if not others:
            raise UserError(
                self.env._(
                    "%(company)s has no other warehouse to transfer to.",
                    company=self.company_id.name,
                )
            )
        picking = self._create_picking(
            self.warehouse_id.int_type_id, others[0].lot_stock_id, self.env["res.partner"]
        )
        return self._done_by(picking, "transfer")

    def action_return_vendor(self):
        """A return of the goods to who delivered them."""
        self.ensure_one()
        self.check_access("write")
        vendor = self.lot_id.vendor_id
        receipt = self._receipt_line()
        vendor = vendor or receipt.picking_id.partner_id
        if not vendor:
            raise UserError(
                self.env._("Nobody knows the vendor of lot %(lot)s.", lot=self.lot_id.name)
            )
        receipts = self.warehouse_id.in_type_id
        picking = self._create_picking(
            receipts.return_picking_type_id or self.warehouse_id.out_type_id,
            vendor.with_company(self.company_id).property_stock_supplier,
            vendor,
            origin_returned_move_id=receipt.move_id.id,
            to_refund=True,
        )
        return self._done_by(picking, "return_vendor")

    def _receipt_line(self):
        """The line the lot came in by, the last one where it came several times."""
        return self.env["stock.move.line"].search(
            [
                ("lot_id", "=", self.lot_id.id),
                ("state", "=", "done"),
                ("location_id.usage", "=", "supplier"),
            ],
            order="date desc, id desc",
            limit=1,
        )

    def _quants(self):
        """The goods the alert speaks of."""
        self.ensure_one()
        return self.env["stock.quant"].search(
            [
                ("lot_id", "=", self.lot_id.id),
                ("location_id", "child_of", self.warehouse_id.view_location_id.id),
                ("location_id.usage", "=", "internal"),
                ("location_id.lot_quarantine", "=", False),
                ("quantity", ">", 0),
            ]
        )

    def _create_picking(self, picking_type, destination, partner, **move_vals):
        quants = self._quants().filtered(lambda q: q.available_quantity > 0)
        quantity = sum(quants.mapped("available_quantity"))
        if not quants:
            raise UserError(
                self.env._(
                    "Nothing of lot %(lot)s is free in %(warehouse)s.",
                    lot=self.lot_id.name,
                    warehouse=self.warehouse_id.name,
                )
            )
        source = self.warehouse_id.lot_stock_id
        common = {"product_id": self.product_id.id, "company_id": self.company_id.id}
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": picking_type.id,
                "location_id": source.id,
                "location_dest_id": destination.id,
                "partner_id": partner.id,
                "origin": self.display_name,
                "move_ids": [
                    Command.create(
                        {
                            **common,
                            **move_vals,
                            "product_uom_qty": quantity,
                            "product_uom": self.uom_id.id,
                            "location_id": source.id,
                            "location_dest_id": destination.id,
                        }
                    )
                ],
            }
        )
        picking.action_confirm()
        picking.move_line_ids.unlink()
        picking.move_ids.move_line_ids = [
            Command.create(
                {
                    **common,
                    "picking_id": picking.id,
                    "product_uom_id": self.uom_id.id,
                    "lot_id": self.lot_id.id,
                    "quantity": quant.available_quantity,
                    "location_id": quant.location_id.id,
                    "location_dest_id": destination.id,
                }
            )
            for quant in quants
        ]
        return picking

    def _done_by(self, picking, outcome):
        self.picking_id = picking
        self._with_wider()._settle("done", outcome)
        return {
            "type": "ir.actions.act_window",
            "res_model": "stock.picking",
            "res_id": picking.id,
            "view_mode": "form",
        }
