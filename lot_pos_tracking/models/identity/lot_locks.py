from zlib import crc32

from odoo import api, models
from odoo.tools import SQL

QUEUE_OF_LOT = 0x4C4F5431
QUEUE_OF_TILL = 0x4C4F5432
QUEUE_OF_NUMBER = 0x4C4F5433
"""First halves of PostgreSQL's advisory lock keys; the second half is the record's id, or
made from a number that is no lot so far."""


NOTHING = SQL("SELECT NULL::text, NULL::int, NULL::jsonb WHERE FALSE")


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

    @api.model
    def _queue(self, lot_ids, till_id=0, numbers=(), reading=None):
        """Wait until it is this transaction's turn with the lots, then look at them afresh.

        Without it, tills that sell the same lot would all read first and fail one by one at the
        end of their work, and Odoo lets each of them sleep for seconds before it tries again.
        To be called before anything is written: only then the view of the database can be
        renewed. Orders of one till wait for each other as well, because upstream's sequence
        without gaps refuses the second at once. Two queries at most.

        :param numbers: texts for lots that do not exist yet, so that only one of many makes them
        :param reading: a query of columns ``text, int, jsonb`` that is asked along
        :return: its rows as they are when the turn has come; none where nothing is waited for
        """
        keys = [(QUEUE_OF_TILL, till_id)] if till_id else []
        keys += [(QUEUE_OF_LOT, lot_id) for lot_id in sorted(set(lot_ids))]
        codes = {crc32(number.encode()) - 2**31 for number in numbers}
        keys += [(QUEUE_OF_NUMBER, code) for code in sorted(codes)]
        if not keys:
            return []
        self.env.flush_all()
        spaces, ids = (list(part) for part in zip(*keys, strict=True))
        try:
            return self._wait_and_renew(spaces, ids, reading or NOTHING)
        except Exception:
            # a connection goes back to the pool: it must not keep what it waited for
            self.env.cr.rollback()
            self.env.execute_query(SQL("SELECT pg_advisory_unlock_all()"))
            raise

    @api.model
    def _wait_and_renew(self, spaces, ids, reading):
        """The connection holds the locks while the transaction is renewed, then the new one."""
        rows = self.env.execute_query(
            SQL(
                """
                WITH turn AS MATERIALIZED (
                     SELECT xact.id IS NOT NULL AS written,
                            CASE WHEN xact.id IS NULL
                                 THEN pg_advisory_lock(key.space, key.id)::text
                                 ELSE pg_advisory_xact_lock(key.space, key.id)::text END AS got
                       FROM unnest(%s::int[], %s::int[]) AS key(space, id),
                            (SELECT pg_current_xact_id_if_assigned() AS id) AS xact)
                SELECT turns.written, facts.*
                  FROM (SELECT bool_or(written) AS written, count(got) AS got FROM turn) AS turns
             LEFT JOIN (%s) AS facts ON turns.written AND turns.got > 0
                """,
                spaces,
                ids,
                reading,
            )
        )
        if not rows[0][0]:
            self.env.cr.rollback()
            rows = self.env.execute_query(
                SQL(
                    """
                    WITH turn AS MATERIALIZED (
                         SELECT pg_advisory_xact_lock(key.space, key.id)::text AS got,
                                pg_advisory_unlock(key.space, key.id) AS released
                           FROM unnest(%s::int[], %s::int[]) AS key(space, id))
                    SELECT turns.got, facts.*
                      FROM (SELECT count(got) + count(released) AS got FROM turn) AS turns
                 LEFT JOIN (%s) AS facts ON turns.got > 0
                    """,
                    spaces,
                    ids,
                    reading,
                )
            )
        return [row[1:] for row in rows if row[1] is not None]
