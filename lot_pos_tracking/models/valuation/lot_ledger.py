from odoo import api, models
from odoo.tools import SQL

from ...bridge import to_decimal, to_float
from ...core.ledger import NOT_INCOMING, Booking, Consumption, Layer, New, Owed

LAYER_COLUMNS = (
    "id, lot_id, kind, date, quantity, value, remaining_qty, remaining_value, parent_id, "
    "move_line_id, return_of_id, document, entry_no"
)


class LotLedger(models.AbstractModel):
    """The store of the cost ledger: rows to the kernel's facts, bookings to rows, sums by lot."""

    _name = "lot.ledger"
    _description = "Store of the Cost Ledger"

    # -- rows for the kernel ---------------------------------------------------------------------

    @api.model
    def _layers(self, company, condition: SQL) -> list[Layer]:
        """The company's layers that meet a condition, oldest first."""
        self.env["lot.cost.layer"].flush_model()
        rows = self.env.execute_query(
            SQL(
                "SELECT %s FROM lot_cost_layer WHERE company_id = %s AND %s "
                "ORDER BY date, entry_no",
                SQL(LAYER_COLUMNS),
                company.id,
                condition,
            )
        )
        return [
            Layer(
                key=row[0],
                lot=row[1],
                kind=row[2],
                date=row[3],
                quantity=to_decimal(row[4]),
                value=to_decimal(row[5]),
                remaining_qty=to_decimal(row[6]),
                remaining_value=to_decimal(row[7]),
                parent=row[8],
                line=row[9],
                return_of=row[10],
                document=row[11],
                entry=row[12],
            )
            for row in rows
        ]

    @api.model
    def _open_layers(self, company, lot_ids) -> list[Layer]:
        return self._layers(
            company,
            SQL("lot_id = ANY(%s) AND (remaining_qty <> 0 OR remaining_value <> 0)", list(lot_ids)),
        )

    @api.model
    def _consumptions(self, company, condition: SQL) -> list[Consumption]:
        """The company's consumptions that meet a condition, in the order they were written."""
        self.env["lot.cost.consumption"].flush_model()
        rows = self.env.execute_query(
            SQL(
                "SELECT layer_id, lot_id, move_line_id, kind, date, quantity, value, entry_no "
                "FROM lot_cost_consumption WHERE company_id = %s AND %s ORDER BY entry_no",
                company.id,
                condition,
            )
        )
        return [
            Consumption(
                layer=row[0],
                lot=row[1],
                line=row[2],
                kind=row[3],
                date=row[4],
                quantity=to_decimal(row[5]),
                value=to_decimal(row[6]),
                entry=row[7],
            )
            for row in rows
        ]

    @api.model
    def _owed(self, company, lot_ids) -> list[Owed]:
        """What left before it came, oldest first."""
        self.env["lot.cost.consumption"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT lot_id, move_line_id, kind, SUM(quantity), SUM(value)
                  FROM lot_cost_consumption
                 WHERE company_id = %s AND lot_id = ANY(%s) AND layer_id IS NULL
              GROUP BY lot_id, move_line_id, kind
                HAVING SUM(quantity) <> 0
              ORDER BY MIN(entry_no)
                """,
                company.id,
                list(lot_ids),
            )
        )
        return [Owed(*row[:3], to_decimal(row[3]), to_decimal(row[4])) for row in rows]

    # -- bookings to rows ------------------------------------------------------------------------

    @api.model
    def _store(self, booking: Booking, company):
        """Write what the kernel decided: one batch of layers, one of consumptions.

        :return: ``{(move line id or None, lot id)}`` concerned
        """
        rows = (*booking.layers, *booking.consumptions)
        if not rows:
            return set()
        lines = {row.line for row in rows} - {None}
        # sudo: everybody's goods have a cost, only the cost group may read it
        ledger = self.sudo()
        move_lines = {line.id: line for line in ledger.env["stock.move.line"].browse(sorted(lines))}
        lots = ledger.env["stock.lot"].browse({row.lot for row in rows})
        products = {lot.id: lot.product_id.id for lot in lots}
        causes = {(row.kind, row.document): ledger._cause(row) for row in rows}
        numbers = ledger.env["lot.cost.booked"]._next_entry_numbers(len(rows))

        def facts(row):
            line = move_lines.get(row.line)
            return {
                "entry_no": numbers[row.entry],
                "company_id": company.id,
                "lot_id": row.lot,
                "product_id": products[row.lot],
                "kind": row.kind,
                "date": row.date,
                "quantity": to_float(row.quantity),
                "value": to_float(row.value),
                "move_id": line.move_id.id if line else False,
                "move_line_id": line.id if line else False,
                "pos_order_line_id": line.pos_order_line_id.id if line else False,
                **causes[row.kind, row.document],
            }

        layers = ledger._store_layers(booking, facts)
        ledger.env["lot.cost.consumption"].create(
            [
                {
                    **facts(row),
                    "layer_id": layers[row.layer.index].id
                    if isinstance(row.layer, New)
                    else row.layer,
                }
                for row in booking.consumptions
            ]
        )
        changed = ledger.env["lot.cost.layer"].browse([layer.key for layer in booking.updates])
        changed.fetch(["company_id"])  # else each asks for its currency with a query of its own
        for record, layer in zip(changed, booking.updates, strict=True):
            record.write(ledger._remainder(layer))
        return {(row.line, row.lot) for row in rows}

    @api.model
    def _cause(self, row):
        """The columns that say why a row was written."""
        if row.document is None and row.kind in NOT_INCOMING:
            return {"note": self.env._("It cost less than was written off")}
        return self._document(row.document)

    @api.model
    def _document(self, document):
        """The columns that name a document; its name outlives the record.

        :param document: ``model,id``, or the id of the move line whose receipt settles a debt
        """
        if not document:
            return {}
        if isinstance(document, int):
            move = self.env["stock.move.line"].browse(document).move_id
            record = move.picking_id
            if not record:
                return {"note": move.reference}
        else:
            model, record_id = document.split(",")
            record = self.env[model].browse(int(record_id))
        return {"document": f"{record._name},{record.id}", "note": record.display_name}

    @api.model
    def _remainder(self, layer):
        return {
            "remaining_qty": to_float(layer.remaining_qty),
            "remaining_value": to_float(layer.remaining_value),
        }

    @api.model
    def _store_layers(self, booking, facts):
        """New layers, those that change another new one after it."""
        stored = {}  # {index: lot.cost.layer}
        waiting = list(enumerate(booking.layers))
        while waiting:
            ready = [
                (index, layer)
                for index, layer in waiting
                if not isinstance(layer.parent, New) or layer.parent.index in stored
            ]
            records = self.env["lot.cost.layer"].create(
                [
                    {
                        **facts(layer),
                        **self._remainder(layer),
                        "parent_id": stored[layer.parent.index].id
                        if isinstance(layer.parent, New)
                        else layer.parent,
                        "return_of_id": layer.return_of,
                    }
                    for _index, layer in ready
                ]
            )
            stored.update({index: rec for (index, _l), rec in zip(ready, records, strict=True)})
            waiting = [entry for entry in waiting if entry[0] not in stored]
        return stored
