from odoo import api, models
from odoo.tools import SQL


class PosPackOperationLot(models.Model):
    """Tickets from before the add-on came: they know lots by their numbers alone."""

    _inherit = "pos.pack.operation.lot"

    @api.model
    def _lot_open_history(self):
        """Tie the rows to their lots, with the quantities that are certain; one query.

        Several lots on one line had no quantities of their own: those stay open, and any of the
        line's goods can come back.
        """
        self.flush_model()
        self.env.execute_query(
            SQL(
                """
                WITH old AS (
                     SELECT pack.id, pack.lot_name, line.product_id, sale.company_id,
                            CASE WHEN template.tracking = 'serial' THEN 1
                                 WHEN count(*) OVER (PARTITION BY line.id) = 1 THEN abs(line.qty)
                             END AS quantity
                       FROM pos_pack_operation_lot AS pack
                       JOIN pos_order_line AS line ON line.id = pack.pos_order_line_id
                       JOIN pos_order AS sale ON sale.id = line.order_id
                       JOIN product_product AS product ON product.id = line.product_id
                       JOIN product_template AS template ON template.id = product.product_tmpl_id
                      WHERE pack.lot_id IS NULL AND pack.quantity IS NULL)
                UPDATE pos_pack_operation_lot AS pack
                   SET quantity = old.quantity,
                       lot_id = (SELECT lot.id
                                   FROM stock_lot AS lot
                                  WHERE lot.product_id = old.product_id
                                    AND lot.name = old.lot_name
                                    AND (lot.company_id IS NULL OR lot.company_id = old.company_id)
                                  ORDER BY lot.company_id, lot.id
                                  LIMIT 1)
                  FROM old
                 WHERE pack.id = old.id
             RETURNING pack.id
                """
            )
        )
        self.invalidate_model(["lot_id", "quantity"], flush=False)
