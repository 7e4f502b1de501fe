from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

LIFE = timedelta(minutes=2)


class LotClaim(models.Model):
    """A quantity of a lot promised to an open order of a till, for two minutes."""

    _name = "lot.claim"
    _description = "Lot Claimed by an Open Order"
    _order = "expires_at desc, id desc"
    _rec_name = "lot_id"
    _check_company_auto = True

    lot_id = fields.Many2one("stock.lot", required=True, ondelete="cascade", check_company=True)
    order_uuid = fields.Char(required=True, index=True)
    config_id = fields.Many2one("pos.config", required=True, ondelete="cascade")
    location_id = fields.Many2one("stock.location", required=True, ondelete="cascade")
    quantity = fields.Float(
        digits="Product Unit", required=True, help="In the product's unit of measure."
    )
    expires_at = fields.Datetime(required=True, help="By the server's clock (UTC).")
    company_id = fields.Many2one("res.company", required=True, index=True)

    _quantity_positive = models.Constraint(
        "CHECK (quantity > 0)", "A claim needs a quantity above zero."
    )
    _lot_idx = models.Index("(lot_id, expires_at)")

    @api.model
    def _replace(self, config, order_uuid, quantities):
        """The order's claims become these; one query.

        The lots are written along: a transaction that decided about them on an older view of the
        database fails here and is retried by Odoo.

        :param quantities: ``{lot id: quantity}``
        """
        now = fields.Datetime.now()
        self.env.execute_query(
            SQL(
                """
                WITH gone AS (DELETE FROM lot_claim
                               WHERE order_uuid = %(order)s AND company_id = %(company)s),
                     locked AS (SELECT id FROM stock_lot WHERE id = ANY(%(lots)s)
                                 ORDER BY id FOR NO KEY UPDATE),
                     decided AS (UPDATE stock_lot SET lot_version = COALESCE(lot_version, 0) + 1
                                   FROM locked WHERE stock_lot.id = locked.id)
                INSERT INTO lot_claim (lot_id, quantity, order_uuid, config_id, location_id,
                                       expires_at, company_id, create_uid, write_uid,
                                       create_date, write_date)
                SELECT wanted.lot_id, wanted.quantity, %(order)s, %(config)s, %(location)s,
                       %(until)s, %(company)s, %(user)s, %(user)s, %(now)s, %(now)s
                  FROM unnest(%(lots)s::int[], %(quantities)s::numeric[])
                       AS wanted(lot_id, quantity)
             RETURNING id
                """,
                order=order_uuid,
                config=config.id,
                location=config.picking_type_id.default_location_src_id.id,
                until=now + LIFE,
                company=config.company_id.id,
                user=self.env.uid,
                now=now,
                lots=list(quantities),
                quantities=list(quantities.values()),
            )
        )
        self.invalidate_model(flush=False)
        self.env["stock.lot"].browse(quantities).invalidate_recordset(["lot_version"], flush=False)

    @api.model
    def _release(self, order_uuids, company=None):
        """:param company: only claims of its tills; of whatever company when left out"""
        domain = Domain("order_uuid", "in", list(order_uuids))
        if company:
            domain &= Domain("company_id", "=", company.id)
        # sudo: who sold or gave up an order may end its claims, nobody edits claims by hand
        self.sudo().search(domain).unlink()

    @api.autovacuum
    def _gc_expired(self):
        self.search([("expires_at", "<", fields.Datetime.now() - timedelta(hours=1))]).unlink()
