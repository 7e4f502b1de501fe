from odoo import api, models
from odoo.tools import SQL


class LotLocks(models.AbstractModel):
    """All row locks on lots, always taken in the order of their ids, so that nobody deadlocks."""

    _name = "lot.locks"
    _description = "Row Locks on Lots"

    @api.model
    def _serialise(self, lots):
        """Let one transaction at a time decide about these lots.

        Waits for the others. Because the rows are written, a transaction that waited is retried
        by Odoo with a fresh view of the stock (PostgreSQL: REPEATABLE READ); a lock without a
        write would let it go on with what it saw before. One query whatever the number of lots.
        """
        if not lots:
            return
        self.env.execute_query(
            SQL(
                """
                UPDATE stock_lot
                   SET lot_version = COALESCE(lot_version, 0) + 1
                  FROM (
                        SELECT id FROM stock_lot WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE
                       ) AS locked
                 WHERE stock_lot.id = locked.id
             RETURNING stock_lot.id
                """,
                sorted(lots.ids),
            )
        )
        lots.invalidate_recordset(["lot_version"], flush=False)
