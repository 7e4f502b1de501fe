from odoo import api, models

from ...bridge import shop_day, user_error
from ...core.asn import detect
from ...core.errors import DocumentError


class LotShipment(models.Model):
    """Documents read by the book, or as their sender means them."""

    _inherit = "lot.shipment"

    @api.model
    def _read_document(self, data, filename=None, syntax=None, vendor=None):
        """The kernel's shipment of a document.

        Read by the book first; when that tells who sent it and the vendor has codes of its own,
        once more by those.

        :param vendor: who sent it, where that is known already
        :raises UserError: it cannot be read; says where and what to do
        """
        formats = self.env["lot.partner.format"]

        def read(partner=None):
            return detect.read(
                data,
                today=shop_day(self.env.company),
                filename=filename,
                format=syntax or None,
                mapping=formats._mapping_of(partner),
            )

        try:
            if vendor and formats._mapping_of(vendor):
                return read(vendor)
            document = read()
        except DocumentError as error:
            if found := self._read_by_headings(read):
                return found
            raise user_error(self.env, error) from error
        sender = self._sender_of(document)
        if not formats._mapping_of(sender):
            return document
        try:
            return read(sender)
        except DocumentError as error:
            raise user_error(self.env, error) from error

    @api.model
    def _sender_of(self, document):
        """The vendor a document names, else that of its order; empty where neither is known."""
        ordered_from = self._search_purchase(document.purchase_order).partner_id
        found = self._find_vendor(document.supplier, document.supplier_name, ordered_from)
        return found or ordered_from

    @api.model
    def _read_by_headings(self, read):
        """A table whose headings only one vendor uses; None where none or several fit."""
        found = []
        for partner in self.env["lot.partner.format"]._partners_with_headings():
            try:
                found.append(read(partner))
            except DocumentError:
                continue
        return found[0] if len(found) == 1 else None
