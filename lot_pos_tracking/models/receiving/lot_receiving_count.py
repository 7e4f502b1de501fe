from odoo import fields, models
from odoo.tools import float_repr, format_date

from ...core.lot_names import match_key, near_matches
from .scan_goods import DATE_FIELDS, ScanRefused


class LotReceiving(models.AbstractModel):
    """Counting what was scanned: on the line that waits for it, or on a line of its own."""

    _inherit = "lot.receiving"

    def _receive_pallet(self, sscc, lines, effects):
        """All lots of a pallet as announced; differences are corrected on the screen."""
        waiting = lines.filtered(lambda ml: not ml.picked)
        if not waiting:
            raise ScanRefused(
                "again", self.env._("Pallet %(sscc)s was received already.", sscc=sscc)
            )
        effects += [self._before(line) for line in waiting]
        waiting.write({"picked": True})
        return (
            "ok",
            "pallet",
            self.env._("Pallet %(sscc)s: %(count)s lots.", sscc=sscc[-6:], count=len(waiting)),
        )

    def _receive_goods(self, picking, goods, effects):
        line = goods.line if goods.line is not None else self._line_for(picking, goods)
        product = goods.product
        if product.uom_id.compare(goods.quantity, 0) <= 0:
            raise ScanRefused("no_quantity", self.env._("The quantity must be above zero."))
        if product.tracking == "serial" and line and line.picked:
            raise ScanRefused(
                "again",
                self.env._("Serial number %(serial)s was scanned already.", serial=goods.lot or ""),
            )
        warning = self._check_room(picking, goods, line)
        if line:
            effects.append(self._before(line))
            line.write(self._counted_vals(line, goods))
        else:
            line = self._new_line(picking, goods)
            effects.append({"id": line.id, "created": True})
            warning = warning or self._not_announced(picking, goods)
        shown = float_repr(goods.quantity, 3).rstrip("0").rstrip(".")
        message = self.env._(
            "%(quantity)s %(unit)s %(product)s, %(lot)s",
            quantity=shown,
            unit=product.uom_id.name,
            product=product.display_name,
            lot=line._scan_lot() or self.env._("number comes at the end"),
        )
        if warning:
            return "warn", warning[0], f"{message}. {warning[1]}"
        return "ok", "received", message

    def _line_for(self, picking, goods):
        """The line that waits for these goods; empty for a lot that nobody announced.

        :raises ScanRefused: the lot is not known and several may be meant
        """
        lines = self._open_lines(picking).filtered(lambda ml: ml.product_id == goods.product)
        if goods.product.tracking == "none":
            return lines.filtered("picked")[:1] or lines[:1]
        if not goods.lot:
            return self._line_without_lot(lines, goods)
        key = match_key(goods.lot)
        named = lines.filtered(lambda ml: key in {match_key(name) for name in ml._known_numbers()})
        if named:
            return named.filtered(lambda ml: not ml.picked)[:1] or named[:1]
        if goods.typed:
            numbers = [name for line in lines for name in line._known_numbers()]
            near = set(near_matches(goods.lot, numbers))
            similar = lines.filtered(lambda ml: near & set(ml._known_numbers()))
            if similar:
                raise ScanRefused(
                    "near_match",
                    self.env._("Lot %(lot)s is not announced. Did you mean:", lot=goods.lot),
                    [
                        *self._line_choices(similar),
                        {
                            "label": self.env._("No, it is %(lot)s", lot=goods.lot),
                            "hint": "",
                            "answer": {"lot": goods.lot, "sure": True},
                        },
                    ],
                )
        return lines.browse()

    def _line_without_lot(self, lines, goods):
        """The code names no lot: the only announced one, a number by rule, or a question."""
        named = lines.filtered(lambda ml: ml._known_numbers())
        waiting = named.filtered(lambda ml: not ml.picked or not ml._is_complete())
        if len(named) == 1:
            return named
        if named:
            raise ScanRefused(
                "which_lot",
                self.env._("Which lot of %(product)s is it?", product=goods.product.display_name),
                [
                    *self._line_choices(waiting or named),
                    {"label": self.env._("Another lot"), "hint": "", "answer": {}, "key": "lot"},
                ],
            )
        if lines and all(self._rules(lines).values()):
            unnumbered = lines.filtered("picked") or lines
            if goods.product.tracking == "serial":
                unnumbered = lines.filtered(lambda ml: not ml.picked)
            return unnumbered[:1]
        raise ScanRefused(
            "lot_missing",
            self.env._(
                "The code names no lot. Key the lot of %(product)s.",
                product=goods.product.display_name,
            ),
            [{"label": self.env._("Key the lot"), "hint": "", "answer": {}, "key": "lot"}],
        )

    def _check_room(self, picking, goods, line):
        """More than ordered asks; more than announced warns.

        :return: ``(reason, message)`` of a warning, or None
        """
        product = goods.product
        moves = picking.move_ids.filtered(
            lambda m: m.product_id == product and m.state not in ("done", "cancel")
        )
        counted = sum(moves.move_line_ids.filtered("picked").mapped("quantity_product_uom"))
        ordered = sum(moves.mapped("product_qty"))
        over = counted + goods.quantity - ordered
        if product.uom_id.compare(over, 0) > 0 and not goods.extra:
            answer = {"extra": True, **({"line": line.id} if line else {"lot": goods.lot})}
            raise ScanRefused(
                "over_delivery",
                self.env._(
                    "That is %(over)s %(unit)s more than ordered.",
                    over=float_repr(over, 3).rstrip("0").rstrip("."),
                    unit=product.uom_id.name,
                ),
                [
                    {
                        "label": self.env._("Receive the extra"),
                        "hint": self.env._("Only if purchasing agrees"),
                        "answer": {**answer, "sure": True},
                    }
                ],
            )
        if product.uom_id.compare(over, 0) > 0:
            self._list_extra(line, goods, over)
            return "over_delivery", self.env._("More than ordered.")
        if line and line.picked and line.shipment_line_id:
            announced = line._announced_quantity()
            if product.uom_id.compare(line.quantity_product_uom + goods.quantity, announced) > 0:
                return "over_announced", self.env._("More than announced.")
        return self._dates_differ(line, goods)

    def _dates_differ(self, line, goods):
        """The pack in the hand decides; that it differs from the document is shown."""
        for name, day in goods.dates.items():
            known = line and line[DATE_FIELDS[name]]
            if known and known != day:
                return "date_differs", self.env._(
                    "The pack says %(day)s, the document %(known)s.",
                    day=format_date(self.env, day),
                    known=format_date(self.env, known),
                )
        return None

    def _list_extra(self, line, goods, over):
        shipment_line = line.shipment_line_id if line else None
        if shipment_line:
            shipment_line.shipment_id._add_issue(
                "extra_received",
                shipment_line,
                subject=f"{over:g} {goods.product.uom_id.name} {goods.product.display_name}",
            )

    def _not_announced(self, picking, goods):
        if picking.lot_shipment_ids and goods.product.tracking != "none":
            return "not_announced", self.env._("This lot was not announced.")
        return None

    def _before(self, line):
        """What a move line must be set back to."""
        names = ("quantity", "picked", "lot_name", *DATE_FIELDS.values())
        return {
            "id": line.id,
            **{
                name: fields.Date.to_string(line[name]) or False
                if name.endswith("_date")
                else line[name]
                for name in names
            },
        }

    def _counted_vals(self, line, goods):
        counted = line.quantity_product_uom if line.picked else 0.0
        quantity = counted + goods.quantity
        if line.product_uom_id != goods.product.uom_id:
            quantity = goods.product.uom_id._compute_quantity(quantity, line.product_uom_id)
        vals = {"quantity": quantity, "picked": True}
        vals |= {DATE_FIELDS[name]: day for name, day in goods.dates.items()}
        if goods.lot and not line.lot_name and not line.lot_vendor_number:
            vals["lot_name"] = goods.lot
        return vals

    def _new_line(self, picking, goods):
        """A line for a lot that nobody announced, on the move with most room."""
        moves = picking.move_ids.filtered(
            lambda m: m.product_id == goods.product and m.state not in ("done", "cancel")
        )
        moves._drop_lot_placeholders()
        move = max(
            moves,
            key=lambda m: (
                m.product_qty - sum(m.move_line_ids.mapped("quantity_product_uom")),
                -m.id,
            ),
        )
        return self.env["stock.move.line"].create(
            {
                "move_id": move.id,
                "picking_id": picking.id,
                "company_id": picking.company_id.id,
                "product_id": goods.product.id,
                "product_uom_id": goods.product.uom_id.id,
                "location_id": move.location_id.id,
                "location_dest_id": move.location_dest_id.id,
                "lot_name": goods.lot or False,
                "quantity": goods.quantity,
                "picked": True,
                **{DATE_FIELDS[name]: day for name, day in goods.dates.items()},
            }
        )
