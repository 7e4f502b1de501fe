from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date, format_datetime, formatLang

from ...bridge import shop_day, shop_zone

ROWS_AT_MOST = 20_000


class LotCostTable(models.AbstractModel):
    """The reports on value as plain tables, for documents.

    A table is ``{title, subtitle, columns, rows, totals, notes, currency, digits, text}``; a column
    is ``(label, kind)`` with kind ``text``, ``quantity``, ``money`` or ``percent``; ``text`` writes
    a value of a kind as the reader's language does.
    """

    _name = "lot.cost.table"
    _description = "Tables of the Reports on Value"

    @api.model
    def _build(self, report, **options):
        """The table of a report.

        :param report: ``valuation``, ``aged``, ``movements``, ``margin``, ``reconciliation`` or
            ``comparison``
        :raises AccessError: without the right to see costs
        :raises UserError: no such report
        """
        self.env["lot.cost.layer"].check_access("read")
        builders = {
            "valuation": self._valuation,
            "aged": self._aged,
            "movements": self._movements,
            "margin": self._margin,
            "reconciliation": self._reconciliation,
            "comparison": self._comparison,
        }
        if report not in builders:
            raise UserError(self.env._("There is no report %(name)s.", name=report))
        return builders[report](**options)

    def _frame(self, title, subtitle, columns, rows, notes=(), units=None):
        """:param units: of the quantities; those of several units make no sum"""
        sums = []
        for index, (_label, kind) in enumerate(columns):
            wanted = kind == "money" or (kind == "quantity" and units and len(units) == 1)
            total = sum(row[index] or 0.0 for row in rows) if wanted else ""
            sums.append(self.env.company.currency_id.round(total) if kind == "money" else total)
        return {
            "title": title,
            "subtitle": subtitle,
            "columns": columns,
            "rows": rows,
            "totals": [self.env._("Total"), *sums[1:]] if rows else [],
            "notes": [note for note in notes if note],
            "currency": self.env.company.currency_id.name,
            "digits": self.env.company.currency_id.decimal_places,
            "text": self._text,
        }

    def _text(self, value, kind):
        """A cell as it is printed in the reader's language."""
        if value is None or value == "":
            return ""
        if kind == "money":
            digits = self.env.company.currency_id.decimal_places
            return formatLang(self.env, value, digits=digits)
        if kind == "quantity":
            _whole, _point, decimals = f"{value:.3f}".rstrip("0").partition(".")
            return formatLang(self.env, value, digits=len(decimals))
        if kind == "percent":
            return self.env._("%(number)s %%", number=formatLang(self.env, value, digits=1))
        return str(value)

    def _day_text(self, date):
        day = fields.Date.to_date(date) or shop_day(self.env.company)
        return self.env._(
            "%(company)s, %(day)s", company=self.env.company.name, day=format_date(self.env, day)
        )

    def _reasons(self, products):
        """Why these categories keep their cost by lot, one sentence each."""
        notes = []
        for category in products.categ_id.sorted("complete_name"):
            reason = category._lot_cost_reason()
            if reason:
                notes.append(f"{category.complete_name}: {reason}")
        return notes

    def _valuation(self, date=None, by="lot"):
        rows = self.env["lot.valuation.report"].valuation(date=date, by=by)
        labels = self._labels(by, rows)
        heads = {
            "lot": [self.env._("Product"), self.env._("Lot")],
            "product": [self.env._("Product")],
            "category": [self.env._("Category")],
            "warehouse": [self.env._("Warehouse")],
            "vendor": [self.env._("Vendor")],
            "age": [self.env._("Age")],
        }[by]
        table = [
            [*label, row["quantity"], row["value"]] for label, row in zip(labels, rows, strict=True)
        ]
        products = self.env["product.product"].browse(
            {row["product_id"] for row in rows if "product_id" in row}
        )
        return self._frame(
            self.env._("Valuation by Lot"),
            self._day_text(date),
            [
                *((head, "text") for head in heads),
                (self.env._("Quantity"), "quantity"),
                (self.env._("Value"), "money"),
            ],
            table,
            self._reasons(products),
            units=products.uom_id,
        )

    def _labels(self, by, rows):
        """Names of the rows' records, read at once."""
        report = self.env["lot.valuation.report"]
        from_rows = [name for name in (rows[0] if rows else {}) if name in report._fields]
        keys = [name for name in from_rows if name not in ("quantity", "value")]
        columns = []
        for name in keys:
            field = report._fields[name]
            if field.type == "many2one":
                records = self.env[field.comodel_name].browse([row[name] or 0 for row in rows])
                # sudo: the name of a vendor or place is no secret beside its value
                names = {record.id: record.display_name for record in records.sudo().exists()}
                columns.append([names.get(row[name], "") for row in rows])
            else:
                names = dict(report._selection_age_bucket())
                columns.append([names.get(row[name], "") for row in rows])
        return list(zip(*columns, strict=True))

    def _aged(self, date=None):
        report = self.env["lot.valuation.report"].with_context(to_date=date)
        buckets = report._selection_age_bucket()
        values = {}  # {product: {bucket: value}}
        groups = report._read_group([], ["product_id", "age_bucket"], ["value:sum"])
        for product, bucket, value in groups:
            values.setdefault(product, {})[bucket] = value
        rows = [
            [
                product.display_name,
                *(by_age.get(bucket, 0.0) for bucket, _name in buckets),
                sum(by_age.values()),
            ]
            for product, by_age in values.items()
        ]
        return self._frame(
            self.env._("Aged Stock by Lot Cost"),
            self._day_text(date),
            [
                (self.env._("Product"), "text"),
                *((name, "money") for _bucket, name in buckets),
                (self.env._("Value"), "money"),
            ],
            sorted(rows, key=lambda row: -row[-1]),
        )

    def _movements(self, lot_id=None, date_from=None, date_to=None):
        domain = [("company_id", "=", self.env.company.id)]
        if lot_id:
            domain.append(("lot_id", "=", int(lot_id)))
        domain += self._period(date_from, date_to)
        movements = self.env["lot.cost.movement"].search(
            domain, order="date, id", limit=ROWS_AT_MOST
        )
        kinds = dict(movements._fields["kind"]._description_selection(self.env))
        zone = shop_zone(self.env.company).key
        rows = [
            [
                format_datetime(self.env, row.date, tz=zone),
                row.lot_id.display_name,
                kinds[row.kind],
                row.note or row.picking_id.name or row.pos_order_line_id.order_id.name or "",
                row.quantity,
                row.value,
            ]
            for row in movements
        ]
        columns = [
            (self.env._("Date"), "text"),
            (self.env._("Lot"), "text"),
            (self.env._("What"), "text"),
            (self.env._("Document"), "text"),
            (self.env._("Quantity"), "quantity"),
            (self.env._("Value"), "money"),
        ]
        title = self.env._("Movements of Value")
        units = movements.lot_id.product_id.uom_id
        return self._frame(title, self._day_text(date_to), columns, rows, units=units)

    def _margin(self, date_from=None, date_to=None):
        domain = [("company_id", "=", self.env.company.id), *self._period(date_from, date_to)]
        lines = self.env["lot.margin.report"].search(domain, order="date, id", limit=ROWS_AT_MOST)
        rows = [
            [
                line.order_id.name,
                line.product_id.display_name,
                line.lot_id.display_name,
                line.quantity,
                line.revenue,
                line.cost,
                line.margin,
                line.margin_percent,
            ]
            for line in lines
        ]
        columns = [
            (self.env._("Ticket"), "text"),
            (self.env._("Product"), "text"),
            (self.env._("Lot"), "text"),
            (self.env._("Quantity"), "quantity"),
            (self.env._("Revenue"), "money"),
            (self.env._("Cost"), "money"),
            (self.env._("Margin"), "money"),
            (self.env._("Margin (%)"), "percent"),
        ]
        title = self.env._("Margin by Lot")
        units = lines.product_id.uom_id
        return self._frame(title, self._day_text(date_to), columns, rows, units=units)

    def _period(self, date_from, date_to):
        product = self.env["product.product"]
        domain = []
        if date_from:
            day = fields.Date.subtract(fields.Date.to_date(date_from), days=1)
            domain.append(("date", ">", product._lot_cost_moment(day)))
        if date_to:
            domain.append(("date", "<=", product._lot_cost_moment(date_to)))
        return domain

    def _reconciliation(self, date=None):
        values = {"date": date} if date else {}
        found = self.env["lot.reconciliation"].create(values)
        found.action_compare()
        sources = dict(found.account_line_ids._fields["source"]._description_selection(self.env))
        rows = [
            [
                line.account_id.display_name,
                sources[line.source],
                line.ledger,
                line.booked,
                line.difference,
                line.message or "",
            ]
            for line in found.account_line_ids
        ]
        notes = [
            f"{problem.message} {problem.lot_id.name or problem.product_id.display_name or ''}: "
            f"{self._text(problem.expected, 'quantity')} / {self._text(problem.found, 'quantity')}"
            for problem in found.problem_ids
        ]
        columns = [
            (self.env._("Account"), "text"),
            (self.env._("Source"), "text"),
            (self.env._("In Stock"), "money"),
            (self.env._("In the Account"), "money"),
            (self.env._("Difference"), "money"),
            (self.env._("Cause"), "text"),
        ]
        title = self.env._("Reconciliation of Stock by Lot")
        return self._frame(title, self._day_text(date), columns, rows, notes)

    def _comparison(self, date_from=None, date_to=None, comparison_id=None):
        comparisons = self.env["lot.cost.comparison"]
        if comparison_id:
            comparison = comparisons.browse(int(comparison_id))
            comparison.check_access("read")
        else:
            given = {"date_from": date_from, "date_to": date_to}
            comparison = comparisons.create({key: day for key, day in given.items() if day})
        comparison.action_compare()
        rows = [
            [
                line.product_id.display_name,
                line.opening,
                line.incoming,
                line.specific,
                line.fifo,
                line.average,
                line.fefo,
                line.closing,
                line.profit_effect,
            ]
            for line in comparison.line_ids
        ]
        columns = [
            (self.env._("Product"), "text"),
            (self.env._("Opening"), "money"),
            (self.env._("Came In"), "money"),
            (self.env._("Specific"), "money"),
            (self.env._("FIFO"), "money"),
            (self.env._("Average"), "money"),
            (self.env._("Ideal FEFO"), "money"),
            (self.env._("Closing"), "money"),
            (self.env._("Profit Effect"), "money"),
        ]
        period = self.env._(
            "%(company)s, %(start)s to %(end)s",
            company=self.env.company.name,
            start=format_date(self.env, comparison.date_from),
            end=format_date(self.env, comparison.date_to),
        )
        title = self.env._("Cost of Goods Gone: Methods Side by Side (IAS 2.24)")
        notes = self._reasons(comparison.line_ids.product_id)
        return self._frame(title, period, columns, rows, notes)
