from collections import defaultdict
from dataclasses import replace

from odoo import api, models
from odoo.tools import SQL

from .flow import Flow, flow_kind


class LotTrace(models.AbstractModel):
    """The movements of lots, read by two queries whatever their number."""

    _inherit = "lot.trace"

    @api.model
    def _flows(self, lots, companies, limit=None):
        """The movements of the lots within the companies, the newest first.

        :param limit: read at most so many documents
        :return: ``[Flow]``
        """
        booked = self._booked_flows(lots, companies, limit)
        told = self._ticket_flows(lots, companies)
        return self._tell_sessions_by_ticket(booked, told)

    @api.model
    def _booked_flows(self, lots, companies, limit=None):
        """What the stock says: done move lines, summed per document and pair of places."""
        self.env["stock.move.line"].flush_model()
        self.env["stock.move"].flush_model(["picking_id", "scrap_id", "purchase_line_id"])
        self.env["stock.picking"].flush_model(["pos_order_id", "pos_session_id", "partner_id"])
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT line.lot_id, source.usage AS source, target.usage AS target,
                       move.scrap_id, move.picking_id,
                       CASE WHEN move.picking_id IS NULL THEN move.id END AS move_id,
                       bought.order_id AS purchase_id,
                       picking.pos_order_id AS order_id, picking.pos_session_id AS session_id,
                       COALESCE(sold.partner_id, picking.partner_id, move.partner_id)
                           AS partner_id,
                       line.location_id, line.location_dest_id,
                       EXISTS (
                           SELECT FROM stock_move_line_consume_rel rel
                            WHERE rel.consume_line_id = line.id OR rel.produce_line_id = line.id
                       ) AS in_genealogy,
                       SUM(line.quantity_product_uom) AS quantity, MIN(line.date) AS at
                  FROM stock_move_line line
                  JOIN stock_location source ON source.id = line.location_id
                  JOIN stock_location target ON target.id = line.location_dest_id
             LEFT JOIN stock_move move ON move.id = line.move_id
             LEFT JOIN stock_picking picking ON picking.id = move.picking_id
             LEFT JOIN purchase_order_line bought ON bought.id = move.purchase_line_id
             LEFT JOIN pos_order sold ON sold.id = picking.pos_order_id
                 WHERE line.lot_id = ANY(%s) AND line.state = 'done'
                   AND line.company_id = ANY(%s) AND line.quantity_product_uom <> 0
                 GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13
                 ORDER BY at DESC %s
                """,
                lots.ids,
                companies.ids,
                SQL("LIMIT %s", limit) if limit else SQL(),
            )
        )
        flows = []
        for row in rows:
            source, target = row.pop("source"), row.pop("target")
            kind = flow_kind(source, target, bool(row["scrap_id"]))
            if kind:
                flows.append(Flow(kind=kind, **row))
        return flows

    @api.model
    def _ticket_flows(self, lots, companies):
        """What the tickets say where no delivery of their own was done: session-wise booking,
        or a delivery that failed. Orders to be shipped later are left to their delivery."""
        packs = self.env["pos.pack.operation.lot"]
        if "lot_id" not in packs._fields:
            return []
        packs.flush_model(["lot_id", "quantity", "pos_order_line_id"])
        self.env["pos.order.line"].flush_model(["qty", "order_id"])
        self.env["pos.order"].flush_model(["state", "partner_id", "session_id", "shipping_date"])
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT pack.lot_id, sold.id AS order_id, sold.partner_id, sold.session_id,
                       sold.date_order AS at, SIGN(line.qty) AS direction,
                       SUM(pack.quantity) AS quantity
                  FROM pos_pack_operation_lot pack
                  JOIN pos_order_line line ON line.id = pack.pos_order_line_id
                  JOIN pos_order sold ON sold.id = line.order_id
                 WHERE pack.lot_id = ANY(%s) AND sold.company_id = ANY(%s)
                   AND sold.state IN ('paid', 'done', 'invoiced') AND sold.shipping_date IS NULL
                   AND NOT EXISTS (
                       SELECT FROM stock_picking own
                        WHERE own.pos_order_id = sold.id AND own.state = 'done'
                   )
                 GROUP BY 1, 2, 3, 4, 5, 6
                HAVING SUM(pack.quantity) <> 0
                 ORDER BY at DESC
                """,
                lots.ids,
                companies.ids,
            )
        )
        return [
            Flow(kind="return" if row.pop("direction") < 0 else "sale", is_booked=False, **row)
            for row in rows
        ]

    @api.model
    def _tell_sessions_by_ticket(self, booked, told):
        """Put the tickets in the place of the deliveries that speak for a whole session.

        What a session moved and no ticket explains stays as it was, so that nothing is lost.
        """
        tickets = defaultdict(list)  # {(lot_id, session_id, kind): [Flow]}
        for flow in told:
            tickets[flow.lot_id, flow.session_id, flow.kind].append(flow)
        flows = []
        for flow in booked:
            key = (flow.lot_id, flow.session_id, flow.kind)
            left = flow.quantity
            if flow.session_id and not flow.order_id:
                waiting = tickets.get(key, [])
                while waiting and left > 0:
                    ticket = waiting.pop(0)
                    taken = min(ticket.quantity, left)
                    left = round(left - taken, 6)
                    places = {
                        "location_id": flow.location_id,
                        "location_dest_id": flow.location_dest_id,
                    }
                    flows.append(replace(ticket, quantity=taken, is_booked=True, **places))
                    if rest := round(ticket.quantity - taken, 6):
                        waiting.insert(0, replace(ticket, quantity=rest))
            if left:
                flows.append(replace(flow, quantity=left))
        return flows + [ticket for waiting in tickets.values() for ticket in waiting]
