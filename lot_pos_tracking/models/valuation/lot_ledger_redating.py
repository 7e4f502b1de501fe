from odoo import api, fields, models
from odoo.tools import SQL

REDATE = """
    UPDATE %(table)s AS booked
       SET date = move.date
      FROM unnest(%(moves)s::int[], %(before)s::timestamp[]) AS old(move_id, date)
      JOIN stock_move move ON move.id = old.move_id
     WHERE move.id = booked.move_id
       AND (booked.date = old.date AND booked.kind NOT IN %(later)s OR booked.date < move.date)
 RETURNING booked.id, booked.lot_id, booked.move_id
"""
"""What counted from the move's day counts from its new day; nothing counts before it."""

LATER = ("landed", "bill", "revaluation", "writedown", "correction")


class LotLedger(models.AbstractModel):
    """When goods came or left is what their move says, also where it is put right later."""

    _inherit = "lot.ledger"

    @api.model
    def _redate(self, moves):
        """Let the rows of done moves count from the moves' new dates, and tell the journal.

        Two queries and one for each move that has rows, whatever the number of moves.

        :param moves: ``{move: date before}``
        """
        before = {move.id: fields.Datetime.to_string(date) for move, date in moves.items()}
        lots = {}  # {move id: {lot id}}
        self.env["stock.move"].flush_model(["date"])
        for name in ("lot.cost.layer", "lot.cost.consumption"):
            model = self.env[name]
            model.flush_model()
            rows = self.env.execute_query(
                SQL(
                    REDATE,
                    table=SQL.identifier(model._table),
                    moves=list(before),
                    before=list(before.values()),
                    later=LATER,
                )
            )
            model.browse([row[0] for row in rows]).invalidate_recordset(["date"], flush=False)
            for _row, lot_id, move_id in rows:
                lots.setdefault(move_id, set()).add(lot_id)
        for move in moves:
            self.env["lot.event"]._record(
                "redated",
                self.env["stock.lot"].browse(sorted(lots.get(move.id, ()))),
                move=move.reference or "",
                before=before[move.id],
                after=fields.Datetime.to_string(move.date),
            )
