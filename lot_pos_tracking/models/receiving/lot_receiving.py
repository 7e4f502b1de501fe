import re
from collections import defaultdict

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

from ...bridge import shop_day
from ...core.numbering import MAX_LENGTH, parse_mask

MAX_DRAWS = 5


class LotReceiving(models.AbstractModel):
    """What happens to lots that arrive from a vendor: number, conflicts, record."""

    _name = "lot.receiving"
    _description = "Receiving of Lots"

    # -- numbers ---------------------------------------------------------------------------------

    @api.model
    def _number_rule(self, product, vendor, company):
        """The rule that numbers a product of a vendor; one search for each such pair and call."""
        return self.env["lot.number.rule"]._find(product, vendor, company)

    @api.model
    def _rules(self, move_lines):
        """``{move line: rule}``, the rule empty where Odoo asks the receiver instead."""
        rules, known = {}, {}  # known: {(product, vendor): rule}
        for line in move_lines:
            key = (line.product_id, line._lot_vendor(), line.company_id)
            if key not in known:
                known[key] = self._number_rule(*key)
            rules[line] = known[key]
        return rules

    @api.model
    def _number_lots(self, move_lines):
        """Give numbers to lines that have none. Nothing is drawn when one of them has no rule.

        Called while the goods are booked, never before: every number drawn is used up.

        :return: the lines that got a number
        """
        lines = move_lines.filtered(lambda ml: ml._lacks_number())
        rules = self._rules(lines)
        if not all(rules.values()):
            return lines.browse()
        for rule, asking in self._by_rule(rules).items():
            self._draw_for(rule, asking)
        return lines

    def _by_rule(self, rules):
        by_rule = defaultdict(lambda: self.env["stock.move.line"])
        for line, rule in rules.items():
            by_rule[rule] |= line
        return by_rule

    def _draw_for(self, rule, lines):
        """Numbers for the lines, none of which another lot of the product bears."""
        counts = "seq" in parse_mask(rule.mask).tokens
        for _attempt in range(MAX_DRAWS):
            names = rule._draw_each([line._number_facts() for line in lines])
            for line, name in zip(lines, names, strict=True):
                line.lot_name = name
            lines = self._taken(lines)
            if not lines:
                return
            if not counts:
                break
        raise UserError(
            self.env._(
                "The number rule %(rule)s gives %(number)s to %(product)s, which has a lot of that "
                "number already. Put a counter {seq} in its mask.",
                rule=rule.name,
                number=lines[0].lot_name,
                product=lines[0].product_id.display_name,
            )
        )

    def _taken(self, lines):
        """The lines whose new number a lot of the product has, or another of these lines."""
        existing = self._existing(lines)
        seen, taken = set(), self.env["stock.move.line"]
        for line in lines:
            key = (line.product_id, line.lot_name)
            if key in seen or (line.product_id, line.lot_name, line.company_id) in existing:
                taken |= line
            seen.add(key)
        return taken

    @api.model
    def _existing(self, move_lines):
        """``{(product, name, company): lot}`` of the lots that the lines name. One query."""
        named = move_lines.filtered("lot_name")
        if not named:
            return {}
        products, companies = named.product_id, named.company_id
        lots = self.env["stock.lot"]._named(
            [(line.product_id.id, line.lot_name) for line in named], companies
        )
        return {
            (products.browse(product_id), name, companies.browse(company_id)): lot
            for (product_id, name, company_id), lot in lots.items()
        }

    @api.model
    def _resolve_lots(self, move_lines):
        """Give the lines their lots, those that are on record and new ones, before upstream does.

        Upstream would look for all their names once more, and slowly so.

        :return: the lots that were on record
        """
        named = move_lines.filtered(
            lambda ml: ml.lot_name and not ml.lot_id and ml.move_id.picking_type_id.use_create_lots
        )
        existing = self._existing(named)
        new = named.browse()
        for line in named:
            lot = existing.get((line.product_id, line.lot_name, line.company_id))
            if lot:
                line.lot_id = lot
            else:
                new |= line
        known = move_lines.lot_id
        if new:
            new._create_and_assign_production_lot()
        return known

    # -- conflicts -------------------------------------------------------------------------------

    @api.model
    def _conflicts(self, move_lines):
        """Lines that name a lot which is known otherwise.

        :return: ``{move line: (lot, kind)}``, kind ``vendor`` or ``dates``; one query
        """
        existing = self._existing(move_lines.filtered(lambda ml: not ml.lot_id))
        found = {}
        for line in move_lines:
            lot = line.lot_id or existing.get((line.product_id, line.lot_name, line.company_id))
            if not lot:
                continue
            vendor = line._lot_vendor().commercial_partner_id
            known = lot.vendor_id.commercial_partner_id
            if not line.lot_id and vendor and known and vendor != known:
                found[line] = (lot, "vendor")
            elif line._differing_dates(lot):
                found[line] = (lot, "dates")
        return found

    @api.model
    def _settle_conflicts(self, move_lines):
        """Do what was decided; where nothing was: another vendor's lot is a lot of its own, and
        the dates on record stay. Either way it is listed.
        """
        for line, (lot, kind) in self._conflicts(move_lines).items():
            if kind == "vendor":
                self._settle_vendor(line, lot)
            else:
                self._settle_dates(line, lot)

    def _settle_vendor(self, line, lot):
        if line.lot_conflict == "same_lot":
            line.lot_id = lot
            return
        printed = line.lot_name
        line.lot_vendor_number = line.lot_vendor_number or printed
        line.lot_name = self._free_name(line)
        self._list_conflict(line, lot, "vendor_conflict", f"{printed} → {line.lot_name}")

    def _settle_dates(self, line, lot):
        dates = line._differing_dates(lot)
        shown = ", ".join(
            f"{format_date(self.env, lot[name]) or '–'} / {format_date(self.env, day)}"
            for name, day in dates.items()
        )
        if line.lot_conflict == "take_dates":
            lot.write(dates)
        self._list_conflict(line, lot, "date_conflict", f"{lot.name}: {shown}")
        facts = {name: day.isoformat() for name, day in dates.items()}
        self.env["lot.event"]._record(
            "date_conflict",
            lot,
            picking=line.picking_id.name,
            announced=facts,
            taken=line.lot_conflict == "take_dates",
        )

    def _list_conflict(self, line, lot, code, subject):
        shipment_line = line.shipment_line_id
        if shipment_line:
            shipment_line.shipment_id._add_issue(code, shipment_line, subject=subject)

    def _free_name(self, line):
        """The vendor's number with the first counter behind it that no lot of the product has."""
        stem = line.lot_name[: MAX_LENGTH - 3]
        names = [f"{stem}-{number}" for number in range(2, 100)]
        # sudo: a number may be taken by a lot that a record rule hides
        taken = set(
            self.env["stock.lot"]
            .sudo()
            .search_fetch(
                Domain("product_id", "=", line.product_id.id) & Domain("name", "in", names),
                ["name"],
            )
            .mapped("name")
        )
        return next(name for name in names if name not in taken)

    # -- record ----------------------------------------------------------------------------------

    @api.model
    def _prepare_arrival(self, move_lines):
        """Before goods from a vendor are booked: checks, numbers, then conflicts.

        :return: ``(lines that got a number, findings)``
        """
        findings = self._check_arrival(move_lines)
        self._send_to_quarantine(findings)
        numbered = self._number_lots(move_lines)
        self._settle_conflicts(move_lines - numbered)
        return numbered, findings

    @api.model
    def _complete_arrival(self, move_lines, numbered, findings, new_lots):
        """After the lots exist: record, holds, warnings."""
        failed = defaultdict(list)  # {move line: [check]}
        for finding in findings:
            failed[finding.arrival.record].append(finding.check)
        self._record_arrival(move_lines, numbered & move_lines, failed)
        arrived = [finding for finding in findings if finding.arrival.record in move_lines]
        self._hold_new_lots(new_lots)
        self._apply_findings(arrived)

    @api.model
    def _record_arrival(self, move_lines, numbered, failed):
        """Write down what arrived: three inserts at most, whatever the number of lots.

        The facts of ``received`` are what a vendor is judged by later: how late, how much of what
        was announced, how much life was left, which checks failed.

        :param failed: ``{move line: [check]}``
        """
        events = self.env["lot.event"]
        quantities, facts = defaultdict(float), {}
        for line in move_lines:
            quantities[line.lot_id] += line.quantity_product_uom
            facts[line.lot_id] = {**line._arrival_facts(), **line._score_facts(failed.get(line))}
        announced = {
            line.lot_id: line.shipment_line_id for line in move_lines if line.shipment_line_id
        }
        for shipment in {line.shipment_id for line in announced.values()}:
            lots = {
                lot: line._product_quantity()
                for lot, line in announced.items()
                if line.shipment_id == shipment and lot.shipment_line_id == line
            }
            events._record(
                "announced",
                lots,
                at=shipment.announced_at,
                shipment=shipment.name,
                sender=shipment.sender,
            )
        events._record(
            "numbered",
            {line.lot_id: line.quantity_product_uom for line in numbered},
            {
                line.lot_id: {
                    **facts[line.lot_id],
                    "vendor_lot": line.lot_vendor_number or None,
                }
                for line in numbered
            },
        )
        events._record("received", dict(quantities), facts)

    @api.model
    def _vendor_word(self, vendor):
        """A short word for a vendor that a barcode can carry: its reference, else its initials."""
        if vendor.ref:
            return vendor.ref
        words = re.findall(r"[A-Za-z0-9]+", vendor.name or "")
        return "".join(word[0] for word in words).upper()[:6]

    @api.model
    def _today(self, picking):
        return shop_day(picking)
