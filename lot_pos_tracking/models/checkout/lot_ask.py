from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timezone

from odoo import api, fields, models

from ...bridge import shop_day, shop_zone
from ...core.gs1.elements import decode
from ...core.shelf_life import LotDates


@dataclass(frozen=True)
class Ask:
    """One question: may this quantity of this lot leave on this line?

    ``record`` is what the answer is written on, where it exists. ``sold`` maps lot ids to what can
    still come back of the refunded ticket line ``sold_on``, None for a refund without a ticket.
    ``approved``
    are reasons a manager approved. ``set_aside`` maps lot ids to what is reserved for the very
    document that the line settles, and so is not in its way.
    """

    product: models.BaseModel
    quantity: float
    uuid: str = ""
    lot_id: int | None = None
    lot_name: str = ""
    evidence: str = ""
    pack: LotDates = field(default_factory=LotDates)
    is_refund: bool = False
    sold: dict | None = None
    sold_on: int | None = None
    offline: bool = False
    data_age: int | None = None
    approved: frozenset = frozenset()
    set_aside: dict = field(default_factory=dict)
    line: models.BaseModel | None = None
    record: models.BaseModel | None = None


class LotAsk(models.AbstractModel):
    """Reads what a till sends, or what an order holds, as questions to the decision table."""

    _name = "lot.ask"
    _description = "Questions of a Till about Lots"

    @api.model
    def _from_till(self, config, lines):
        """
        :param lines: as in ``pos.config.check_lots``
        :return: ``[Ask]`` in the order of the lines
        """
        scans = [self._scan(config, line.get("scan")) for line in lines]
        read, zone = self._products_read(config, scans), shop_zone(config)
        sold_lines = [line.get("refunded_orderline_id") for line in lines]
        sold_lines = self.env["pos.order.line"].browse(filter(None, sold_lines))
        sold = sold_lines._lot_refundable()
        return [
            self._ask(line, scan, product, sold, zone)
            for line, scan, product in zip(lines, scans, read, strict=True)
        ]

    @api.model
    def _ask(self, line, scan, read, sold, zone):
        """
        :param read: the product that the scanned code names, empty when it names none
        :param zone: of the shop, in which packs print their minutes
        """
        product = read.browse(line.get("product_id")) or read
        quantity = float(line.get("quantity", 1.0))
        sold_line = line.get("refunded_orderline_id")
        name = self._number_read(scan, product, read) if scan else ""
        given = defaultdict(bool, line)
        return Ask(
            product=product,
            quantity=abs(quantity),
            uuid=line.get("uuid") or "",
            lot_id=None if name else line.get("lot_id") or None,
            lot_name=name or line.get("lot_name") or "",
            evidence="scanned" if name else line.get("evidence") or "picked",
            pack=self._pack_dates(scan, zone) if scan else self._given_dates(given),
            is_refund=quantity < 0 or bool(sold_line),
            sold=self._sold_of(product, sold_line, sold),
            sold_on=sold_line or None,
            set_aside=self._set_aside(line.get("sale_order_line_id")),
        )

    @api.model
    def _from_order(self, lines, offline):
        """One question for each lot of the lines, and one for what no lot covers.

        :param lines: tracked lines of one order
        """
        sold = lines.refunded_orderline_id._lot_refundable(except_lines=lines)
        asks = []
        for line in lines:
            is_refund = line.qty < 0
            sold_on = line.refunded_orderline_id.id if is_refund else None
            common = {
                "product": line.product_id,
                "uuid": line.uuid,
                "line": line,
                "is_refund": is_refund,
                "sold": self._sold_of(line.product_id, sold_on, sold),
                "sold_on": sold_on,
                "offline": offline,
                "data_age": max(lines.pack_lot_ids.mapped("data_age"), default=0),
                "set_aside": self._set_aside(
                    "sale_order_line_id" in line._fields and line.sale_order_line_id.id
                ),
            }
            asks += [
                Ask(
                    **common,
                    quantity=pack.quantity,
                    lot_id=pack.lot_id.id or None,
                    lot_name=pack.lot_name or "",
                    evidence=pack.evidence or "picked",
                    pack=self._given_dates(pack),
                    record=pack,
                )
                for pack in line.pack_lot_ids
            ]
            missing = abs(line.qty) - sum(line.pack_lot_ids.mapped("quantity"))
            if line.product_uom_id.compare(missing, 0) > 0:
                asks.append(Ask(**common, quantity=missing))
        return asks

    @api.model
    def _sold_of(self, product, sold_on, sold):
        """What can come back of a ticket line: nothing, where it sold other goods."""
        if not sold_on:
            return None
        origin = self.env["pos.order.line"].browse(sold_on)
        return sold.get(sold_on) if origin.product_id == product else {}

    @api.model
    def _set_aside(self, sale_line_id):
        """What the delivery of a sale order reserved, where the till settles that order.

        :param sale_line_id: id of a ``sale.order.line``, from an app that may not be there
        :return: ``{lot id: quantity}`` in the product's unit
        """
        if not sale_line_id or "sale_line_id" not in self.env["stock.move"]._fields:
            return {}
        # sudo: a cashier reads no transfers; only the quantities of this order's lots are used
        rows = (
            self.env["stock.move.line"]
            .sudo()
            ._read_group(
                [
                    ("move_id.sale_line_id", "=", sale_line_id),
                    ("lot_id", "!=", False),
                    ("state", "not in", ("done", "cancel")),
                    ("company_id", "in", self.env.companies.ids),
                ],
                ["lot_id"],
                ["quantity_product_uom:sum"],
            )
        )
        return {lot.id: quantity for lot, quantity in rows}

    @api.model
    def _scan(self, config, text):
        return decode(text, today=shop_day(config)) if text else None

    @api.model
    def _pack_dates(self, scan, zone):
        minute = scan.use_by_time and scan.use_by_time.replace(tzinfo=zone)
        return LotDates(
            production=scan.production_date,
            best_before=scan.best_before_date,
            sell_by=scan.sell_by_date,
            use_by=scan.use_by_date,
            use_by_time=minute and minute.astimezone(timezone.utc),
        )

    @api.model
    def _given_dates(self, values):
        """Dates read from the pack, in the names of ``stock.lot``; a mapping or a record."""
        return LotDates(
            production=fields.Date.to_date(values["production_date"]) or None,
            best_before=fields.Date.to_date(values["best_before_date"]) or None,
            sell_by=fields.Date.to_date(values["sell_by_date"]) or None,
            use_by=fields.Date.to_date(values["use_by_date"]) or None,
            use_by_time=fields.Datetime.to_datetime(values["use_by_time"]) or None,
        )

    @api.model
    def _number_read(self, scan, product, read):
        """The number of the pack in the hand; the whole code where it is of other goods, because
        no lot of this product is meant then.
        """
        if read and read != product:
            return scan.text
        serial_first = product.tracking == "serial"
        return (scan.serial or scan.lot) if serial_first else (scan.lot or scan.serial)

    @api.model
    def _products_read(self, config, scans):
        """For each scanned code the product that it names, empty where it names none."""
        products = self.env["product.product"]
        codes = {scan.gtin for scan in scans if scan and scan.gtin}
        by_gtin = {}  # {14 digits: product}
        if codes:
            spellings = {code[start:] for code in codes for start in range(7)}
            found = products.search(
                [
                    ("barcode", "in", sorted(spellings)),
                    ("company_id", "in", (False, config.company_id.id)),
                ]
            )
            by_gtin = {product.barcode.zfill(14): product for product in found}
        return [by_gtin.get(scan.gtin if scan else None, products) for scan in scans]
