from decimal import Decimal
from functools import partial

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import format_date, format_datetime, formatLang

from ...bridge import shop_day, shop_zone, to_decimal
from ...core.errors import GS1Error
from ...core.gs1.digital_link import CANONICAL_STEM
from ...core.labels import Content, Goods, lot_content, pallet_content, symbols
from ...core.symbols import CARRIERS
from ...report.lot_label_layout import SIZES, Label, LabelTooSmall
from ...report.lot_label_pdf import make_pdf
from ...report.lot_label_svg import make_svg
from ...report.lot_label_zpl import DENSITIES, make_zpl

MAX_LABELS = 5000
CONTENT_LINES = 8


class LotLabel(models.AbstractModel):
    """Labels of lots and pallets: what stands on them, and the file that a printer takes."""

    _name = "lot.label"
    _description = "Labels of Lots and Pallets"

    # -- what stands on them ---------------------------------------------------------------------

    @api.model
    def _of_lots(self, lots, carrier, quantities=None):
        """The label of each lot and what could not be written on it in GS1 form.

        :param quantities: ``{lot: quantity}`` to print, in the product's unit
        :return: ``{lot: (Label, (finding code, …))}``
        """
        found = {}
        for lot in lots:
            company = lot.company_id or self.env.company
            goods, today = self._goods(lot.product_id, lot), shop_day(company)
            content = self._legal(partial(lot_content, goods, today=today), lot.name)
            shop = self._in_language_of(company)
            label = Label(
                title=shop._product_name(lot.product_id),
                number=(self._number_caption(shop, lot), lot.name),
                lines=(*shop._date_lines(lot), *shop._quantity_lines(lot, quantities or {})),
                build=self._builder(content, carrier, company, today),
                carrier=carrier,
            )
            found[lot] = (label, content.findings)
        return found

    @api.model
    def _of_pallets(self, packages, placeholder=None):
        """The logistic label of each package with an SSCC; GS1-128, as GenSpecs 6.6 asks.

        :param placeholder: shown in a preview for packages that have none yet
        :return: ``{stock.package: (Label, (finding code, …))}``
        """
        found = {}
        for package in packages:
            company = package.company_id or self.env.company
            today = shop_day(company)
            number = package.name if package.valid_sscc else placeholder
            if not number:
                raise UserError(
                    self.env._("Package %(name)s has no SSCC yet.", name=package.display_name)
                )
            quants = package.contained_quant_ids
            contents = [
                self._goods(quant.product_id, quant.lot_id, quant.quantity) for quant in quants
            ]
            content = self._legal(
                partial(pallet_content, number, contents, today=today), package.name
            )
            shop = self._in_language_of(company)
            label = Label(
                title=company.name,
                number=("SSCC", number),
                lines=tuple(shop._content_lines(quants)),
                build=self._builder(content, "gs1_128", company, today),
                carrier="gs1_128",
                pallet=True,
            )
            found[package] = (label, content.findings)
        return found

    def _in_language_of(self, company):
        """The shop's language: labels are read by its customers, not by who prints them."""
        # sudo: the language of the shop's address is no secret
        return self.with_context(lang=company.sudo().partner_id.lang or self.env.lang)

    def _goods(self, product, lot, quantity=None):
        zone = shop_zone(lot or self.env.company)
        dates = lot._lot_dates() if lot else None
        minute = dates.use_by_time.astimezone(zone) if dates and dates.use_by_time else None
        counted = quantity is not None and self._is_counted(product)
        serial = product.tracking == "serial"
        return Goods(
            gtin=lot.gtin or self._gtin(product),
            lot="" if serial else (lot.name or ""),
            serial=(lot.name or "") if serial else "",
            use_by_minute=minute,
            count=to_decimal(quantity, product.uom_id) if counted else None,
            **({"dates": dates} if dates else {}),
        )

    def _gtin(self, product):
        barcode = product.barcode or ""
        return barcode if barcode.isdecimal() and len(barcode) in (8, 12, 13, 14) else ""

    def _is_counted(self, product):
        """Pieces, whatever they are called; kilograms are not counted."""
        piece = self.env.ref("uom.product_uom_unit", raise_if_not_found=False)
        return bool(piece) and product.uom_id._has_common_reference(piece)

    def _legal(self, build, name) -> Content:
        """No label at all before an illegal one."""
        try:
            return build()
        except GS1Error as error:
            raise UserError(
                self.env._(
                    "%(name)s cannot be written in GS1 form: %(fault)s", name=name, fault=error
                )
            ) from error

    def _builder(self, content, carrier, company, today):
        stem = (company.lot_link_domain or CANONICAL_STEM).strip()
        return lambda room: symbols(content, carrier, today=today, stem=stem, room=room)

    def _number_caption(self, shop, lot):
        serial = lot.product_id.tracking == "serial"
        return shop.env._("Serial") if serial else shop.env._("Lot")

    def _product_name(self, product):
        """Without the internal code, which says nothing to who reads the label."""
        return product.with_env(self.env).with_context(display_default_code=False).display_name

    def _date_lines(self, lot):
        """Captions and days in the shop's language; the same days as in the symbol."""
        dates, env = lot._lot_dates(), self.env
        minute = dates.use_by_time and dates.use_by_time.replace(tzinfo=None)
        said = dates.best_before or dates.sell_by or dates.use_by or minute
        days = (
            (env._("Use by"), dates.use_by or (not said and dates.expiration)),
            (env._("Best before"), dates.best_before),
            (env._("Sell by"), dates.sell_by),
            (env._("Produced"), dates.production),
        )
        lines = [(caption, format_date(env, day)) for caption, day in days if day]
        if minute:
            zone = str(shop_zone(lot))
            lines.insert(
                0, (env._("Use by"), format_datetime(env, minute, tz=zone, dt_format="short"))
            )
        return lines

    def _quantity_lines(self, lot, quantities):
        if lot not in quantities:
            return []
        return [(self.env._("Quantity"), self._quantity(quantities[lot], lot.product_id))]

    def _quantity(self, quantity, product):
        uom = product.with_env(self.env).uom_id
        whole = to_decimal(quantity, uom) == Decimal(int(quantity))
        shown = formatLang(
            self.env, quantity, **({"digits": 0} if whole else {"dp": "Product Unit"})
        )
        return f"{shown} {uom.name}"

    def _content_lines(self, quants):
        """What is on the pallet, one line for each lot."""
        if not quants:
            return [("", self.env._("Empty"))]
        lines = []
        for quant in quants[:CONTENT_LINES]:
            name = self._product_name(quant.product_id)
            lines.append((self._quantity(quant.quantity, quant.product_id), name))
            if quant.lot_id:
                dates = [f"{caption} {day}" for caption, day in self._date_lines(quant.lot_id)]
                number = self._number_caption(self, quant.lot_id)
                lines.append(("", ", ".join([f"{number} {quant.lot_id.name}", *dates])))
        if len(quants) > CONTENT_LINES:
            more = len(quants) - CONTENT_LINES
            lines.append(("", self.env._("… and %(count)s more", count=more)))
        return lines

    @api.model
    def _finding_words(self):
        """{finding code: why the symbol does not carry all there is}."""
        env = self.env
        return {
            "no_gtin": env._("no GTIN: the symbol carries the number alone"),
            "bad_gtin": env._("the barcode is no GTIN: the symbol carries the number alone"),
            "shop_gtin": env._("a shop's own barcode is no GTIN: the symbol has no product"),
            "bad_number": env._(
                "the number is longer than 20 or has characters GS1 does not know: "
                "it is not in the GS1 code"
            ),
            "bad_date": env._("a date is too far away for a GS1 code"),
            "unreadable": env._("no symbol: a scanner would misread the number"),
            "mixed": env._("several products: only the SSCC is in the code"),
            "count": env._("not counted in pieces: only the SSCC is in the code"),
        }

    @api.model
    def _labels(self, records, carrier, picking=None):
        """``_of_lots`` or ``_of_pallets``; a transfer tells the quantity of each of its lots."""
        if records._name == "stock.package":
            return self._of_pallets(records)
        return self._of_lots(records, carrier, self._received(picking) if picking else None)

    @api.model
    def _copies(self, records, copies, per_piece, picking=None):
        """``{record: number of labels}``; by piece what was received, else what is on hand.

        Goods that are not counted in pieces have one label for the lot.
        """
        if not per_piece:
            return dict.fromkeys(records, copies)
        received = self._received(picking) if picking else {}
        found = {}
        for lot in records:
            pieces = received.get(lot, lot.product_qty)
            counted = self._is_counted(lot.product_id)
            found[lot] = copies * (max(0, int(pieces)) if counted else 1)
        return found

    def _received(self, picking):
        """``{lot: quantity}`` of a transfer, in the product's unit."""
        picking.check_access("read")
        lines = picking.move_line_ids.filtered("lot_id").grouped("lot_id")
        return {lot: sum(found.mapped("quantity_product_uom")) for lot, found in lines.items()}

    # -- files -----------------------------------------------------------------------------------

    @api.model
    def _print(
        self,
        records,
        *,
        carrier,
        size,
        copies,
        file_format,
        per_piece=False,
        picking=None,
        density="203",
    ):
        """The file for a printer, and a note in the journal of the lots.

        :return: ``(content, MIME type)``
        :raises UserError: see ``_file``
        """
        records.check_access("read")
        if carrier not in CARRIERS:
            raise UserError(self.env._("There is no such label format."))
        labels = self._labels(records, carrier, picking)
        numbers = self._copies(records, copies, per_piece, picking)
        found = self._file(
            [(labels[record][0], numbers[record]) for record in records], size, file_format, density
        )
        self._record_printing(records, numbers, carrier, size)
        return found

    def _record_printing(self, records, numbers, carrier, size):
        printed = {}  # {lot: facts}
        for record in records.filtered(lambda one: numbers[one]):
            if record._name == "stock.lot":
                printed[record] = {"labels": numbers[record]}
            else:
                for lot in record.contained_quant_ids.lot_id:
                    facts = printed.setdefault(lot, {"labels": 0, "sscc": []})
                    facts["labels"] += numbers[record]
                    facts["sscc"].append(record.name)
        lots = self.env["stock.lot"].union(*printed)
        self.env["lot.event"]._record(
            "labels_printed", lots, facts_by_lot=printed, carrier=carrier, size=size
        )

    @api.model
    def _file(self, labels, size, file_format, density="203"):
        """The labels as the file for a printer.

        :param labels: ``[(Label, copies)]``
        :return: ``(content, MIME type)``
        :raises UserError: nothing or too much to print, or no room on the label
        """
        self._check_format(size, file_format, density)
        number = sum(copies for _label, copies in labels)
        if not number:
            raise UserError(self.env._("There is nothing to print."))
        if number > MAX_LABELS:
            raise UserError(
                self.env._(
                    "%(number)s labels are too many at once; print at most %(most)s.",
                    number=number,
                    most=MAX_LABELS,
                )
            )
        if file_format == "zpl":
            return self._drawn(make_zpl, labels, size, density).encode(), "text/plain"
        return self._drawn(make_pdf, labels, size, self.env._("Labels")), "application/pdf"

    @api.model
    def _preview(self, label, size):
        self._check_format(size, "pdf", "203")
        return self._drawn(make_svg, label, size)

    def _check_format(self, size, file_format, density):
        if size not in SIZES or file_format not in ("pdf", "zpl") or density not in DENSITIES:
            raise UserError(self.env._("There is no such label format."))

    def _drawn(self, draw, *arguments):
        try:
            return draw(*arguments)
        except LabelTooSmall:
            raise UserError(
                self.env._(
                    "The symbols do not fit. Choose a larger label or a two-dimensional symbol."
                )
            ) from None
        except GS1Error as error:
            raise UserError(
                self.env._("This cannot be printed as a GS1 code: %(fault)s", fault=error)
            ) from error
