from odoo import api, fields, models

PENDING = "lot_news"
MANY = 200
"""With more lots than this a till is told to catch up instead."""


class LotNews(models.AbstractModel):
    """Tells open tills that lots changed: at the commit, or where upstream flushes before it."""

    _name = "lot.news"
    _description = "News of Lots for Open Tills"

    @api.model
    def _tell(self, lots):
        """Remember the lots; one message for all of them goes out with the commit."""
        if not lots:
            return
        data = self.env.cr.precommit.data
        if PENDING not in data:
            data[PENDING] = {}  # {company id or False: {lot id}}
            self.env.cr.precommit.add(self.sudo()._send)  # sudo: sent by whoever commits
        for company, some in lots.grouped("company_id").items():
            data[PENDING].setdefault(company.id, set()).update(some.ids)

    @api.model
    def _send(self):
        """``LOT_CHANGED`` ``{ids, version}``; ``ids`` is None where there are too many to name."""
        pending = self.env.cr.precommit.data.pop(PENDING, {})
        version = f"{fields.Datetime.now().isoformat()}Z"
        for company_id, ids in pending.items():
            for config in self._open_tills(company_id):
                config._notify(
                    "LOT_CHANGED",
                    {"ids": sorted(ids) if len(ids) <= MANY else None, "version": version},
                )

    @api.model
    def _open_tills(self, company_id):
        sessions = self.env["pos.session"].search(
            [
                ("state", "in", ("opening_control", "opened")),
                *([("config_id.company_id", "=", company_id)] if company_id else []),
                ("config_id.lot_policy", "!=", "native"),
            ]
        )
        return sessions.config_id
