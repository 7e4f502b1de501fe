from collections import defaultdict

from odoo import models

from ...bridge import to_decimal, to_float

OWN_LOTS = "lot_own_lots"
"""Context key, across upstream's calls: ids of the operation types whose moves get their lots from
a ticket."""


class StockMove(models.Model):
    """Delivers exactly the lots of the ticket; upstream multiplies the line by its lots."""

    _inherit = "stock.move"

    def _add_mls_related_to_order(self, related_order_lines, are_qties_done=True):
        ours = self._lot_moves_of(related_order_lines)
        parts = self._lot_parts_of(related_order_lines)
        if are_qties_done:
            ours._lot_deliver(related_order_lines)
            parts._lot_deliver_parts(related_order_lines)
        else:
            ours._lot_reserve(related_order_lines)
        rest = self - ours - parts if are_qties_done else self - ours
        if rest:
            return super(StockMove, rest)._add_mls_related_to_order(
                related_order_lines, are_qties_done
            )
        return None

    def _lot_process(self):
        """A ticket's goods: upstream ties the transfer to its session only after they moved."""
        process = super()._lot_process()
        return "pos" if process == "sale" and self.move_line_ids.pos_order_line_id else process

    def _should_assign_at_confirm(self):
        """No lots are reserved for a ticket that names its own."""
        return not self._lot_names_its_own() and super()._should_assign_at_confirm()

    def _action_assign(self, force_qty=False):
        """Nor for what stays behind of it: its customer has left with the goods."""
        moves = self
        if self.env.context.get(OWN_LOTS):
            moves = self.filtered(lambda move: not move._lot_names_its_own())
        return super(StockMove, moves)._action_assign(force_qty)

    def _lot_names_its_own(self):
        kinds = self.env.context.get(OWN_LOTS) or ()
        return self.picking_type_id.id in kinds and self.product_id.tracking != "none"

    def _should_bypass_reservation(self, forced_location=False):
        """The goods of a ticket left already: setting them aside first only costs time."""
        if super()._should_bypass_reservation(forced_location):
            return True
        if self.product_id.tracking == "none":
            return False
        # sudo: who moves the goods may have no right to read tickets; only their day is looked at
        sold = self.move_line_ids.pos_order_line_id.sudo().order_id
        return any(not order.shipping_date for order in sold)

    def _lot_after_linking(self, lines):
        """Upstream set these goods aside before they had a ticket; from now on nobody would free
        them again, see ``_should_bypass_reservation``.
        """
        super()._lot_after_linking(lines)
        for line in lines.filtered(lambda line: line.state not in ("done", "cancel")):
            place, product = line.location_id, line.product_id
            if place.should_bypass_reservation() or not product.is_storable:
                continue
            if line.quantity_product_uom and line.move_id._should_bypass_reservation():
                self.env["stock.quant"]._update_reserved_quantity(
                    product,
                    place,
                    -line.quantity_product_uom,
                    lot_id=line.lot_id,
                    package_id=line.package_id,
                    owner_id=line.owner_id,
                )

    def _action_done(self, cancel_backorder=False):
        moves = super()._action_done(cancel_backorder)
        self.env["lot.news"]._tell(moves.move_line_ids.lot_id)
        return moves

    def _create_production_lots_for_pos_order(self, lines):
        # sudo: upstream looks lots up with the rights of a cashier, who has none on lots
        lots = super(StockMove, self.sudo())._create_production_lots_for_pos_order(lines.sudo())
        return lots.with_env(self.env)

    def _lot_moves_of(self, order_lines):
        """The moves of tracked products whose till wants more than upstream does."""
        lines = order_lines.filtered(lambda line: line.order_id.config_id.lot_policy != "native")
        products = lines.filtered(lambda line: line.product_id.tracking != "none").product_id
        return self.filtered(lambda move: move.product_id in products) - self._lot_parts_of(lines)

    def _lot_deliver(self, order_lines, moved=None):
        """Move lines for the lots of the lines, taken where the goods lie.

        Two queries whatever the number of lots: where they lie, and one insert.

        :param moved: ``{(ticket line id, lot id): quantity}`` that left before and is used up here
        """
        if not self:
            return
        self.move_line_ids.unlink()
        packs_by_product = self._lot_packs(order_lines)
        places = self._lot_places(order_lines.pack_lot_ids.lot_id)
        gone = self._lot_gone_serials(order_lines, places)
        vals_list = []
        for move in self:
            for pack in packs_by_product.pop(move.product_id, ()):
                if pack.lot_id.id in gone:
                    continue
                for place, quantity in move._lot_take(pack, places, moved):
                    vals_list.append(move._lot_line_vals(pack, place, quantity))
                if pack.product_id.tracking == "serial":
                    gone.add(pack.lot_id.id)
        self.env["stock.move.line"].create(vals_list)

    def _lot_gone_serials(self, order_lines, places):
        """Serial numbers that a customer has already: upstream lets nothing move beside them.

        :return: ids; empty, without a query, as long as every number lies in the shop
        """
        serials = order_lines.pack_lot_ids.lot_id.filtered(
            lambda lot: lot.product_id.tracking == "serial" and not places.get(lot.id)
        )
        if not serials or self.location_id[:1].usage != "internal":
            return set()
        # sudo: a cashier may not look at what customers have
        rows = (
            self.env["stock.quant"]
            .sudo()
            ._read_group(
                [
                    ("lot_id", "in", serials.ids),
                    ("location_id", "in", self.location_dest_id.ids),
                    ("quantity", ">", 0),
                ],
                ["lot_id"],
            )
        )
        return {lot.id for (lot,) in rows}

    def _lot_packs(self, order_lines):
        """``{product: [pack row]}`` of the rows that say a lot and a quantity."""
        packs = defaultdict(list)
        for pack in order_lines.pack_lot_ids:
            if pack.lot_id and pack.product_id.uom_id.compare(pack.quantity, 0) > 0:
                packs[pack.product_id].append(pack)
        return packs

    def _lot_places(self, lots):
        """Where the lots lie below the moves' source: goods of one's own first, the fullest place
        before others.

        :return: ``{lot id: [[place, Decimal]]}``, a place as values of a move line (location,
            package, owner); who takes lowers the quantity
        """
        source = self.location_id[:1]
        places = defaultdict(list)
        if source.usage not in ("internal", "transit"):
            return places
        # sudo: a cashier may not look into every location of the shop
        rows = (
            self.env["stock.quant"]
            .sudo()
            ._read_group(
                [
                    ("lot_id", "in", lots.ids),
                    ("location_id", "child_of", source.id),
                    ("location_id.usage", "=", "internal"),
                    ("location_id.lot_quarantine", "=", False),
                    ("quantity", ">", 0),
                ],
                ["lot_id", "location_id", "package_id", "owner_id"],
                ["quantity:sum"],
            )
        )
        for lot, location, package, owner, quantity in rows:
            place = {
                "location_id": location.id,
                "package_id": package.id,
                "owner_id": owner.id,
            }
            places[lot.id].append([place, to_decimal(quantity, lot.product_id.uom_id)])
        for found in places.values():
            found.sort(key=self._lot_place_order)
        return places

    def _lot_place_order(self, found):
        place, quantity = found
        return bool(place["owner_id"]), -quantity, place["location_id"], place["package_id"] or 0

    def _lot_take(self, pack, places, moved):
        """``[(place, quantity)]`` for one row; what lies nowhere is booked on the source."""
        need = to_decimal(pack.quantity, pack.product_id.uom_id)
        key = (pack.pos_order_line_id.id, pack.lot_id.id)
        before = to_decimal((moved or {}).get(key, 0.0), pack.product_id.uom_id)
        if before:
            moved[key] = to_float(max(before - need, 0))
        return self._lot_split(pack.lot_id.id, max(need - before, 0), places)

    def _lot_split(self, lot_id, need, places):
        parts = []
        found = places.get(lot_id, [])
        for place in found:
            part = min(place[1], need)
            if part > 0:
                parts.append((place[0], part))
                place[1] -= part
                need -= part
        if need > 0:
            place = found[0][0]["location_id"] if found else self.location_id.id
            parts.append(({"location_id": place}, need))
        return [(place, to_float(quantity)) for place, quantity in parts]

    def _lot_line_vals(self, pack, place, quantity):
        vals = {
            **self._prepare_move_line_vals(),
            "lot_id": pack.lot_id.id,
            "quantity": quantity,
            **place,
            "pos_order_line_id": pack.pos_order_line_id.id,
        }
        if pack.to_quarantine:
            quarantine = self.company_id._lot_quarantine_location()
            vals["location_dest_id"] = quarantine.id or vals["location_dest_id"]
        return vals
