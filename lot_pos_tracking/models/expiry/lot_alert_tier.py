from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

ROLES = [
    ("product", "The product's responsible"),
    ("warehouse", "The warehouse's responsible"),
    ("stock_manager", "A stock manager"),
    ("pos_manager", "A point of sale manager"),
]
ACTIONS = [
    ("none", "Only tell"),
    ("markdown", "Mark down"),
    ("transfer", "Transfer to another warehouse"),
    ("quarantine", "Move to quarantine"),
    ("return_vendor", "Return to the vendor"),
]


class LotAlertTier(models.Model):
    """How early somebody is told that a lot comes to its end, who, and what is to be done."""

    _name = "lot.alert.tier"
    _description = "Expiry Alert Tier"
    _order = "percent_of_life, days desc, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    days = fields.Integer(
        default=7, help="Reached when a lot has this many days left; 0 is its last good day."
    )
    percent_of_life = fields.Float(
        string="% of Life",
        digits=(5, 2),
        help="Instead of days: reached when this share of the lot's whole life is left, from "
        "production to its last good day. Not used while 0.",
    )
    category_ids = fields.Many2many(
        "product.category", string="Categories", help="With those below them. Empty: all products."
    )
    warehouse_ids = fields.Many2many(
        "stock.warehouse", string="Warehouses", check_company=True, help="Empty: all warehouses."
    )
    user_id = fields.Many2one("res.users", string="Responsible")
    role = fields.Selection(
        ROLES, default="product", help="Who is told where no responsible is named."
    )
    channel = fields.Selection(
        [("activity", "Activity"), ("mail", "E-mail"), ("both", "Activity and e-mail")],
        required=True,
        default="activity",
    )
    action = fields.Selection(ACTIONS, required=True, default="none", string="To Do")
    markdown_percent = fields.Float(string="Markdown %", digits=(5, 2))
    markdown_floor = fields.Selection(
        [("none", "No floor"), ("cost", "Not below cost")], required=True, default="cost"
    )
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )

    _percent_of_life_range = models.Constraint(
        "CHECK(percent_of_life >= 0 AND percent_of_life <= 100)",
        "The share of life is between 0 and 100 percent.",
    )
    _markdown_percent_range = models.Constraint(
        "CHECK(markdown_percent >= 0 AND markdown_percent <= 100)",
        "A markdown is between 0 and 100 percent.",
    )

    @api.constrains("action", "markdown_percent")
    def _check_markdown(self):
        for tier in self:
            if tier.action == "markdown" and not tier.markdown_percent:
                raise ValidationError(
                    self.env._("Tier %(tier)s marks down: say by how many percent.", tier=tier.name)
                )

    @api.constrains("user_id", "company_id")
    def _check_user_company(self):
        for tier in self:
            if tier.user_id and tier.company_id not in tier.user_id.company_ids:
                raise ValidationError(
                    self.env._(
                        "%(user)s does not work for %(company)s and would never see the alert.",
                        user=tier.user_id.name,
                        company=tier.company_id.name,
                    )
                )

    def _reach(self, life_days):
        """From how many days before the end the tier counts; None where it cannot be said.

        :param life_days: days of the lot's whole life, 0 when unknown
        """
        self.ensure_one()
        if not self.percent_of_life:
            return self.days
        return int(self.percent_of_life * life_days // 100) if life_days else None

    def _is_reached(self, lot, warehouse, days_left):
        self.ensure_one()
        reach = self._reach(lot.life_days)
        return (
            reach is not None
            and days_left <= reach
            and (not self.warehouse_ids or warehouse in self.warehouse_ids)
            and self._covers_category(lot.product_id.categ_id)
        )

    def _covers_category(self, category):
        self.ensure_one()
        ids = {int(part) for part in (category.parent_path or "").split("/") if part}
        return not self.category_ids or bool(ids & set(self.category_ids.ids))

    @api.model
    def _shop_wide(self):
        """The tiers that say when a lot as such is near its end: those of no single warehouse."""
        # sudo: a cashier may not read tiers, only what they make of a lot
        return self.sudo().search([("warehouse_ids", "=", False)])

    @api.model
    def _near_days(self, lots):
        """From how many days before its end a lot counts as near expiry: ``{lot: days}``.

        The widest tier that covers the lot decides; 0 where none does. Constant queries.
        """
        tiers = self._shop_wide().grouped("company_id")
        near = {}  # {lot: days}
        covering = {}  # {(company, category): tiers}
        for lot in lots:
            company = lot.company_id or self.env.company
            category = lot.product_id.categ_id
            key = (company, category)
            if key not in covering:
                covering[key] = tiers.get(company, self.browse()).filtered(
                    lambda tier, category=category: tier._covers_category(category)
                )
            reaches = [tier._reach(lot.life_days) for tier in covering[key]]
            near[lot] = max([0, *(days for days in reaches if days is not None)])
        return near

    @api.model
    def _near_domain(self, companies, day):
        """The lots of the companies that are within reach of a tier on a day, passed ones too."""
        near = Domain("last_good_day", "<=", day)
        for tier in self._shop_wide().filtered(lambda tier: tier.company_id in companies):
            lots = Domain("company_id", "=", tier.company_id.id) & tier._reached_domain(day)
            if tier.category_ids:
                lots &= Domain("product_id.categ_id", "child_of", tier.category_ids.ids)
            near |= lots
        return near

    def _reached_domain(self, day):
        """The lots whose life has come down to the tier on a day, whatever their category."""
        self.ensure_one()
        if not self.percent_of_life:
            return Domain("last_good_day", "<=", fields.Date.add(day, days=self.days))
        percent = self.percent_of_life

        def reached(model, alias, query):
            last = model._field_to_sql(alias, "last_good_day", query)
            life = model._field_to_sql(alias, "life_days", query)
            return SQL(
                "(%s > 0 AND (%s - %s::date) * 100 <= %s * %s)", life, last, day, percent, life
            )

        return Domain.custom(
            to_sql=reached,
            predicate=lambda lot: (
                bool(lot.last_good_day and lot.life_days)
                and (lot.last_good_day - day).days * 100 <= percent * lot.life_days
            ),
        )
