from odoo import models

from .lot_receiving_checks import Arrival


class LotReceiving(models.AbstractModel):
    """What the checks need to know of counted and of announced goods; a few queries for all."""

    _inherit = "lot.receiving"

    def _arrivals(self, lines):
        """Move lines, ready to be booked, as the checks see them."""
        over = self._over_ordered(lines)
        broken = self._broken_packs(lines)
        documents = {p: p._lot_document_names() for p in lines.picking_id}
        announced = {p for p in lines.picking_id if p.lot_shipment_ids}
        channels = self._channels(lines.picking_id)
        known = self._known_as(lines)
        return [
            Arrival(
                record=line,
                product=line.product_id,
                vendor=line._lot_vendor(),
                company=line.company_id,
                dates=line._arrival_dates(),
                has_date=line._has_date(),
                announced=bool(line.shipment_line_id) if line.picking_id in announced else None,
                over_announced=line._over_announced(),
                over_ordered=over.get(line, 0.0),
                documents=documents.get(line.picking_id, ()),
                channels=channels.get(line.picking_id, ()),
                unit_fits=not line.shipment_line_id.unit_unknown,
                broken_packs=broken.get(line, ""),
                ordered=bool(line.move_id.purchase_line_id),
                known=known.get(line),
            )
            for line in lines
        ]

    def _announced_arrivals(self, shipment):
        """The lines of a shipment notice, before anything arrived."""
        lines = shipment.line_ids.filtered(
            lambda line: line.product_id and line.product_id.tracking != "none"
        )
        channels = self._channels_of(shipment.purchase_id, shipment._open_receipts())
        known = self._announced_known_as(lines)
        arrivals = []
        for line in lines:
            arrival = line._as_arrival()
            arrival.channels = channels
            arrival.known = known.get(line)
            arrivals.append(arrival)
        return arrivals

    # -- facts -----------------------------------------------------------------------------------

    def _over_ordered(self, lines):
        """``{line: quantity}``: the last line of a move bears what is more than its demand."""
        over = {}
        for move, own in lines.grouped("move_id").items():
            extra = sum(own.mapped("quantity_product_uom")) - move.product_qty
            if move.purchase_line_id and move.product_id.uom_id.compare(extra, 0) > 0:
                over[own[-1]] = extra
        return over

    def _broken_packs(self, lines):
        """``{line: name of the pack}`` where what came of an order line is no whole number of the
        packs it was ordered in; the last line bears it. Goods by weight have no packs."""
        broken, pieces = {}, self.env.ref("uom.product_uom_unit", raise_if_not_found=False)
        for move, own in lines.grouped("move_id").items():
            product, pack = move.product_id, move.purchase_line_id.product_uom_id
            if not pack or pack == product.uom_id:
                continue
            if pieces and not product.uom_id._has_common_reference(pieces):
                continue
            quantity = sum(own.mapped("quantity_product_uom"))
            size = pack._compute_quantity(1.0, product.uom_id)
            packs = quantity / size if size else 0.0
            if size > 1 and not product.uom_id.is_zero((packs - round(packs)) * size):
                broken[own[-1]] = pack.name
        return broken

    def _channels(self, pickings):
        """``{receipt: channels its goods are for}``."""
        warehouses = pickings.picking_type_id.warehouse_id
        served = self.env["lot.customer.channel"]._serving(warehouses) if warehouses else {}
        return {
            picking: picking.lot_channel_id
            or picking.purchase_id.lot_channel_id
            or served.get(picking.picking_type_id.warehouse_id, ())
            for picking in pickings
        }

    def _channels_of(self, order, receipts):
        if order.lot_channel_id:
            return order.lot_channel_id
        channels = self.env["lot.customer.channel"]
        return channels.union(*(found for found in self._channels(receipts).values() if found))

    def _known_as(self, lines):
        """``{line: "new", "dates" or "vendor"}`` of lines that name a lot; else left out."""
        conflicts = self._conflicts(lines)
        existing = self._existing(lines.filtered(lambda ml: not ml.lot_id))
        known = {line: kind for line, (_lot, kind) in conflicts.items()}
        for line in lines:
            key = (line.product_id, line.lot_name, line.company_id)
            if line not in known and line.lot_name and not line.lot_id and key not in existing:
                known[line] = "new"
        return known

    def _announced_known_as(self, lines):
        names = {line: line._lot_name() for line in lines}
        lots = self.env["stock.lot"]._named(
            [(line.product_id.id, name) for line, name in names.items() if name],
            lines.company_id,
        )
        known = {}
        for line, name in names.items():
            lot = lots.get((line.product_id.id, name, line.company_id.id))
            if name and not lot:
                known[line] = "new"
            elif lot:
                vendor = line.shipment_id.vendor_id.commercial_partner_id
                theirs = lot.vendor_id.commercial_partner_id
                if vendor and theirs and vendor != theirs:
                    known[line] = "vendor"
                elif line._differing_dates(lot):
                    known[line] = "dates"
        return known
