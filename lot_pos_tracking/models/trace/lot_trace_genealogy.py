from collections import defaultdict

from odoo import api, models
from odoo.tools import SQL

from ...core.graph import Direction, Edge, Graph


class LotTrace(models.AbstractModel):
    """Which lot was made of which, or split from which."""

    _inherit = "lot.trace"

    @api.model
    def _family(self, lots, companies, direction, depth=None, limit=None):
        """The lots related to some lots, and the makings between them. Two queries.

        :return: ``(core.graph.Walk over lot ids, {(source, target): [row]})``
        """
        makings = self._makings(self._family_ids(lots, companies, direction), companies)
        edges = {(row["source"], row["target"]) for row in makings}
        walk = Graph([Edge(source, target) for source, target in sorted(edges)]).walk(
            lots.ids, Direction(direction), depth=depth, limit=limit
        )
        by_pair = defaultdict(list)
        walked = {(edge.source, edge.target) for edge in walk.edges}
        for row in makings:
            if (row["source"], row["target"]) in walked:
                by_pair[row["source"], row["target"]].append(row)
        return walk, by_pair

    @api.model
    def _family_ids(self, lots, companies, direction):
        """Ancestors for ``up``, descendants for ``down``, of any generation; cycles are fine."""
        self.env["stock.move.line"].flush_model()
        self.env["stock.lot"].flush_model(["parent_lot_id", "company_id"])
        used_by = SQL(
            """
            SELECT made.lot_id
              FROM stock_move_line used
              JOIN stock_move_line_consume_rel rel ON rel.produce_line_id = used.id
              JOIN stock_move_line made ON made.id = rel.consume_line_id
             WHERE used.lot_id = family.lot_id AND used.state = 'done' AND made.state = 'done'
               AND made.lot_id IS NOT NULL AND made.company_id = ANY(%(companies)s)
         UNION ALL
            SELECT child.id FROM stock_lot child
             WHERE child.parent_lot_id = family.lot_id
               AND (child.company_id IS NULL OR child.company_id = ANY(%(companies)s))
            """,
            companies=companies.ids,
        )
        made_of = SQL(
            """
            SELECT used.lot_id
              FROM stock_move_line made
              JOIN stock_move_line_consume_rel rel ON rel.consume_line_id = made.id
              JOIN stock_move_line used ON used.id = rel.produce_line_id
             WHERE made.lot_id = family.lot_id AND used.state = 'done' AND made.state = 'done'
               AND used.lot_id IS NOT NULL AND used.company_id = ANY(%(companies)s)
         UNION ALL
            SELECT parent.id FROM stock_lot child JOIN stock_lot parent
                ON parent.id = child.parent_lot_id
             WHERE child.id = family.lot_id
               AND (parent.company_id IS NULL OR parent.company_id = ANY(%(companies)s))
            """,
            companies=companies.ids,
        )
        parts = {"down": [used_by], "up": [made_of], "both": [used_by, made_of]}[direction]
        walks = [
            SQL(
                """(
                WITH RECURSIVE family (lot_id) AS (
                    SELECT unnest(%s)
                     UNION
                    SELECT next.lot_id FROM family JOIN LATERAL (%s) next ON TRUE
                )
                SELECT lot_id FROM family)""",
                lots.ids,
                part,
            )
            for part in parts
        ]
        return [lot_id for (lot_id,) in self.env.execute_query(SQL(" UNION ").join(walks))]

    @api.model
    def _makings(self, lot_ids, companies):
        """Rows of who was made of whom: ``source, target`` lots and the lines behind them."""
        return self.env.execute_query_dict(
            SQL(
                """
                SELECT used.lot_id AS source, made.lot_id AS target,
                       used.id AS used_id, used.quantity_product_uom AS used_qty,
                       made.id AS made_id, made.quantity_product_uom AS made_qty,
                       made.move_id, made.date AS at
                  FROM stock_move_line used
                  JOIN stock_move_line_consume_rel rel ON rel.produce_line_id = used.id
                  JOIN stock_move_line made ON made.id = rel.consume_line_id
                 WHERE used.lot_id = ANY(%(lots)s) AND made.lot_id = ANY(%(lots)s)
                   AND used.state = 'done' AND made.state = 'done'
                   AND used.company_id = ANY(%(companies)s)
             UNION ALL
                SELECT child.parent_lot_id, child.id, NULL, NULL, NULL, NULL, NULL,
                       child.create_date
                  FROM stock_lot child
                 WHERE child.parent_lot_id = ANY(%(lots)s) AND child.id = ANY(%(lots)s)
                """,
                lots=lot_ids,
                companies=companies.ids,
            )
        )
