from odoo import api, fields, models

KINDS = [
    ("offline_sale", "Sold offline, would have been refused"),
    ("paid_refused", "Paid, could not be sold"),
    ("failed_picking", "Stock move of a ticket failed"),
    ("customer_claim", "Came back with a complaint"),
]


class LotException(models.Model):
    """Something about lots went past the till and waits for its owner."""

    _name = "lot.exception"
    _description = "Exception at the Till"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "state, id desc"
    _check_company_auto = True

    name = fields.Char(required=True, readonly=True)
    kind = fields.Selection(KINDS, required=True, readonly=True)
    state = fields.Selection(
        [("open", "Open"), ("done", "Done")], default="open", required=True, tracking=True
    )
    user_id = fields.Many2one("res.users", string="Owner", required=True, tracking=True)
    order_id = fields.Many2one("pos.order", index="btree_not_null", readonly=True)
    line_id = fields.Many2one("pos.order.line", readonly=True, ondelete="set null")
    lot_id = fields.Many2one("stock.lot", index="btree_not_null", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    picking_id = fields.Many2one("stock.picking", index="btree_not_null", readonly=True)
    quantity = fields.Float(
        digits="Product Unit", readonly=True, help="In the product's unit of measure."
    )
    reasons = fields.Char(readonly=True, help="Codes of the findings, the strictest first.")
    message = fields.Text(readonly=True)
    config_id = fields.Many2one("pos.config", string="Point of Sale", readonly=True)
    session_id = fields.Many2one("pos.session", index="btree_not_null", readonly=True)
    resolution = fields.Text(tracking=True, help="What was done about it.")
    company_id = fields.Many2one("res.company", required=True, index=True, readonly=True)

    def action_done(self):
        """Looked after: the open activities are ticked off with it."""
        self.check_access("write")
        self.write({"state": "done"})
        self.activity_ids.action_feedback(feedback=self.env._("Done"))
        return True

    @api.model
    def _open(self, session, vals_list):
        """New exceptions of a till, for its owner of exceptions or who opened the session."""
        config = session.config_id
        common = {
            "config_id": config.id,
            "session_id": session.id,
            "company_id": config.company_id.id,
        }
        owner = config.lot_owner_id or session.user_id
        return self._give_to(owner, [{**common, **vals} for vals in vals_list])

    @api.model
    def _give_to(self, owner, vals_list):
        """New exceptions with an owner and an activity on his desk."""
        # sudo: the cashier causes exceptions, only their owner may work on them
        exceptions = self.sudo().create([{**vals, "user_id": owner.id} for vals in vals_list])
        exceptions.activity_schedule(
            "mail.mail_activity_data_todo",
            summary=self.env._("Look after what happened to these goods"),
            user_id=owner.id,
        )
        return exceptions

    @api.model
    def _open_offline(self, order, answers):
        """What was sold offline although it would have been refused."""
        checkout = self.env["lot.checkout"]
        self._open(
            order.session_id,
            [
                {
                    "kind": "offline_sale",
                    "name": f"{order.pos_reference or order.name}: "
                    f"{answer.ask.product.display_name}",
                    "order_id": order.id,
                    "line_id": answer.ask.line.id,
                    "lot_id": answer.lot.id if answer.lot else False,
                    "product_id": answer.ask.product.id,
                    "quantity": answer.ask.quantity,
                    "reasons": ",".join(answer.decision.reasons),
                    "message": checkout._message(answer),
                }
                for answer in answers
            ],
        )
        for answer in answers:
            if answer.lot:
                lot = self.env["stock.lot"].browse(answer.lot.id)
                self.env["lot.event"]._record(
                    "offline",
                    {lot: answer.ask.quantity},
                    config_id=order.config_id.id,
                    session_id=order.session_id.id,
                    order_id=order.id,
                    at=order.date_order,
                    reasons=",".join(answer.decision.reasons),
                    order=order.uuid,
                )

    @api.model
    def _open_failed(self, session, pickings):
        """Stock moves of tickets that did not go through; each is told once."""
        # sudo: see above
        known = (
            self.sudo()
            .search([("picking_id", "in", pickings.ids), ("state", "=", "open")])
            .picking_id
        )
        new = pickings.filtered(lambda picking: picking.id not in known.ids)
        return self._open(
            session,
            [
                {
                    "kind": "failed_picking",
                    "name": f"{picking.pos_order_id.pos_reference or picking.name}",
                    "order_id": picking.pos_order_id.id,
                    "picking_id": picking.id,
                    "message": picking._lot_why_failed(),
                }
                for picking in new
            ],
        )

    @api.model
    def _open_claims(self, picking, lines):
        """What a customer complains of, lot by lot.

        :param lines: lines of the return wizard
        """
        return self._give_to(
            self.env.user,
            [
                {
                    "kind": "customer_claim",
                    "name": f"{picking.name}: {line.product_id.display_name}",
                    "picking_id": picking.id,
                    "lot_id": line.lot_id.id,
                    "product_id": line.product_id.id,
                    "quantity": line.uom_id._compute_quantity(
                        line.quantity, line.product_id.uom_id
                    ),
                    "message": line.lot_claim,
                    "company_id": picking.company_id.id,
                }
                for line in lines
            ],
        )

    @api.model
    def _settle(self, pickings):
        """The goods of these transfers moved after all."""
        # sudo: a retry at closing is run by the cashier
        done = self.sudo().search([("picking_id", "in", pickings.ids), ("state", "=", "open")])
        done.resolution = self.env._("The goods were moved by a later attempt.")
        done.action_done()

    def action_retry(self):
        """Move the goods now, if that is possible by now."""
        self.check_access("write")
        # sudo: the owner of an exception may lack stock rights; he may repeat what the till tried
        self.picking_id.sudo()._lot_retry()
        return True
