import base64
import binascii
import hashlib
import json

import psycopg2.errors

from odoo import api, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.fields import Command

from ...bridge import to_float
from ...core.asn import detect

DATES = ("production_date", "packaging_date", "best_before_date", "sell_by_date")
SEVERITY = {"gtin_invalid": "warning", "field_unknown": "info", "line_repeated": "info"}


class LotShipment(models.Model):
    """Documents of vendors taken in: once each, replaced and cancelled as they say."""

    _inherit = "lot.shipment"

    @api.model
    def import_document(self, content, filename=None, format=None, vendor=None):  # noqa: A002
        """Take in a vendor's shipment notice.

        The same document twice gives the same shipment. A document that replaces or cancels one
        does so, before and after receipt. What is wrong in a readable document is listed in
        ``issue_ids``; an unreadable one is refused and nothing is written.

        :param content: bytes, or a base64 string
        :param filename: helps to tell the format
        :param format: ``desadv``, ``x12_856``, ``ubl``, ``epcis``, ``csv``, ``xlsx``, ``json``;
            detected when left out
        :param vendor: who sent it (record or id), where that is known; its own codes count
        :return: the shipment
        :raises UserError: unreadable, with its place; or for an order that does not exist
        """
        self.check_access("create")
        data = self._document_bytes(content)
        if isinstance(vendor, int):
            vendor = self.env["res.partner"].browse(vendor)
        document = self._read_document(data, filename, format, vendor)
        with self.env.cr.savepoint():
            syntax = format or detect.detect(data, filename)
            shipment = self._take_in(document, syntax, self._checksum(data))
            shipment._keep_document(data, filename)
        return shipment

    @api.model
    def _document_bytes(self, content):
        if isinstance(content, str):
            try:
                content = base64.b64decode(content, validate=True)
            except (binascii.Error, ValueError) as error:
                raise UserError(
                    self.env._("The document cannot be read: it is neither bytes nor base64.")
                ) from error
        if not content:
            raise UserError(self.env._("The document is empty."))
        return bytes(content)

    @api.model
    def _checksum(self, data):
        """As attachments keep it."""
        return hashlib.sha1(data, usedforsecurity=False).hexdigest()

    def _has_kept(self, checksum):
        kept = [("res_model", "=", self._name), ("res_id", "=", self.id)]
        kept += [("checksum", "=", checksum)]
        return bool(self.env["ir.attachment"].search_count(kept, limit=1))

    def _keep_document(self, data, filename):
        """The document as it came, beside what was read from it; once each."""
        self.ensure_one()
        if not self._has_kept(self._checksum(data)):
            self.env["ir.attachment"].create(
                {
                    "name": filename or f"{self.name}.{self.document_format}",
                    "raw": data,
                    "res_model": self._name,
                    "res_id": self.id,
                }
            )

    # -- one document ----------------------------------------------------------------------------

    @api.model
    def _take_in(self, document, syntax, checksum):
        """The shipment of a document, by its function: original, replace or cancel.

        The very same document, read otherwise since its vendor's codes are known, is a replacement.
        """
        canonical = document.to_canonical()
        text = json.dumps(canonical, sort_keys=True)
        digest = hashlib.sha256(text.encode()).hexdigest()
        number = document.document_number or digest[:12]
        shipment = self._known(document, number)
        if digest in (shipment.document_hashes or []):
            return shipment
        if not shipment:
            shipment = self._create_from(document, number, syntax)
        elif document.function == "original" and not shipment._has_kept(checksum):
            shipment._add_issue("other_content")
        elif document.function != "cancel" and shipment.state != "cancelled":
            shipment._replace_with(document)
        if document.function == "cancel" and shipment.state != "cancelled":
            shipment._cancel()
        shipment.document_hashes = [*(shipment.document_hashes or []), digest]
        return shipment

    @api.model
    def _known(self, document, number):
        """The shipment a document speaks of. A replacement need not repeat who sends it."""
        own = [("company_id", "=", self.env.company.id), ("name", "=", number)]
        sender = self._sender_key(document)
        found = self.search([*own, ("sender", "=", sender)])
        if not found and document.function != "original" and not document.supplier:
            others = self.search(own)
            found = others if len(others) == 1 else found
        return found

    @api.model
    def _sender_key(self, document):
        """Who sent it: as the document says, else the vendor of its order."""
        sender = document.supplier or document.supplier_name
        if not sender and document.function != "cancel":
            sender = self._find_purchase(document.purchase_order).partner_id.display_name
        return sender or "-"

    @api.model
    def _create_from(self, document, number, syntax):
        vals = {
            "name": number,
            "sender": self._sender_key(document),
            "document_format": syntax,
            **self._header_vals(document),
        }
        try:
            shipment = self.create(vals)
        except psycopg2.errors.UniqueViolation as error:
            # somebody else takes in the same document at this moment: with a fresh view of the
            # data, the second one finds the shipment of the first
            raise ConcurrencyError(str(error)) from error
        if document.function == "cancel":
            shipment._add_issue("unknown_cancelled", severity="info")
            return shipment
        shipment._write_lines(document)
        shipment._match()
        return shipment

    @api.model
    def _header_vals(self, document):
        return {
            "canonical": document.to_canonical(),
            "purchase_name": document.purchase_order,
            "despatch_date": document.despatch_date,
            "expected_date": document.expected_date,
        }

    def _replace_with(self, document):
        """Take over a replacement. What was received keeps its line, and says where it differs."""
        self.ensure_one()
        if document.purchase_order and document.purchase_order != self.purchase_name:
            self.purchase_id = self._find_purchase(document.purchase_order)
        self._unplace()
        self.write(self._header_vals(document))
        self.issue_ids.unlink()
        counted = self.line_ids.filtered("move_line_ids")
        (self.line_ids - counted).unlink()
        old = {line._identity(): line for line in counted}
        self._write_units(document)
        fresh = []
        for vals in self._line_vals(document):
            known = old.pop(self.env["lot.shipment.line"].new(vals)._identity(), None)
            if known:
                known.write({key: vals[key] for key in ("quantity", "sequence", "position")})
                known._note_changed_dates(vals)
            else:
                fresh.append(vals)
        for line in old.values():
            line.quantity = 0
            self._add_issue(
                "replaced_after_receipt", line, subject=line.vendor_lot, severity="error"
            )
        self.line_ids = [Command.create(vals) for vals in fresh]
        self._list_issues(document)
        self._match()
        self._refresh_state()

    # -- lines -----------------------------------------------------------------------------------

    def _write_lines(self, document):
        self._write_units(document)
        self.line_ids = [Command.create(vals) for vals in self._line_vals(document)]
        self._list_issues(document)

    def _write_units(self, document):
        known = set(self.sscc_ids.mapped("name"))
        fresh = [unit.sscc for unit in document.logistic_units if unit.sscc]
        self.sscc_ids = [
            Command.create({"name": sscc}) for sscc in dict.fromkeys(fresh) if sscc not in known
        ]

    def _line_vals(self, document):
        """Values of the lines, in the order of the document."""
        units = {unit.name: unit.id for unit in self.sscc_ids}
        countries = self._countries(document)
        vals_list = []
        for unit in document.logistic_units:
            for line in unit.lines:
                vals_list.append(
                    {
                        "sequence": len(vals_list) + 1,
                        "position": line.line_number,
                        "sscc": unit.sscc or False,
                        "unit_id": units.get(unit.sscc, False),
                        "gtin": line.gtin or False,
                        "vendor_code": line.vendor_code or False,
                        "description": line.description or False,
                        "purchase_name": line.purchase_order or False,
                        "quantity": to_float(line.quantity or 0),
                        "uom_code": line.uom,
                        "vendor_lot": line.lot or False,
                        "use_by_date": line.expiration_date or False,
                        "origin_country_id": countries.get(line.country_of_origin, False),
                        "sent_cost": to_float(line.unit_cost or 0),
                        "sent_currency_id": self._currency(document.currency).id,
                        **{name: getattr(line, name) or False for name in DATES},
                    }
                )
        return vals_list

    @api.model
    def _currency(self, code):
        currencies = self.env["res.currency"]
        return currencies.search([("name", "=", code)], limit=1) if code else currencies

    @api.model
    def _countries(self, document):
        codes = {line.country_of_origin for line in document.lines} - {None}
        found = self.env["res.country"].search([("code", "in", list(codes))]) if codes else ()
        return {country.code: country.id for country in found}

    def _list_issues(self, document):
        """What the reader found wrong in the document."""
        by_number = {line.position: line for line in self.line_ids}
        for issue in document.issues:
            self._add_issue(
                issue.code,
                by_number.get(issue.line_number),
                position=issue.position,
                subject=issue.value,
                severity=SEVERITY.get(issue.code, "warning"),
                hint=issue.cure,
            )
