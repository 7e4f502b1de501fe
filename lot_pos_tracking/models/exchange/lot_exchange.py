from datetime import timezone

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ...core.epcis import jsonld

MAX_EVENTS = 10_000


class LotExchange(models.AbstractModel):
    """What other systems may know of lots: projections of the journal, nothing stored twice."""

    _name = "lot.exchange"
    _description = "Exchange with Other Systems"

    @api.model
    def epcis_document(self, picking_ids=None, shipment_ids=None, date_from=None, date_to=None):
        """What happened to the lots of receipts, of shipments or in a period, as EPCIS 2.0.

        Only what is sealed in the journal; what is open is sealed first.

        :param date_from: first moment (UTC) of a period, with ``date_to`` as the first after it
        :return: an ``EPCISDocument`` as a dict in JSON-LD
        :raises AccessError: the user neither works in Inventory nor has the right *Lots: API*
        :raises UserError: nothing was asked for, or more than 10,000 events
        """
        self._check_right()
        domain = self._receipts_domain(picking_ids, shipment_ids)
        if date_from:
            domain &= Domain("at", ">=", fields.Datetime.to_datetime(date_from))
        if date_to:
            domain &= Domain("at", "<", fields.Datetime.to_datetime(date_to))
        if domain.is_true():
            raise UserError(self.env._("Say which receipts, which shipments or which period."))
        for company in self.env.companies:
            self.env["lot.event"]._seal(company)
        told = Domain("kind", "in", self._epcis_kinds()) & Domain("sealed", "=", True)
        events = self.env["lot.event"].search(
            told & domain & Domain("company_id", "in", self.env.companies.ids),
            order="company_id, position",
            limit=MAX_EVENTS + 1,
        )
        if len(events) > MAX_EVENTS:
            raise UserError(
                self.env._(
                    "That is more than %(count)s events. Choose a shorter period.",
                    count=MAX_EVENTS,
                )
            )
        if picking_ids or shipment_ids:
            events = self._of_receipts(events, self._receipts(picking_ids, shipment_ids))
        return self._epcis_document(events)

    @api.model
    def _epcis_document(self, events):
        """The document of these events of the journal."""
        created = fields.Datetime.now().replace(tzinfo=timezone.utc)
        return jsonld.document(self._epcis_events(events), created=created)

    def _check_right(self):
        user = self.env.user
        if not (
            user.has_group("stock.group_stock_user")
            or user.has_group("lot_pos_tracking.group_lot_api")
        ):
            raise AccessError(self.env._("You need the right Lots: API to export events."))

    def _receipts(self, picking_ids, shipment_ids):
        shipments = self.env["lot.shipment"].browse(shipment_ids or ())
        receipts = self.env["stock.picking"].browse(picking_ids or ()) | shipments.picking_ids
        receipts.check_access("read")
        return receipts

    def _receipts_domain(self, picking_ids, shipment_ids):
        if not (picking_ids or shipment_ids):
            return Domain.TRUE
        receipts = self._receipts(picking_ids, shipment_ids)
        announced = receipts.lot_shipment_ids.line_ids.product_id
        never_came = Domain("lot_id", "=", False) & Domain("kind", "=", "variance")
        never_came &= Domain("product_id", "in", announced.ids)
        return Domain("lot_id", "in", receipts.move_line_ids.lot_id.ids) | never_came

    def _of_receipts(self, events, receipts):
        """A lot may come with several receipts, another of its number may be announced: what
        came with or was announced for other receipts is not told."""
        names = set(receipts.mapped("name"))
        papers = {(paper.name, paper.sender) for paper in receipts.lot_shipment_ids}

        def belongs(event):
            facts = event.facts
            if not event.lot_id:
                return (facts.get("shipment"), facts.get("sender")) in papers
            return facts.get("picking") in (None, *names)

        return events.filtered(belongs)
