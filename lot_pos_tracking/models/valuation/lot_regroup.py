from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

KINDS = [("split", "Split"), ("merge", "Merge")]
STATES = [("draft", "Draft"), ("done", "Done")]
DATES = ("production_date", "best_before_date", "sell_by_date", "use_by_date", "use_by_time")


class LotRegroup(models.Model):
    """Goods on hand that get other lots: one lot becomes several, or several become one.

    Quantity and cost are conserved: what the goods had cost goes along, later bills as well. A new
    lot of a split is the same goods with another number; a merged one has the earliest dates.
    """

    _name = "lot.regroup"
    _description = "Split or Merge of Lots"
    _order = "date desc, id desc"
    _check_company_auto = True

    name = fields.Char(compute="_compute_name")
    kind = fields.Selection(KINDS, required=True, default="split")
    state = fields.Selection(STATES, required=True, default="draft", readonly=True, copy=False)
    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now, copy=False)
    received_at = fields.Datetime(
        "Came On", readonly=True, copy=False, help="Since when the oldest of the goods are here."
    )
    user_id = fields.Many2one(
        "res.users", readonly=True, default=lambda self: self.env.user, copy=False
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, default=lambda self: self.env.company
    )
    product_id = fields.Many2one(
        "product.product", required=True, check_company=True, domain=[("tracking", "=", "lot")]
    )
    location_id = fields.Many2one(
        "stock.location",
        required=True,
        check_company=True,
        domain=[("usage", "=", "internal")],
        default=lambda self: self._default_location(),
        help="Where the goods lie.",
    )
    from_ids = fields.One2many(
        "lot.regroup.line", "regroup_id", domain=[("side", "=", "from")], string="Out of"
    )
    to_ids = fields.One2many(
        "lot.regroup.line", "regroup_id", domain=[("side", "=", "to")], string="Into"
    )
    move_ids = fields.One2many("stock.move", "lot_regroup_id", readonly=True)

    @api.depends("kind", "from_ids.lot_id", "product_id")
    def _compute_name(self):
        for regroup in self:
            lots = ", ".join(regroup.from_ids.lot_id.mapped("name"))
            regroup.name = (
                self.env._("Split of %(lots)s", lots=lots)
                if regroup.kind == "split"
                else self.env._("Merge of %(lots)s", lots=lots)
            )

    @api.model
    def _default_location(self):
        warehouse = self.env["stock.warehouse"].search(
            [("company_id", "=", self.env.company.id)], limit=1
        )
        return warehouse.lot_stock_id

    @api.ondelete(at_uninstall=False)
    def _unlink_except_done(self):
        if any(regroup.state == "done" for regroup in self):
            raise UserError(self.env._("Lots that were split or merged stay on record."))

    def action_apply(self):
        """Move the goods out of their lots and into the new ones."""
        self.check_access("write")
        for regroup in self:
            regroup._check()
            regroup.state, regroup.date = "done", fields.Datetime.now()
            regroup.received_at = regroup._came_on()
            targets = regroup._target_lots()
            out = regroup._move(
                {line.lot_id: line.quantity for line in regroup.from_ids}, leaves=True
            )
            made = regroup._move(targets, leaves=False, made_of=out.move_line_ids)
            (out | made)._lot_regroup_value()
            self.env["lot.event"]._record(
                regroup.kind,
                {line.lot_id: line.quantity for line in regroup.from_ids},
                into=[lot.name for lot in targets],
            )
        return True

    def _came_on(self):
        """Goods are as old as they were before they got another lot."""
        # sudo: when goods came is no cost
        layers = self.env["lot.cost.layer"].sudo()
        open_layers = layers.search(
            [("lot_id", "in", self.from_ids.lot_id.ids), ("remaining_qty", ">", 0)]
        )
        days = [layer.move_id.lot_regroup_id.received_at or layer.date for layer in open_layers]
        return min(days, default=self.date)

    # -- lots and moves --------------------------------------------------------------------------

    def _target_lots(self):
        """``{lot: quantity}``; lots that do not exist yet are made like those they come from."""
        targets = {}
        for line in self.to_ids:
            if not line.lot_id:
                line.lot_id = self.env["stock.lot"].create(self._new_lot_vals(line.lot_name))
            targets[line.lot_id] = targets.get(line.lot_id, 0.0) + line.quantity
        return targets

    def _new_lot_vals(self, name):
        sources = self.from_ids.lot_id
        vals = {**sources[0]._same_goods_vals(), "company_id": self.company_id.id}
        if name:
            vals["name"] = name
        if self.kind == "split" or len(sources) == 1:
            return vals
        for date in DATES:
            known = [lot[date] for lot in sources if lot[date]]
            vals[date] = min(known) if known else False
        vals["expiration_date"] = min(filter(None, sources.mapped("expiration_date")), default=0)
        for name in ("vendor_id", "vendor_lot", "origin_country_id"):
            if len(set(sources.mapped(name))) > 1:
                vals[name] = False
        return {key: value for key, value in vals.items() if value}

    def _move(self, lots, *, leaves, made_of=None):
        """A done move of the lots between their place and the place of counts."""
        here, there = self.location_id, self.product_id.property_stock_inventory
        source, target = (here, there) if leaves else (there, here)
        places = {"location_id": source.id, "location_dest_id": target.id}
        common = {"product_id": self.product_id.id, "company_id": self.company_id.id, **places}
        move = self.env["stock.move"].create(
            {
                **common,
                "product_uom": self.product_id.uom_id.id,
                "product_uom_qty": sum(lots.values()),
                "origin": self.name,
                "lot_regroup_id": self.id,
                "move_line_ids": [
                    Command.create(
                        {
                            **common,
                            "product_uom_id": self.product_id.uom_id.id,
                            "lot_id": lot.id,
                            "quantity": quantity,
                            "consume_line_ids": [Command.set(made_of.ids)] if made_of else [],
                        }
                    )
                    for lot, quantity in lots.items()
                ],
            }
        )
        move._action_confirm(merge=False)
        move.picked = True
        return move._action_done()
