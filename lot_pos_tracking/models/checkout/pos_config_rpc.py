from datetime import timedelta

from odoo import fields, models
from odoo.fields import Domain

from ...core.verdict import Verdict
from .lot_snapshot import CATCH_UP, START_LIMIT


class PosConfig(models.Model):
    """What a till asks the server; every call is one round trip for a whole order."""

    _inherit = "pos.config"

    def check_lots(self, lines, at=None, order_uuid=""):
        """May these lots be sold now?

        :param lines: ``[{product_id, lot_id | lot_name | scan, quantity, uuid}]``; further keys
            that count: ``evidence``, dates read from the pack (``use_by_date``…),
            ``refunded_orderline_id``
        :param at: the moment of the sale, UTC unless it says otherwise; now when left out
        :return: for each line ``{uuid, verdict, reasons, lot_id, suggestion_lot_id, message,
            overridable, to_quarantine, near}``
        :raises UserError: something of what was sent cannot be read
        """
        sent = self.env["lot.till.input"]
        lines, at = sent._lines(lines), sent._at(at)
        order_uuid = sent._uuid_of_order(order_uuid) if order_uuid else ""
        config = self._lot_till(lines)
        asks = config.env["lot.ask"]._from_till(config, lines)
        answers = config.env["lot.checkout"]._answers(config, asks, at=at, order_uuid=order_uuid)
        return [config._lot_reply(answer) for answer in answers]

    def claim_lots(self, order_uuid, lines):
        """Check the order and, when it may be sold, promise it its quantities for two minutes.

        All or nothing: with one line refused nothing is claimed, and what the order had claimed
        before stays claimed until it ends. Of two tills exactly one gets the last unit.

        :return: as ``check_lots``
        """
        order_uuid = self.env["lot.till.input"]._uuid_of_order(order_uuid)
        lines = self.env["lot.till.input"]._lines(lines)
        sent = [line.get("lot_id") for line in lines]
        known = all(sent)
        if known:
            self._lot_take_turn(sent, lines)
        config = self._lot_till(lines)
        asks = config.env["lot.ask"]._from_till(config, lines)
        asks = config.env["lot.checkout"]._with_lots(config, asks)
        if not known:
            config._lot_take_turn({ask.lot_id for ask in asks if ask.lot_id}, lines)
        answers = config.env["lot.checkout"]._answers(config, asks, order_uuid=order_uuid)
        if all(answer.decision.verdict < Verdict.ASK for answer in answers):
            quantities = config.env["lot.checkout"]._quantities(answers)
            config.env["lot.claim"]._replace(config, order_uuid, quantities)
        else:
            refused = [a for a in answers if a.decision.verdict >= Verdict.ASK]
            config.env["lot.refusal"]._record(config, order_uuid, refused)
        return [config._lot_reply(answer) for answer in answers]

    def release_lots(self, order_uuid):
        """The order gives back what it claimed."""
        order_uuid = self.env["lot.till.input"]._uuid_of_order(order_uuid)
        config = self._lot_till()
        config.env["lot.claim"]._release([order_uuid], config.company_id)
        return True

    def lot_snapshot(self, since=None, lot_ids=None, product_ids=None):
        """Lots in the form in which the till loaded them.

        :param since: a ``version`` of an earlier answer: only what changed after it
        :param lot_ids: these lots, whatever changed
        :param product_ids: all lots of these products that lie in the shop
        :return: ``{rows, removed, version, server_now, zone, utc_offset_minutes, today,
            recalled_product_ids}``; ``removed`` are ids that exist no more
        """
        sent = self.env["lot.till.input"]
        moment = sent._at(since)
        lot_ids, product_ids = sent._record_ids(lot_ids or ()), sent._record_ids(product_ids or ())
        config = self._lot_till()
        version = fields.Datetime.now()
        snapshot = config.env["lot.snapshot"]
        wanted = set(lot_ids)
        if moment:
            wanted.update(snapshot._changed_ids(config, moment - timedelta(seconds=CATCH_UP)))
        if product_ids:
            wanted.update(
                config.env["lot.shelf"]._lots(
                    config, [], at=version, product_ids=product_ids, limit=1000
                )
            )
        if not (moment or lot_ids or product_ids):
            wanted.update(
                config.env["lot.shelf"]._shop_lot_ids(config, at=version, limit=START_LIMIT)
            )
        products = config.env["lot.kit"]._products_with_lots(config)
        lots = config.env["stock.lot"].search(
            Domain("id", "in", sorted(wanted)) & Domain("product_id", "in", products.ids)
        )
        held = config.env["stock.lot"]._held_of(products)
        recalled = held._recall_findings()._recalled_numbers(products)
        gone = set(lot_ids) - set(config.env["stock.lot"].browse(lot_ids).exists().ids)
        return {
            "rows": snapshot._rows(config, lots),
            "removed": sorted(gone),
            "version": f"{version.isoformat()}Z",
            "recalled_product_ids": sorted(product.id for product in recalled),
            **config.env["lot.checkout"]._now_of_shop(config),
        }

    # -- what the calls are made of --------------------------------------------------------------

    def _lot_till(self, lines=()):
        """The till in the shop's company, for a user who may use it.

        :param lines: what will be asked about
        :raises AccessError: the user may not
        """
        self.ensure_one()
        self._lot_prefetch(lines)
        self.check_access("read")
        self.env["pos.order"].check_access("create")
        return self.with_company(self.company_id)

    def _lot_prefetch(self, lines):
        self.env["lot.prefetch"]._till(self, [line.get("product_id") for line in lines])

    def _lot_take_turn(self, lot_ids, lines):
        """Wait for the lots; what was read before is forgotten then, and read along again."""
        self.ensure_one()
        prefetch = self.env["lot.prefetch"]
        product_ids = prefetch._product_ids(line.get("product_id") for line in lines)
        facts = prefetch._query(self, product_ids)
        prefetch._take(self.env["lot.locks"]._queue(lot_ids, reading=facts))

    def _lot_reply(self, answer):
        """The answer as the till reads it."""
        decision = answer.decision
        return {
            "uuid": answer.ask.uuid,
            "verdict": decision.verdict.code,
            "reasons": [str(reason) for reason in decision.reasons],
            "lot_id": answer.lot.id if answer.lot else False,
            "suggestion_lot_id": answer.suggestion or False,
            "message": self.env["lot.checkout"]._message(answer),
            "overridable": decision.overridable,
            "to_quarantine": decision.to_quarantine,
            "near": list(answer.near),
        }
