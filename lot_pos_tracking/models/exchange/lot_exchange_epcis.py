from datetime import date, timezone
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

from odoo import api, models

from ...bridge import shop_zone, to_decimal
from ...core.epcis import events as epcis
from ...core.gs1.checks import is_check_digit

# {kind of the journal: (action, bizStep, disposition)}. What has no word in CBV 2.0 is not told:
# "announced" is the vendor's act, "created" and "changed" concern the record, not the goods,
# "labels_printed" and "date_conflict" are about paper.
KINDS = {
    "numbered": ("ADD", "commissioning", "active"),
    "received": ("OBSERVE", "receiving", "in_progress"),
    "hold": ("OBSERVE", "holding", "non_sellable_other"),
    "lift": ("OBSERVE", "inspecting", "conformant"),
    "quarantined": ("OBSERVE", "holding", "non_sellable_other"),
    "left_quarantine": ("OBSERVE", "storing", "in_progress"),
    "variance": ("OBSERVE", "inspecting", "mismatch_quantity"),
}
# of these, lots that went together are told together, with their quantities
MOVES = ("received", "quarantined", "left_quarantine")
# {code of a hold's reason: disposition}
HELD = {"recall": "recalled", "damaged": "damaged", "expired": "expired"}
# {day of a lot: attribute of CBV 2.0 (ILMD)}
DAYS = {
    "production_date": "productionDate",
    "best_before_date": "bestBeforeDate",
    "sell_by_date": "sellByDate",
    "use_by_date": "itemExpirationDate",
}


class LotExchange(models.AbstractModel):
    """Events of the journal as EPCIS 2.0 (facts: GS1 EPCIS 2.0, CBV 2.0)."""

    _inherit = "lot.exchange"

    @api.model
    def _epcis_kinds(self):
        return list(KINDS)

    @api.model
    def _epcis_events(self, events):
        """Events of EPCIS for sealed events of the journal, in their order; others are left out.

        What arrived together is one event: the lots of a pallet, or of a receipt without pallets.

        :param events: ``lot.event`` records
        :return: list of ``core.epcis.events.Event``
        """
        groups = {}  # {what belongs together: [lot.event]}
        for event in events.filtered("sealed"):
            if event.kind in KINDS:
                groups.setdefault(self._occasion(event), []).append(event)
        found = []
        for together in groups.values():
            found += self._told(together)
        return found

    def _occasion(self, event):
        if event.kind not in MOVES:
            return (event.id,)
        facts = event.facts
        names = ("picking", "sscc", "location_id", "shipment", "transfer")
        named = tuple(facts.get(name) for name in names)
        return (event.company_id.id, event.kind, event.at, *named)

    def _told(self, together):
        first = together[0]
        facts = first.facts
        action, step, disposition = KINDS[first.kind]
        if first.kind == "hold":
            disposition = HELD.get(facts.get("reason"), disposition)
        shared = self._shared_facts(first)
        quantities = tuple(self._quantity(event) for event in together)
        if facts.get("sscc") and first.kind == "received":
            return self._pallet(first, shared, quantities)
        serials = tuple(self._serial(event) for event in together if self._is_serial(event))
        if serials:
            quantities = tuple(
                self._quantity(event) for event in together if not self._is_serial(event)
            )
        return [
            epcis.ObjectEvent(
                **shared,
                event_id=self._event_id(first),
                action=action,
                biz_step=step,
                disposition=disposition,
                epcs=serials,
                quantities=quantities,
                ilmd=self._master_data(first) if action == "ADD" else {},
            )
        ]

    def _pallet(self, first, shared, quantities):
        """A pallet came, and its lots were taken off it."""
        unit = epcis.unit_epc(first.facts["sscc"])
        action, step, disposition = KINDS["received"]
        return [
            epcis.ObjectEvent(
                **shared,
                event_id=self._event_id(first),
                action=action,
                biz_step=step,
                disposition=disposition,
                epcs=(unit,),
                quantities=quantities,
            ),
            epcis.AggregationEvent(
                **shared,
                event_id=self._event_id(first, "unpacking"),
                action="DELETE",
                biz_step="unpacking",
                disposition=disposition,
                parent=unit,
                quantities=quantities,
            ),
        ]

    def _shared_facts(self, event):
        company, facts = event.company_id, event.facts
        received = event.kind == "received"
        vendor = facts.get("vendor_id") if received else None
        owner = self._party(company.partner_id.id)
        return {
            "time": event.at.replace(tzinfo=timezone.utc).astimezone(shop_zone(company)),
            "recorded": event.recorded_at.replace(tzinfo=timezone.utc),
            "read_point": self._place(company, facts.get("location_id")),
            "biz_location": self._place(company, facts.get("location_id")),
            "transactions": self._transactions(event),
            "sources": (epcis.Reference("owning_party", self._party(vendor)),) if vendor else (),
            "destinations": (epcis.Reference("owning_party", owner),) if vendor else (),
        }

    def _event_id(self, event, part=""):
        """The same for the same event, whenever and how often it is exported."""
        # sudo: the name of this database is no secret to who reads its events
        database = self.env["ir.config_parameter"].sudo().get_param("database.uuid")
        return uuid5(NAMESPACE_URL, f"{database}/lot.event/{event.id}/{part}").urn

    # -- what ------------------------------------------------------------------------------------

    def _is_serial(self, event):
        # sudo: whoever may read the event may know how its product is kept
        return event.product_id.sudo().tracking == "serial" and bool(self._gtin(event))

    def _serial(self, event):
        return epcis.serial_epc(self._gtin(event), event.facts["_lot"]["name"])

    def _quantity(self, event):
        facts = event.facts
        number, gtin = facts["_lot"]["name"], self._gtin(event)
        if gtin:
            goods = epcis.lot_class(gtin, number)
        else:
            goods = self._own("class", facts["_product"]["code"], number)
        counted = event.kind in (*MOVES, "numbered") and event.quantity
        return epcis.Quantity(
            goods, to_decimal(event.quantity) if counted else None, facts.get("uom_code")
        )

    def _gtin(self, event):
        """14 digits, as the event has it, else as the product has it now; None without a GTIN."""
        # sudo: whoever may read the event may know its product's barcode
        code = event.facts.get("gtin") or event.product_id.sudo().barcode or ""
        good = len(code) in (8, 12, 13, 14) and code.isdecimal() and is_check_digit(code)
        return code.zfill(14) if good else None

    def _master_data(self, event):
        facts = event.facts
        data = {"lotNumber": facts["_lot"]["name"]}
        for day, attribute in DAYS.items():
            if facts.get(day):
                data[attribute] = date.fromisoformat(facts[day])
        if facts.get("origin"):
            data["countryOfOrigin"] = facts["origin"]
        return data

    # -- where and why ---------------------------------------------------------------------------

    def _place(self, company, location_id):
        if not location_id:
            return None
        # sudo: addresses of the own company; only their numbers leave here
        location = self.env["stock.location"].sudo().browse(location_id).exists()
        gln = self._gln(location.warehouse_id.partner_id) or self._gln(company.partner_id)
        if gln:
            return epcis.place(gln, str(location_id))
        return self._own("place", location_id)

    def _party(self, partner_id):
        # sudo: only the party's number leaves here
        gln = self._gln(self.env["res.partner"].sudo().browse(partner_id).exists())
        return epcis.party(gln) if gln else self._own("party", partner_id)

    def _transactions(self, event):
        """Order, despatch advice and receipt, each named by who numbered it."""
        facts = event.facts
        # sudo: only the company's number leaves here
        own = self._gln(event.company_id.sudo().partner_id)
        sender = facts.get("sender") or ""
        sender = sender if self._is_gln(sender) else None
        named = [
            ("po", own, facts.get("purchase")),
            ("desadv", sender, facts.get("shipment")),
            ("recadv", own, facts.get("picking")),
        ]
        return tuple(
            epcis.Reference(
                kind,
                epcis.transaction(gln, quote(number, safe=""))
                if gln
                else self._own("document", kind, number),
            )
            for kind, gln, number in named
            if number
        )

    def _gln(self, partner):
        code = self._location_number(partner)
        return code if self._is_gln(code) else None

    def _location_number(self, partner):
        """As the app *Add GLN* keeps it for an address or its company; empty without the app."""
        if "global_location_number" not in partner._fields:
            return ""
        company = partner.commercial_partner_id
        return partner.global_location_number or company.global_location_number or ""

    def _is_gln(self, code):
        return len(code) == 13 and code.isdecimal() and is_check_digit(code)

    def _own(self, *parts):
        """A URI of this database for what GS1 has no key for."""
        # sudo: the address of this server
        base = self.env["ir.config_parameter"].sudo().get_param("web.base.url")
        return "/".join([base, "epcis", *(quote(str(part), safe="") for part in parts)])
