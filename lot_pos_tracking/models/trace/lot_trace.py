from collections import defaultdict

from odoo import api, models
from odoo.exceptions import AccessError, UserError

from ...core.graph import Direction
from .flow import INCOMING

LIMIT = 2000
"""So many lots, and so many documents, fit on a screen and in a report; more is said to be cut."""

DOCUMENT_KIND = {
    "receipt": "receipt",
    "dropship": "receipt",
    "gain": "adjustment",
    "loss": "adjustment",
    "scrap": "scrap",
    "consumption": "production",
    "production": "production",
}


class LotTrace(models.AbstractModel):
    """Where lots came from and where they went: one graph of lots, documents, places, people."""

    _name = "lot.trace"
    _description = "Trace of Lots"

    @api.model
    def trace(self, lot_ids, direction="both", depth=None):
        """The journey of lots as plain data.

        :param lot_ids: ids of ``stock.lot``; those the user may not read are left out
        :param direction: ``up`` (where from), ``down`` (where to) or ``both``
        :param depth: generations of lots made from lots; all of them when left out
        :return: ``{nodes: [{id, kind, name, model, res_id, ...}], edges: [{source, target, kind,
            quantity, uom, date, lot_id}], truncated: bool}``. Every edge follows the goods.
        :raises AccessError: the user has no inventory right
        """
        if direction not in {d.value for d in Direction}:
            raise UserError(self.env._("The direction is up, down or both."))
        self._check_may_trace()
        lots = self.env["stock.lot"].search([("id", "in", list(lot_ids))])
        return self._graph(lots, direction, depth)

    @api.model
    def _check_may_trace(self):
        """A trace names customers and cashiers; a till reads move lines but is not asked to."""
        if not (self.env.su or self.env.user.has_group("stock.group_stock_user")):
            raise AccessError(self.env._("Only inventory users may trace lots."))

    @api.model
    def _graph(self, lots, direction="both", depth=None):
        """As ``trace``, for lots the caller has checked. A constant number of queries."""
        companies = self.env.companies
        if not lots:
            return {"nodes": [], "edges": [], "truncated": False}
        walk, makings = self._family(lots, companies, direction, depth, LIMIT)
        related = self.env["stock.lot"].browse(walk.distances)
        flows = self._flows(related, companies, LIMIT)
        above, below = self._sides(lots, makings, direction)
        edges = self._making_edges(makings)
        for flow in flows:
            wanted = above if flow.kind in INCOMING else below
            if flow.lot_id in wanted and not self._told_by_makings(flow, edges):
                edges += self._flow_edges(flow)
        if direction != "up":
            edges += self._shelf_edges(self.env["stock.lot"].browse(below), companies)
        edges += self._supply_edges(self.env["stock.lot"].browse(above), edges)
        edges = self._merge_edges(self._as_productions(edges))
        return {
            "nodes": self._nodes(related, edges),
            "edges": [self._plain_edge(edge) for edge in edges],
            "truncated": walk.truncated or len(flows) >= LIMIT,
        }

    @api.model
    def _sides(self, lots, makings, direction):
        """Of which lots to tell the origin, and of which the fate.

        Ancestors are told by where they came from only: what else became of them is not this
        journey. Likewise descendants by where they went.
        """
        above, below = set(lots.ids), set(lots.ids)
        parents, children = defaultdict(set), defaultdict(set)
        for source, target in makings:
            parents[target].add(source)
            children[source].add(target)
        for reached, links in ((above, parents), (below, children)):
            queue = list(reached)
            while queue:
                new = links[queue.pop()] - reached
                reached |= new
                queue += new
        if direction == "up":
            below = set()
        elif direction == "down":
            above = set()
        return above, below

    # -- edges: (source node key, target node key, kind, quantity, at, lot_id, is_booked) ---------
    # a node key is (kind of node, model, id)

    @api.model
    def _making_edges(self, makings):
        """Consumed lot → production → produced lot; each line counts once."""
        edges, counted = [], set()
        for (source, target), rows in makings.items():
            for row in rows:
                if not row["made_id"]:
                    edges.append(
                        (
                            self._lot(source),
                            self._lot(target),
                            "split",
                            0.0,
                            row["at"],
                            target,
                            True,
                        )
                    )
                    continue
                production = ("production", "stock.move", row["move_id"])
                for line, key, quantity, lot_id in (
                    (row["used_id"], (self._lot(source), production), row["used_qty"], source),
                    (row["made_id"], (production, self._lot(target)), row["made_qty"], target),
                ):
                    if (line, key) not in counted:
                        counted.add((line, key))
                        edges.append((*key, "production", quantity, row["at"], lot_id, True))
        return edges

    @api.model
    def _told_by_makings(self, flow, edges):
        """Whether the links between lines tell this production already."""
        return flow.in_genealogy and flow.kind in ("consumption", "production")

    @api.model
    def _lot(self, lot_id):
        return ("lot", "stock.lot", lot_id)

    @api.model
    def _flow_edges(self, flow):
        """One movement as edges along the way of the goods."""
        lot = self._lot(flow.lot_id)
        partner = flow.partner_id
        model, res_id = flow.document
        kind = DOCUMENT_KIND.get(flow.kind, "pos_order" if model == "pos.order" else "delivery")
        document = (kind, model, res_id)
        if flow.kind == "transfer":
            source = ("location", "stock.location", flow.location_id)
            target = ("location", "stock.location", flow.location_dest_id)
            return [self._edge(source, target, "transfer", flow)]
        if flow.kind in ("receipt", "vendor_return", "dropship", "dropship_return"):
            person = ("vendor", "res.partner", partner)
        else:
            person = ("customer", "res.partner", partner)
        comes_in = flow.kind in ("receipt", "return", "gain", "production", "dropship")
        edges = [
            self._edge(document, lot, flow.kind, flow)
            if comes_in
            else self._edge(lot, document, flow.kind, flow)
        ]
        if partner and flow.kind in ("receipt", "return", "dropship"):
            edges.insert(0, self._edge(person, document, flow.kind, flow))
        elif partner and flow.kind in ("sale", "vendor_return", "dropship_return"):
            edges.append(self._edge(document, person, flow.kind, flow))
        if flow.kind == "dropship":
            handed_over = ("delivery", model, res_id)
            edges.append(self._edge(lot, handed_over, "sale", flow))
        return edges

    @api.model
    def _edge(self, source, target, kind, flow):
        return (source, target, kind, flow.quantity, flow.at, flow.lot_id, flow.is_booked)

    @api.model
    def _shelf_edges(self, lots, companies):
        """Lot → place for what is there now. One query."""
        quants = self.env["stock.quant"]
        rows = quants._read_group(
            [
                ("lot_id", "in", lots.ids),
                ("company_id", "in", companies.ids),
                ("location_id.usage", "in", ("internal", "transit")),
                ("quantity", "!=", 0),
            ],
            ["lot_id", "location_id"],
            ["quantity:sum"],
        )
        return [
            (
                self._lot(lot.id),
                ("location", "stock.location", location.id),
                "on_hand",
                quantity,
                None,
                lot.id,
                True,
            )
            for lot, location, quantity in rows
        ]

    @api.model
    def _supply_edges(self, lots, edges):
        """Vendor → lot where the lot knows its vendor and no receipt tells him."""
        told = {edge[5] for edge in edges if edge[0][0] == "vendor"}
        return [
            (("vendor", "res.partner", lot.vendor_id.id), self._lot(lot.id))
            + ("supply", 0.0, None, lot.id, True)
            for lot in lots
            if lot.vendor_id and lot.id not in told
        ]

    @api.model
    def _as_productions(self, edges):
        """Moves of one manufacturing order are one node, where manufacturing is installed."""
        moves = self.env["stock.move"]
        if "raw_material_production_id" not in moves._fields:
            return edges
        ids = {
            key[2] for edge in edges for key in edge[:2] if key[:2] == ("production", "stock.move")
        }
        orders = {}  # {move_id: key}
        # sudo: only the number of the order is told
        for move in moves.sudo().browse(sorted(ids)):
            if order := move.production_id or move.raw_material_production_id:
                orders[move.id] = ("production", order._name, order.id)
        return [
            (*(orders.get(k[2], k) if k[0] == "production" else k for k in edge[:2]), *edge[2:])
            for edge in edges
        ]

    @api.model
    def _merge_edges(self, edges):
        """One edge for the same pair, kind and lot, with its first moment and the sum."""
        merged = {}
        for source, target, kind, quantity, at, lot_id, is_booked in edges:
            key = (source, target, kind, lot_id, is_booked)
            known, since = merged.get(key, (0.0, None))
            moments = [moment for moment in (since, at) if moment]
            merged[key] = (known + (quantity or 0.0), min(moments, default=None))
        return [
            (source, target, kind, quantity, at, lot_id, is_booked)
            for (source, target, kind, lot_id, is_booked), (quantity, at) in merged.items()
        ]

    @api.model
    def _plain_edge(self, edge):
        source, target, kind, quantity, at, lot_id, is_booked = edge
        uom = self.env["stock.lot"].browse(lot_id).product_uom_id
        return {
            "source": self._node_id(source),
            "target": self._node_id(target),
            "kind": kind,
            "quantity": uom.round(quantity),
            "uom": uom.name,
            "date": f"{at.isoformat()}Z" if at else None,
            "lot_id": lot_id,
            "booked": is_booked,
        }

    @api.model
    def _node_id(self, key):
        return ":".join(map(str, key))
