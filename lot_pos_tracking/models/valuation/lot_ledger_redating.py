from odoo import api, fields, models
from odoo.tools import SQL

REDATE = """
    UPDATE %(table)s AS booked
       SET date = move.date
      FROM stock_move move
     WHERE move.id = booked.move_id AND move.id = %(move)s
       AND (booked.date = %(before)s AND booked.kind NOT IN %(later)s OR booked.date < move.date)
 RETURNING booked.id, booked.lot_id
"""
"""What counted from the move's day counts from its new day; nothing counts before it."""

LATER = ("landed", "bill", "revaluation", "writedown", "correction")


class LotLedger(models.AbstractModel):
    """When goods came or left is what their move says, also where it is put right later."""

    _inherit = "lot.ledger"

    @api.model
    def _redate(self, moves):
        """Let the rows of done moves count from the moves' new dates, and tell the journal.

        :param moves: ``{move: date before}``
        """
        tables = ("lot.cost.layer", "lot.cost.consumption")
        self.env["stock.move"].flush_model(["date"])
        for move, before in moves.items():
            lots = set()
            for name in tables:
                model = self.env[name]
                model.flush_model()
                rows = self.env.execute_query(
                    SQL(
                        REDATE,
                        table=SQL.identifier(model._table),
                        move=move.id,
                        before=fields.Datetime.to_string(before),
                        later=LATER,
                    )
                )
                model.browse([row_id for row_id, _lot in rows]).invalidate_recordset(
                    ["date"], flush=False
                )
                lots |= {lot_id for _row, lot_id in rows}
            self.env["lot.event"]._record(
                "redated",
                self.env["stock.lot"].browse(sorted(lots)),
                move=move.reference or "",
                before=fields.Datetime.to_string(before),
                after=fields.Datetime.to_string(move.date),
            )
