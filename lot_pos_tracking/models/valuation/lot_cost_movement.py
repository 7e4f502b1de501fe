from odoo import api, fields, models
from odoo.tools import SQL

from .lot_cost_consumption import KINDS as KINDS_OUT
from .lot_cost_layer import KINDS as KINDS_IN

KINDS = list(dict([*KINDS_IN, *KINDS_OUT]).items())


class LotCostMovement(models.Model):
    """Everything that changed the value of a lot, in one list with the balance after it."""

    _name = "lot.cost.movement"
    _description = "Movement of a Lot's Value"
    _auto = False
    _order = "date desc, position desc, id desc"
    _rec_name = "lot_id"

    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Datetime(readonly=True)
    lot_id = fields.Many2one("stock.lot", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    product_categ_id = fields.Many2one(related="product_id.categ_id", string="Category")
    kind = fields.Selection(KINDS, readonly=True)
    quantity = fields.Float(digits="Product Unit", readonly=True)
    value = fields.Monetary(readonly=True)
    balance_qty = fields.Float(
        "Quantity After", digits="Product Unit", readonly=True, aggregator=None
    )
    balance_value = fields.Monetary("Value After", readonly=True, aggregator=None)
    position = fields.Integer(readonly=True, help="Place among the movements of the lot.")
    move_id = fields.Many2one("stock.move", string="Stock Move", readonly=True)
    picking_id = fields.Many2one(related="move_id.picking_id", string="Transfer")
    pos_order_line_id = fields.Many2one("pos.order.line", string="Ticket Line", readonly=True)
    document = fields.Reference(selection="_selection_document", readonly=True)
    note = fields.Char(readonly=True)
    account_move_id = fields.Many2one("account.move", string="Journal Entry", readonly=True)

    _depends = {
        "lot.cost.layer": ["account_move_id", "date", "kind", "lot_id", "quantity", "value"],
        "lot.cost.consumption": ["account_move_id", "date", "kind", "lot_id", "quantity", "value"],
    }

    @api.model
    def _selection_document(self):
        return self.env["lot.cost.layer"]._selection_document()

    @property
    def _table_query(self) -> SQL:
        return SQL(
            """
            SELECT r.*,
                   SUM(quantity) OVER lot AS balance_qty, SUM(value) OVER lot AS balance_value,
                   ROW_NUMBER() OVER lot AS position
              FROM (
                    SELECT id::bigint * 2 AS id, company_id, lot_id, product_id, date, kind,
                           quantity, value, move_id, pos_order_line_id, document, note,
                           account_move_id, entry_no
                      FROM lot_cost_layer
                 UNION ALL
                    SELECT id::bigint * 2 + 1, company_id, lot_id, product_id, date, kind,
                           -quantity, -value, move_id, pos_order_line_id, document, note,
                           account_move_id, entry_no
                      FROM lot_cost_consumption
                   ) AS r
            WINDOW lot AS (PARTITION BY lot_id, company_id ORDER BY date, entry_no)
            """
        )

    @api.model
    def _action_behind(self, domain):
        """The list of the movements of a domain."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "lot_pos_tracking.lot_cost_movement_action"
        )
        return {**action, "domain": list(domain)}

    def action_open(self):
        """Open what the movement came from: document, ticket, transfer, entry."""
        self.ensure_one()
        record = (
            self.document
            or self.pos_order_line_id.order_id
            or self.picking_id
            or self.account_move_id
            or self.lot_id
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "views": [(False, "form")],
        }
