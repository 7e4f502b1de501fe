import json
import logging

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ...core.journal import canonical_bytes, chain_hash

_logger = logging.getLogger(__name__)

SEAL_BATCH = 1000


class LotEvent(models.Model):
    """What happened to a lot: written once, sealed by a hash chain, never changed.

    Events are inserted without a lock, so that tills never wait for each other, and sealed in
    one row by a short job. Lot and product are hashed by what they were called,
    because the records may be deleted while the event stays.
    """

    _name = "lot.event"
    _description = "Lot Event"
    _order = "id desc"
    _rec_name = "kind"
    _check_company_auto = True

    kind = fields.Char(required=True, index=True, readonly=True)
    lot_id = fields.Many2one(
        "stock.lot", ondelete="set null", index="btree_not_null", readonly=True
    )
    product_id = fields.Many2one(
        "product.product", ondelete="set null", index="btree_not_null", readonly=True
    )
    quantity = fields.Float(
        digits="Product Unit", readonly=True, help="In the product's unit of measure."
    )
    at = fields.Datetime(required=True, readonly=True, help="When it happened (UTC).")
    recorded_at = fields.Datetime(
        required=True, readonly=True, help="When it was written down (UTC)."
    )
    user_id = fields.Many2one("res.users", ondelete="set null", readonly=True)
    config_id = fields.Many2one("pos.config", ondelete="set null", readonly=True)
    session_id = fields.Many2one("pos.session", ondelete="set null", readonly=True)
    order_id = fields.Many2one(
        "pos.order", ondelete="set null", index="btree_not_null", readonly=True
    )
    facts = fields.Json(readonly=True)
    prev_hash = fields.Char(readonly=True)
    hash = fields.Char(readonly=True)
    sealed = fields.Boolean(readonly=True)
    position = fields.Integer(
        readonly=True,
        help="Place in the company's chain. Not the id: an event with a lower id may be committed "
        "after one with a higher id was sealed.",
    )
    company_id = fields.Many2one("res.company", required=True, index=True, readonly=True)

    _position_idx = models.UniqueIndex(
        "(company_id, position) WHERE sealed", "Two events cannot have the same place in the chain."
    )
    _unsealed_idx = models.Index("(company_id, id) WHERE sealed IS NOT TRUE")
    _hash_needs_seal = models.Constraint(
        "CHECK (sealed IS NOT TRUE OR (hash IS NOT NULL AND prev_hash IS NOT NULL))",
        "A sealed event must have its hash.",
    )

    # -- append only -----------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            raise UserError(self.env._("Events are written by the system only."))
        return super().create(vals_list)

    def write(self, vals):
        if self:
            raise UserError(self.env._("The journal of lots cannot be changed."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("The journal of lots cannot be deleted."))

    @api.model
    def _record(self, kind, lots, facts_by_lot=None, **values):
        """Write down that something happened to lots: one insert for all of them.

        :param lots: ``stock.lot`` records, or ``{lot: quantity}``; one that was announced and
            never came is a record that is not stored (``new``)
        :param facts_by_lot: ``{lot: {fact: value}}`` for facts that differ between the lots
        :param values: ``at`` (UTC), ``config_id``, ``session_id``, ``order_id``, ``user_id``;
            everything else becomes ``facts`` (must be JSON-able)
        """
        quantities = lots if isinstance(lots, dict) else dict.fromkeys(lots, 0.0)
        if not quantities:
            return self
        now = fields.Datetime.now()
        links = {
            name: values.pop(name)
            for name in ("config_id", "session_id", "order_id")
            if name in values
        }
        at = values.pop("at", None) or now
        user_id = values.pop("user_id", None) or self.env.uid
        vals_list = [
            {
                **links,
                "kind": kind,
                "lot_id": lot._origin.id,
                "product_id": lot.product_id.id,
                "quantity": quantity,
                "at": at,
                "recorded_at": now,
                "user_id": user_id,
                "company_id": (lot.company_id or self.env.company).id,
                "facts": {
                    **values,
                    **(facts_by_lot or {}).get(lot, {}),
                    **self._subject(lot, user_id),
                },
            }
            for lot, quantity in quantities.items()
        ]
        # sudo: everybody's acts are journalled, nobody may write the journal by hand
        return self.sudo().create(vals_list)

    @api.model
    def _subject(self, lot, user_id):
        """Names that outlive the records they belong to."""
        product = lot.product_id
        return {
            "_lot": {"id": lot._origin.id or None, "name": lot.name},
            "_product": {
                "id": product.id,
                "code": product.default_code or product.barcode or product.name,
            },
            "_user": user_id,
        }

    # -- sealing ---------------------------------------------------------------------------------

    def _canonical(self, row):
        """The bytes of one row that the hash covers; see ``core/journal.py``."""
        facts = dict(row["facts"] or {})
        return canonical_bytes(
            {
                "id": row["id"],
                "company": row["company_id"],
                "kind": row["kind"],
                "lot": facts.pop("_lot", None),
                "product": facts.pop("_product", None),
                "user": facts.pop("_user", None),
                "quantity": repr(float(row["quantity"] or 0.0)),
                "at": row["at"],
                "recorded_at": row["recorded_at"],
                "facts": facts,
            }
        )

    @api.model
    def _rows(self, condition: SQL, order: SQL, limit=None):
        limit_sql = SQL("LIMIT %s", limit) if limit else SQL()
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT id, company_id, kind, lot_id, product_id, quantity, at, recorded_at, facts,
                       prev_hash, hash, position
                  FROM lot_event WHERE %s ORDER BY %s %s
                """,
                condition,
                order,
                limit_sql,
            )
        )
        for row in rows:
            if isinstance(row["facts"], str):
                row["facts"] = json.loads(row["facts"])
        return rows

    @api.model
    def _seal(self, company, limit=None):
        """Append the company's open events to its chain.

        :return: number of events sealed
        """
        self.flush_model()
        # one sealer at a time for each company; a second one waits and then finds nothing to do
        self.env.execute_query(
            SQL("SELECT id FROM res_company WHERE id = %s FOR NO KEY UPDATE", company.id)
        )
        last = self.env.execute_query(
            SQL(
                "SELECT hash, position FROM lot_event WHERE company_id = %s AND sealed "
                "ORDER BY position DESC LIMIT 1",
                company.id,
            )
        )
        previous, start = last[0] if last else ("", 0)
        rows = self._rows(
            SQL("company_id = %s AND sealed IS NOT TRUE", company.id), SQL("id"), limit
        )
        sealed = []  # [(id, previous hash, hash, position)]
        for position, row in enumerate(rows, start + 1):
            current = chain_hash(previous, self._canonical(row))
            sealed.append((row["id"], previous, current, position))
            previous = current
        if sealed:
            ids, previous_hashes, hashes, positions = zip(*sealed, strict=True)
            self.env.cr.execute(
                SQL(
                    """
                    UPDATE lot_event
                       SET prev_hash = s.prev_hash, hash = s.hash, position = s.position,
                           sealed = TRUE
                      FROM unnest(%s::int[], %s::text[], %s::text[], %s::int[])
                           AS s(id, prev_hash, hash, position)
                     WHERE lot_event.id = s.id
                    """,
                    list(ids),
                    list(previous_hashes),
                    list(hashes),
                    list(positions),
                )
            )
            self.invalidate_model(["prev_hash", "hash", "sealed", "position"], flush=False)
        return len(sealed)

    @api.model
    def _cron_seal(self):
        """Seal what is open, company by company, in batches."""
        for company in self.env["res.company"].search([]):
            while count := self._seal(company, SEAL_BATCH):
                self.env["ir.cron"]._commit_progress(count)

    @api.model
    def verify(self, company=None):
        """Walk the chain and compare every sealed event with its hash.

        :param company: ``res.company`` record or id; the current company when left out
        :return: ``{checked, ok, first_broken_id}``
        """
        company = self.env["res.company"].browse(int(company)) if company else self.env.company
        if company not in self.env.user.company_ids and not self.env.su:
            raise AccessError(self.env._("You may verify the journal of your own companies only."))
        self.flush_model()
        checked, previous = 0, ""
        while True:
            rows = self._rows(
                SQL("company_id = %s AND sealed AND position > %s", company.id, checked),
                SQL("position"),
                SEAL_BATCH,
            )
            for row in rows:
                if row["position"] != checked + 1 or not self._is_intact(row, previous):
                    return {"checked": checked, "ok": False, "first_broken_id": row["id"]}
                checked, previous = checked + 1, row["hash"]
            if len(rows) < SEAL_BATCH:
                return {"checked": checked, "ok": True, "first_broken_id": None}

    def _is_intact(self, row, previous):
        facts = row["facts"] or {}
        named = {"lot_id": facts.get("_lot"), "product_id": facts.get("_product")}
        if any(row[key] and row[key] != (name or {}).get("id") for key, name in named.items()):
            return False
        return row["prev_hash"] == previous and row["hash"] == chain_hash(
            previous, self._canonical(row)
        )
