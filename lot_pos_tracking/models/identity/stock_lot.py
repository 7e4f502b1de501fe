from datetime import timedelta

from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, ValidationError
from odoo.fields import Domain

from ...bridge import end_of_day, lot_dates, shop_zone

DATE_FIELDS = ("use_by_date", "best_before_date", "use_by_time")


class StockLot(models.Model):
    """Who a lot is: its number, its supplier's number, its dates, and whether it may be used."""

    _inherit = "stock.lot"

    vendor_id = fields.Many2one("res.partner", index="btree_not_null")
    vendor_lot = fields.Char(
        string="Vendor's Lot", index="btree_not_null", help="As printed on the pack."
    )
    gtin = fields.Char(
        string="GTIN", size=14, compute="_compute_gtin", store=True, readonly=False, precompute=True
    )
    production_date = fields.Date(tracking=True, help="GS1 AI 11")
    best_before_date = fields.Date(tracking=True, help="GS1 AI 15: best until the end of this day.")
    sell_by_date = fields.Date(tracking=True, help="GS1 AI 16: sold until the end of this day.")
    use_by_date = fields.Date(tracking=True, help="GS1 AI 17: safe until the end of this day.")
    use_by_time = fields.Datetime(tracking=True, help="GS1 AI 7003: safe until this minute.")
    origin_country_id = fields.Many2one("res.country", string="Country of Origin")
    parent_lot_id = fields.Many2one(
        "stock.lot",
        index="btree_not_null",
        help="The lot this one was split from, or the sending company's lot.",
    )
    hold_ids = fields.One2many("lot.hold", "lot_id", string="Holds")
    is_on_hold = fields.Boolean(compute="_compute_is_on_hold", store=True)
    hold_allows = fields.Char(
        compute="_compute_is_on_hold",
        store=True,
        help="Processes that all holds of the lot permit, as ,sale,scrap, (technical).",
    )
    lot_version = fields.Integer(
        default=0, copy=False, readonly=True, help="Counts decisions about the lot (technical)."
    )

    _lot_number_unique = models.UniqueIndex(
        "(COALESCE(company_id, 0), product_id, name)",
        "This product has a lot with the same number already.",
    )
    _on_hold_idx = models.Index("(product_id) WHERE is_on_hold IS TRUE")
    _expiration_idx = models.Index("(expiration_date) WHERE expiration_date IS NOT NULL")

    # -- creation --------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        self._check_number_is_new(vals_list)
        try:
            lots = super().create([self._with_native_dates(vals) for vals in vals_list])
        except UniqueViolation as error:
            if error.diag.constraint_name != "stock_lot_lot_number_unique":
                raise
            # another transaction made the lot after this one began: tried again with a fresh view
            # of the data, its receipt finds that lot
            raise ConcurrencyError(str(error)) from error
        lots._after_create()
        return lots

    def write(self, vals):
        if not any(name in vals for name in DATE_FIELDS):
            return super().write(vals)
        for lot in self:
            merged = {name: vals.get(name, lot[name]) for name in DATE_FIELDS}
            super(StockLot, lot).write({**vals, **lot._native_dates(merged)})
        return True

    def _after_create(self):
        """News of new lots, for the domains above."""

    @api.depends("product_id.company_id")
    def _compute_company_id(self):
        """A lot belongs to a company, even where the product is shared by several."""
        super()._compute_company_id()
        for lot in self.filtered(lambda lot: lot.product_id and not lot.company_id):
            lot.company_id = self.env.company

    @api.depends("product_id")
    def _compute_gtin(self):
        for lot in self:
            barcode = lot.product_id.barcode or ""
            is_gtin = barcode.isdigit() and len(barcode) in (8, 12, 13, 14)
            lot.gtin = barcode.zfill(14) if is_gtin else False

    @api.depends("product_id")
    def _compute_expiration_date(self):
        """No shelf life is no date; upstream lets such a lot be born expired."""
        super()._compute_expiration_date()
        self.filtered(lambda lot: not lot.product_id.expiration_time).expiration_date = False

    @api.model
    def _check_number_is_new(self, vals_list):
        """Say which number exists, before the unique index says it in words of a database."""
        wanted = {
            (vals["product_id"], vals["name"])
            for vals in vals_list
            if vals.get("product_id") and vals.get("name")
        }
        if not wanted:
            return
        taken = {}  # {(product_id, name): {company_id or False}}
        for _lot_id, product_id, name, company_id in self._rows_named(wanted):
            taken.setdefault((product_id, name), set()).add(company_id or False)
        for vals in vals_list:
            key = (vals.get("product_id"), vals.get("name"))
            if not all(key):
                continue
            company_id = vals.get("company_id", self.env.company.id)
            others = taken.setdefault(key, set())
            if company_id in others or (others and not company_id) or False in others:
                raise ValidationError(
                    self.env._(
                        "The combination of lot/serial number and product must be unique within "
                        "a company including when no company is defined.\n"
                        "%(product)s has a lot %(lot)s already.",
                        product=self.env["product.product"].browse(key[0]).display_name,
                        lot=key[1],
                    )
                )
            others.add(company_id)

    def _adopted_by(self, company):
        """The same goods as a lot of another company: found by its number, else made."""
        self.ensure_one()
        own = self.search(
            [
                ("product_id", "=", self.product_id.id),
                ("name", "=", self.name),
                ("company_id", "=", company.id),
            ],
            limit=1,
        )
        if own:
            return own
        return self.create(
            {
                **self._same_goods_vals(),
                "name": self.name,
                "company_id": company.id,
                "vendor_id": self.company_id.partner_id.id,
            }
        )

    def _same_goods_vals(self):
        """What another lot of the same goods has in common with this one, as values to create."""
        same = ("vendor_lot", "gtin", "production_date", "best_before_date", "sell_by_date")
        same += ("use_by_date", "use_by_time", "expiration_date", "removal_date", "use_date")
        return {
            **{name: self[name] for name in (*same, "alert_date") if self[name]},
            "product_id": self.product_id.id,
            "vendor_id": self.vendor_id.id,
            "origin_country_id": self.origin_country_id.id,
            "parent_lot_id": self.id,
        }

    # -- dates -----------------------------------------------------------------------------------

    @api.model
    def _with_native_dates(self, vals):
        if not any(vals.get(name) for name in DATE_FIELDS):
            return vals
        company = self.env["res.company"].browse(vals.get("company_id") or self.env.company.id)
        product = self.env["product.product"].browse(vals.get("product_id") or ())
        return {**self._moments(vals, product, company), **vals}

    def _native_dates(self, vals):
        return self._moments(vals, self.product_id, self.company_id or self.env.company)

    @api.model
    def _moments(self, vals, product, company):
        """Upstream's datetimes that follow from our days; they drive FEFO and its own filters.

        ``expiration_date`` is the end of the last good day in the shop's zone: use-by, or
        best-before where no use-by is known. Upstream shifts the other three only in a form, so
        they are always written along.
        """
        day = fields.Date.to_date(vals.get("use_by_date") or vals.get("best_before_date"))
        moment = fields.Datetime.to_datetime(vals.get("use_by_time")) or end_of_day(company, day)
        if not moment:
            return {}
        best_before = fields.Date.to_date(vals.get("best_before_date"))
        return {
            "expiration_date": moment,
            "removal_date": moment - timedelta(days=product.removal_time),
            "alert_date": moment - timedelta(days=product.alert_time),
            "use_date": end_of_day(company, best_before)
            if best_before
            else moment - timedelta(days=product.use_time),
        }

    def _lot_dates(self):
        """The lot's dates as the kernel reads them; no dates where the product stopped using them.

        ``expiration`` is the last good day by upstream's field, for lots that have no other date.
        """
        self.ensure_one()
        product = self.product_id
        return lot_dates(
            self,
            shop_zone(self),
            uses_dates=product.use_expiration_date,
            ignores_dates=product.lot_ignore_dates,
        )

    # -- holds -----------------------------------------------------------------------------------

    @api.depends("hold_ids.active", "hold_ids.reason_id.allows")
    def _compute_is_on_hold(self):
        for lot in self:
            reasons = lot.hold_ids.filtered("active").reason_id
            lot.is_on_hold = bool(reasons)
            allowed = [reason._allowed_processes() for reason in reasons]
            common = set.intersection(*allowed) if allowed else set()
            lot.hold_allows = f",{','.join(sorted(common))}," if common else False

    def _hold_allows(self, process):
        self.ensure_one()
        return not self.is_on_hold or f",{process}," in (self.hold_allows or "")

    @api.model
    def _not_held_domain(self, lot_field, process):
        """Rows of another model whose lot is free for a process.

        Written as "not among the few held lots", so that it costs the same for a million lots.
        """
        held = Domain("is_on_hold", "=", True) & (
            Domain("hold_allows", "=", False) | Domain("hold_allows", "not like", f",{process},")
        )
        return Domain(lot_field, "=", False) | Domain(lot_field, "not any!", held)

    def _hold_reasons(self):
        """Why each lot may not be used: a hook that the domains above extend.

        :return: ``{lot: [code]}`` with an entry for every lot of ``self``
        """
        return {lot: lot.hold_ids.filtered("active").reason_id.mapped("code") for lot in self}

    def _recall_findings(self):
        """The lots of ``self`` that nobody may sell because of a recall; no override counts.

        A hold for the reason ``recall`` is one; recall cases add what their scope covers.
        """
        return self.filtered(lambda lot: "recall" in lot.hold_ids.reason_id.mapped("code"))

    def _recalled_numbers(self, products):
        """Lot numbers under recall of the products, also such that nobody received.

        :param self: the recalled lots of the products, as ``_recall_findings`` tells them
        :return: ``{product.product: {lot number}}``, products without a recall left out
        """
        numbers = {}  # {product: {lot number}}
        for lot in self:
            numbers.setdefault(lot.product_id, set()).add(lot.name)
        return numbers

    @api.model
    def _held_of(self, products):
        """The lots on hold of the products in this company."""
        # sudo: a cashier must stop what is recalled, whoever may see the hold
        return self.sudo().search(
            [
                ("product_id", "in", products.ids),
                ("is_on_hold", "=", True),
                ("company_id", "in", (False, self.env.company.id)),
            ]
        )

    def _price_step(self, config):
        """What near expiry makes of the price at a till: ``{lot: factor}``, 1.0 left out."""
        return {}

    def _sale_outlook(self):
        """Which lots will not sell at their full price: ``{lot: (factor, why)}``.

        The factor is of the product's price, 0 for what cannot be sold at all.
        """
        return {}

    def action_hold(self, reason_code="quarantine", note=""):
        """Put the lots on hold; open reservations of them are released."""
        self.check_access("read")
        self.env["lot.hold"]._place(self, reason_code, note)
        return True

    def action_lift_holds(self, note=""):
        self.hold_ids.action_lift(note)
        return True

    def _release_reservations(self):
        """Free what is reserved of lots on hold and let the moves look for other lots.

        Picked lines stay: somebody holds those goods in the hand, the last gate stops them.
        """
        # sudo: who may hold a lot may not be allowed to edit every transfer it is reserved in
        lines = (
            self.env["stock.move.line"]
            .sudo()
            .search(
                [
                    ("lot_id", "in", self.ids),
                    ("state", "in", ("assigned", "partially_available")),
                    ("picked", "=", False),
                    ("quantity", ">", 0),
                ]
            )
        )
        lines = lines.filtered(lambda ml: not ml.lot_id._hold_allows(ml.move_id._lot_process()))
        lines = lines.filtered(lambda ml: ml.move_id._lot_process())
        moves = lines.move_id
        lines.unlink()
        moves._action_assign()
