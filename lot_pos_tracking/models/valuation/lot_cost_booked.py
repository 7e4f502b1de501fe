from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL
from odoo.tools.sql import column_exists

SEQUENCE = SQL.identifier("lot_cost_entry_no_seq")
TABLES = ("lot_cost_layer", "lot_cost_consumption")


class LotCostBooked(models.AbstractModel):
    """A row of the cost ledger: written once, by the system, in an order of its own.

    Dates have seconds at best, and a document may count from a day that has passed. So layers and
    consumptions are numbered as they are written, all from one sequence. Who writes holds the locks
    of the lots concerned: the numbers of one lot follow the transactions.
    """

    _name = "lot.cost.booked"
    _description = "Row of the Cost Ledger"
    _stored_results = frozenset()

    entry_no = fields.Integer(
        "Entry", readonly=True, copy=False, help="Order in which the ledger was written."
    )

    def init(self):
        if self._abstract:
            return
        query = self.env.execute_query
        query(SQL("CREATE SEQUENCE IF NOT EXISTS %s", SEQUENCE))
        query(
            SQL(
                "ALTER TABLE %s ALTER COLUMN entry_no SET DEFAULT nextval('%s')",
                SQL.identifier(self._table),
                SEQUENCE,
            )
        )
        if all(column_exists(self.env.cr, table, "entry_no") for table in TABLES):
            self._number_older_rows()

    def _number_older_rows(self):
        """Rows of before there were numbers: by their transactions, in each of them goods come
        first, then leave, then come back."""
        self.env.cr.execute(
            SQL(
                """
                WITH numbered AS MATERIALIZED (
                    SELECT is_layer, id, nextval('%s') AS number FROM (
                        SELECT TRUE AS is_layer, id, create_date,
                               CASE WHEN return_of_id IS NULL THEN 0 ELSE 2 END AS rank
                          FROM lot_cost_layer WHERE entry_no IS NULL
                     UNION ALL
                        SELECT FALSE, id, create_date, 1
                          FROM lot_cost_consumption WHERE entry_no IS NULL
                      ORDER BY create_date, rank, id
                    ) AS older
                ), layers AS (
                    UPDATE lot_cost_layer SET entry_no = number FROM numbered
                     WHERE is_layer AND numbered.id = lot_cost_layer.id
                )
                UPDATE lot_cost_consumption SET entry_no = number FROM numbered
                 WHERE NOT is_layer AND numbered.id = lot_cost_consumption.id
                """,
                SEQUENCE,
            )
        )

    @api.model
    def _next_entry_numbers(self, count):
        """So many numbers, rising; one query."""
        rows = self.env.execute_query(
            SQL("SELECT nextval('%s') FROM generate_series(1, %s)", SEQUENCE, count)
        )
        return sorted(number for (number,) in rows)

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            raise UserError(self.env._("The cost ledger is written by the system only."))
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su or set(vals) - self._stored_results:
            raise UserError(self.env._("The cost ledger of lots cannot be changed."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("The cost ledger of lots cannot be deleted."))
