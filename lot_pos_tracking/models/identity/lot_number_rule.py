import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL, ormcache

from ...bridge import shop_day, user_error
from ...core.errors import LotError
from ...core.numbering import parse_mask

SCOPES = [
    ("company", "Company"),
    ("category", "Product Category"),
    ("vendor", "Vendor"),
    ("product", "Product"),
]
MOST_SPECIFIC_FIRST = ("product", "vendor", "category", "company")


class LotNumberRule(models.Model):
    """How lots that arrive without a number get one, and what becomes of the vendor's number.

    A vendor's lot is a traceability code: who receives may not rename it (21 CFR 1.1345), so the
    default keeps it as the lot.
    """

    _name = "lot.number.rule"
    _description = "Lot Number Rule"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    mask = fields.Char(
        required=True,
        default="{date:%y%j}-{seq:5}",
        help="Tokens: {vendor} {vendor_lot} {po} {asn} {gtin} {sku} {date:%y%j} {prod:%y%m%d} "
        "{exp:%y%m%d} {wh} {seq:5} {check}",
    )
    sequence_id = fields.Many2one(
        "ir.sequence",
        string="Counter",
        check_company=True,
        copy=False,
        help="Counts {seq}; made when left empty.",
    )
    scope = fields.Selection(SCOPES, required=True, default="company")
    category_id = fields.Many2one("product.category")
    product_id = fields.Many2one("product.product", check_company=True)
    vendor_id = fields.Many2one("res.partner", check_company=True)
    vendor_lot_policy = fields.Selection(
        [
            ("keep", "The vendor's lot is the lot"),
            ("keep_beside", "Own number, vendor's lot beside it"),
            ("own", "Own number only"),
        ],
        required=True,
        default="keep",
    )
    example = fields.Char(compute="_compute_example")
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    active = fields.Boolean(default=True)

    _scope_has_target = models.Constraint(
        """CHECK (scope = 'company'
            OR (scope = 'category' AND category_id IS NOT NULL)
            OR (scope = 'product' AND product_id IS NOT NULL)
            OR (scope = 'vendor' AND vendor_id IS NOT NULL))""",
        "Say which category, product or vendor the rule is for.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        rules = super().create(vals_list)
        for rule in rules.filtered(lambda rule: not rule.sequence_id):
            # sudo: who keeps number rules need not be allowed to edit every sequence
            rule.sequence_id = (
                self.env["ir.sequence"]
                .sudo()
                .create(
                    {
                        "name": rule.name,
                        "code": "lot.number.rule",
                        "padding": 0,
                        "company_id": rule.company_id.id,
                    }
                )
            )
        return rules

    @api.constrains("mask")
    def _check_mask(self):
        for rule in self:
            try:
                parse_mask(rule.mask)
            except LotError as error:
                raise ValidationError(user_error(self.env, error).args[0]) from error

    @api.depends("mask")
    def _compute_example(self):
        for rule in self:
            try:
                rule.example = parse_mask(rule.mask).render(rule._example_facts(), seq=1)
            except LotError as error:
                rule.example = user_error(self.env, error).args[0]

    def _example_facts(self):
        today = shop_day(self.env.company)
        words = {"vendor": "V7", "vendor_lot": "ABC1", "po": "P00012", "asn": "D1001"}
        words |= {"gtin": "09506000134352", "sku": "MILK", "wh": "WH"}
        return {**words, "date": today, "prod": today, "exp": today}

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()

    @api.model
    @ormcache("company_id")
    def _rule_ids(self, company_id):
        """The company's rules in their order; asked for every lot that arrives."""
        # sudo: the answer is shared by all users, who may read the rules they ask about
        return self.sudo().search([("company_id", "=", company_id)]).ids

    @api.model
    def _find(self, product, vendor=None, company=None):
        """The rule for a product that arrives: the most specific one, empty when none is kept.

        A rule for a category counts for the categories below it, the nearest first.
        """
        company = company or self.env.company
        rules = self.browse(self._rule_ids(company.id))
        by_category = {rule.category_id: rule for rule in reversed(rules) if rule.category_id}

        def matches(rule):
            return {
                "company": True,
                "vendor": bool(vendor) and rule.vendor_id == vendor.commercial_partner_id,
                "product": rule.product_id == product,
                "category": rule == self._nearest(by_category, product.categ_id),
            }[rule.scope]

        for scope in MOST_SPECIFIC_FIRST:
            if found := rules.filtered(lambda rule, s=scope: rule.scope == s and matches(rule)):
                return found[:1]
        return self.browse()

    def _nearest(self, by_category, category):
        while category:
            if category in by_category:
                return by_category[category]
            category = category.parent_id
        return self.browse()

    def _draw(self, count, facts):
        """New numbers; called only when stock is really booked, because each call uses them up.

        :param facts: the mask's words, see ``core.numbering``
        :raises UserError: the facts do not fill the mask, or the number would be too long
        """
        return self._draw_each([facts] * count)

    def _draw_each(self, facts_list):
        """A new number for each of the facts, see ``_draw``."""
        self.ensure_one()
        try:
            mask = parse_mask(self.mask)
            drawn = self._next_counts(len(facts_list))
            return [
                mask.render(facts, seq=count)
                for facts, count in zip(facts_list, drawn, strict=True)
            ]
        except LotError as error:
            raise user_error(self.env, error) from error

    def _next_counts(self, count):
        """The next values of the counter; one query where the database keeps it."""
        # sudo: a receiver draws numbers without the right to edit sequences
        sequence = self.sequence_id.sudo()
        if sequence.implementation != "standard" or sequence.use_date_range:
            return [int(re.sub(r"\D", "", sequence.next_by_id())) for _n in range(count)]
        rows = self.env.execute_query(
            SQL(
                "SELECT nextval(%s) FROM generate_series(1, %s)",
                f"ir_sequence_{sequence.id:03d}",
                count,
            )
        )
        return [number for (number,) in rows]
