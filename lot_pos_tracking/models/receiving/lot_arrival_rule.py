from odoo import api, fields, models

CHECKS = [
    ("short_life", "Too little shelf life left"),
    ("expired", "Last good day has passed"),
    ("no_date", "No date, though the product has dates"),
    ("date_order", "Dates cannot follow each other"),
    ("unit", "Unit of measure does not fit the product"),
    ("pack_size", "No whole number of packs"),
    ("not_ordered", "Nobody ordered it"),
    ("other_vendor", "Vendor is not listed for the product"),
    ("unknown_lot", "Lot is not on record"),
    ("date_conflict", "Lot is on record with other dates"),
    ("vendor_conflict", "Lot is on record from another vendor"),
    ("not_announced", "Lot was not announced"),
    ("over_announced", "More than announced"),
    ("over_delivery", "More than ordered"),
    ("missing_document", "A document is missing"),
    ("always", "Every lot"),
]
ACTIONS = [
    ("ignore", "Ignore"),
    ("warn", "Warn"),
    ("hold", "Receive on hold"),
    ("refuse", "Refuse"),
]
DEFAULTS = {
    # what happens without a rule; checks that need a number to compare with have none
    "expired": "hold",
    "no_date": "refuse",
    "date_order": "warn",
    "unit": "warn",
    "pack_size": "warn",
    "not_ordered": "ignore",
    "other_vendor": "ignore",
    "unknown_lot": "ignore",
    # the receiver is asked what is meant, whatever the rules say
    "date_conflict": "ignore",
    "vendor_conflict": "ignore",
    "not_announced": "ignore",
    "over_announced": "ignore",
    "over_delivery": "warn",
}


class LotArrivalRule(models.Model):
    """What a lot is checked for when it arrives, and what becomes of it when it fails."""

    _name = "lot.arrival.rule"
    _description = "Check at Receipt"
    _order = "check_code, sequence, id"
    _check_company_auto = True

    sequence = fields.Integer(default=10)
    check_code = fields.Selection(CHECKS, string="Check", required=True)
    action = fields.Selection(ACTIONS, required=True, default="hold")
    product_id = fields.Many2one("product.product", check_company=True)
    category_id = fields.Many2one("product.category")
    vendor_id = fields.Many2one("res.partner", check_company=True)
    channel_id = fields.Many2one(
        "lot.customer.channel",
        string="Customer Channel",
        check_company=True,
        help="Only for goods that this channel's customers will get.",
    )
    min_days = fields.Integer(string="Days Left", help="On the day of receipt; 0: not asked.")
    min_percent = fields.Float(
        string="% of Life Left", help="Of the whole shelf life; 0: not asked."
    )
    document_name = fields.Char(
        string="Document", help="What must be attached, for example: certificate of analysis."
    )
    document_words = fields.Char(
        string="File Name Contains",
        help="One of these words, for example: coa, certificate. Empty: any file will do.",
    )
    note = fields.Text(
        string="Instruction",
        help="Kept on the hold: how many samples to take, whom to call.",
    )
    to_quarantine = fields.Boolean(help="Lots on hold go to the quarantine location at once.")
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    active = fields.Boolean(default=True)

    _percent_range = models.Constraint(
        "CHECK (min_percent >= 0 AND min_percent <= 100)", "A share of life is 0 to 100 %."
    )
    _life_has_minimum = models.Constraint(
        """CHECK (check_code != 'short_life'
            OR COALESCE(min_days, 0) > 0 OR COALESCE(min_percent, 0) > 0)""",
        "Say how many days, or what share of its life, a lot must have left.",
    )

    @api.depends("check_code")
    def _compute_display_name(self):
        checks = dict(self._fields["check_code"]._description_selection(self.env))
        for rule in self:
            rule.display_name = checks.get(rule.check_code, "")

    @api.model
    def _rules_by_check(self, company):
        """``{check: [rules]}``, those for a product before those for a category, and so on.

        Rules of one list compete, the first that fits counts. Each document that is asked for has
        a list of its own: a certificate does not make up for a missing temperature log.
        """
        rules = self.search([("company_id", "=", company.id)])
        by_check = rules.sorted(lambda rule: rule._width()).grouped("check_code")
        lists = {check: [own] for check, own in by_check.items()}
        if documents := by_check.get("missing_document"):
            lists["missing_document"] = list(
                documents.grouped(lambda rule: (rule.document_name or "").casefold()).values()
            )
        return lists

    def _wanted_words(self):
        words = (self.document_words or "").replace(";", ",").split(",")
        return [word.strip().casefold() for word in words if word.strip()]

    def _width(self):
        """Smallest for the narrowest: product, category, vendor, everything; of two for the same
        goods the one for a vendor, then the one for a channel counts first."""
        self.ensure_one()
        goods = 0 if self.product_id else 1 if self.category_id else 2
        return (goods, not self.vendor_id, not self.channel_id)

    def _fits(self, product, vendor, channel):
        """:param channel: a channel, or an empty one for goods that are for no channel"""
        self.ensure_one()
        categories = product.categ_id.parent_path or ""
        return (
            (not self.product_id or self.product_id == product)
            and (not self.vendor_id or self.vendor_id == vendor.commercial_partner_id)
            and (not self.channel_id or self.channel_id == channel)
            and (not self.category_id or f"/{self.category_id.id}/" in f"/{categories}")
        )
