import re

from odoo import api, models
from odoo.fields import Domain

from ...core.recall import RecallLot, Rule, Scope, match


class LotRecall(models.Model):
    """Which lots a recall means: the kernel decides, the database only narrows down."""

    _inherit = "lot.recall"

    def _scope(self):
        self.ensure_one()
        return Scope(
            lots=frozenset(self.lot_ids.ids),
            lot_names=frozenset(self._numbers()),
            vendor=self.vendor_id.commercial_partner_id.id or None,
            products=frozenset(self.product_ids.ids),
            production_from=self.production_from or None,
            production_to=self.production_to or None,
            with_descendants=self.with_descendants,
        )

    def _numbers(self):
        return [part.strip() for part in re.split(r"[,;\n]", self.vendor_lot or "") if part.strip()]

    def _lots_in_scope(self):
        """``{lot: rule}`` of the company's lots that are meant, with those made of them."""
        self.ensure_one()
        found = self._matching(self._candidates())
        if self.with_descendants and found:
            lots = self.env["stock.lot"].browse([lot.id for lot in found])
            walk, _makings = self.env["lot.trace"]._family(lots, self.company_id, "down")
            for lot in self.env["stock.lot"].browse(walk.distances):
                found.setdefault(lot, Rule.GENEALOGY.value)
        return found

    def _candidates(self):
        """The lots worth asking the kernel about; more than are meant, never fewer."""
        scope = self._scope()
        company = Domain("company_id", "in", [self.company_id.id, False])
        narrowed = Domain.TRUE
        if scope.products:
            narrowed &= Domain("product_id", "in", list(scope.products))
        if scope.vendor:
            narrowed &= self._vendor_domain()
        if scope.lot_names:
            narrowed &= Domain.OR(
                Domain(field, "ilike", name)
                for name in scope.lot_names
                for field in ("name", "vendor_lot")
            )
        if scope.has_window:
            day = Domain("production_date", "!=", False)
            if self.production_from:
                day &= Domain("production_date", ">=", self.production_from)
            if self.production_to:
                day &= Domain("production_date", "<=", self.production_to)
            narrowed &= day | Domain("production_date", "=", False)
        if narrowed.is_true():
            narrowed = Domain.FALSE
        return self.env["stock.lot"].search(
            company & (Domain("id", "in", list(scope.lots)) | narrowed)
        )

    def _vendor_domain(self):
        """Lots of the vendor, and lots that do not say whose they are but came from him."""
        partners = ("child_of", self.vendor_id.commercial_partner_id.id)
        lines = self.env["stock.move.line"].search(
            [
                ("lot_id", "!=", False),
                ("lot_id.vendor_id", "=", False),
                ("state", "=", "done"),
                ("location_id.usage", "=", "supplier"),
                ("picking_id.partner_id", *partners),
                ("company_id", "=", self.company_id.id),
            ]
        )
        return Domain("vendor_id", *partners) | Domain("id", "in", lines.lot_id.ids)

    def _matching(self, lots):
        """``{lot: rule}`` of the lots that the scope means themselves."""
        scope = self._scope()
        vendor = scope.vendor
        found = {}
        for lot in lots:
            whose = lot.vendor_id.commercial_partner_id.id
            rule = match(
                scope,
                RecallLot(
                    id=lot.id,
                    name=lot.name or "",
                    vendor_lot=lot.vendor_lot or "",
                    # a candidate without a vendor came from the one of the scope
                    vendor=whose or vendor,
                    product=lot.product_id.id,
                    production=lot.production_date or None,
                ),
            )
            if rule:
                found[lot] = rule.value
        return found

    @api.model
    def _open_for(self, lots):
        """Hold lots that open recalls mean, as soon as they exist or are known better."""
        # sudo: who receives the goods need not see recalls, and must not be able to pass one by
        recalls = self.sudo().search(
            [("state", "=", "open"), ("company_id", "in", lots.company_id.ids)]
        )
        for recall in recalls:
            # sudo: as the recalls themselves
            own = lots.sudo().filtered(lambda lot, r=recall: lot.company_id == r.company_id)
            own &= recall._candidates()
            found = recall._matching(own)
            # sudo: as the recalls themselves
            recall._add_lots(found | recall._children_in_scope(lots.sudo()))

    def _children_in_scope(self, lots):
        """Lots split from one on the list."""
        if not self.with_descendants:
            return {}
        listed = self.line_ids.lot_id
        children = lots.filtered(lambda lot: lot.parent_lot_id and lot.parent_lot_id in listed)
        return dict.fromkeys(children, Rule.GENEALOGY.value)
