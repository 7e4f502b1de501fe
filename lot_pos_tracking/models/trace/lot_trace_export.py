import io
from xml.sax.saxutils import escape

import xlsxwriter
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from odoo import api, fields, models
from odoo.tools import format_datetime, formatLang

from ... import paper


class LotTrace(models.AbstractModel):
    """A trace as a sheet and as a paper, both from the same rows as the screen."""

    _inherit = "lot.trace"

    @api.model
    def _columns(self):
        return [
            self.env._("Date"),
            self.env._("Lot"),
            self.env._("Product"),
            self.env._("What"),
            self.env._("From"),
            self.env._("To"),
            self.env._("Quantity"),
            self.env._("Unit"),
            self.env._("Details"),
        ]

    @api.model
    def _edge_labels(self):
        return {
            "receipt": self.env._("Received"),
            "supply": self.env._("Supplied"),
            "dropship": self.env._("Delivered by the vendor"),
            "dropship_return": self.env._("Returned to the vendor"),
            "sale": self.env._("Sold"),
            "return": self.env._("Came back"),
            "vendor_return": self.env._("Returned to the vendor"),
            "production": self.env._("Production"),
            "consumption": self.env._("Used up"),
            "split": self.env._("Split"),
            "scrap": self.env._("Scrapped"),
            "gain": self.env._("Counted, found"),
            "loss": self.env._("Counted, missing"),
            "transfer": self.env._("Moved"),
            "on_hand": self.env._("On hand"),
        }

    @api.model
    def _rows(self, graph):
        """One row for each edge, the oldest first: values in the order of ``_columns``."""
        nodes = {node["id"]: node for node in graph["nodes"]}
        lots = {node["res_id"]: node for node in graph["nodes"] if node["kind"] == "lot"}
        labels = self._edge_labels()
        return [
            [
                fields.Datetime.to_datetime(edge["date"][:-1].replace("T", " "))
                if edge["date"]
                else None,
                lots[edge["lot_id"]]["name"],
                lots[edge["lot_id"]]["product"],
                labels[edge["kind"]],
                nodes[edge["source"]]["name"],
                nodes[edge["target"]]["name"],
                edge["quantity"],
                edge["uom"],
                self._details(nodes[edge["source"]], nodes[edge["target"]]),
            ]
            for edge in sorted(graph["edges"], key=lambda edge: edge["date"] or "9")
        ]

    @api.model
    def _details(self, *nodes):
        facts = []
        for node in nodes:
            if node.get("purchase"):
                facts.append(node["purchase"]["name"])
            facts += [node.get(name) for name in ("till", "receipt_number", "cashier", "reason")]
        return ", ".join(fact for fact in facts if fact)

    @api.model
    def _xlsx(self, graph):
        """The rows as a workbook; text is never taken for a formula."""
        buffer = io.BytesIO()
        with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False}) as book:
            sheet = book.add_worksheet(self.env._("Trace")[:31])
            bold = book.add_format({"bold": True})
            moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
            for column, title in enumerate(self._columns()):
                sheet.write_string(0, column, title, bold)
            for line, row in enumerate(self._rows(graph), 1):
                for column, value in enumerate(row):
                    if value is None:
                        continue
                    if column == 0:
                        local = fields.Datetime.context_timestamp(self, value)
                        sheet.write_datetime(line, 0, local.replace(tzinfo=None), moment)
                    elif isinstance(value, float):
                        sheet.write_number(line, column, value)
                    else:
                        sheet.write_string(line, column, str(value))
            sheet.freeze_panes(1, 0)
            sheet.autofit()
        return buffer.getvalue()

    @api.model
    def _pdf(self, graph):
        """The rows on paper."""
        font = paper.font()
        small = ParagraphStyle("small", fontName=font, fontSize=8, leading=10)
        title = ParagraphStyle("title", fontName=font, fontSize=14, leading=18)
        lots = [node for node in graph["nodes"] if node["kind"] == "lot"]
        heading = self.env._(
            "Trace of %(lots)s", lots=", ".join(f"{n['name']} ({n['product']})" for n in lots[:5])
        )
        printed = self.env._(
            "%(company)s, %(moment)s, %(user)s",
            company=self.env.company.name,
            moment=format_datetime(self.env, fields.Datetime.now()),
            user=self.env.user.name,
        )
        story = [Paragraph(escape(heading), title), Paragraph(escape(printed), small)]
        if graph["truncated"]:
            cut = self.env._("Not everything is told: there is more than fits.")
            story.append(Paragraph(escape(cut), small))
        table = [[Paragraph(escape(text), small) for text in self._columns()]]
        for at, *texts in self._rows(graph):
            texts[5] = formatLang(self.env, texts[5], dp="Product Unit")
            cells = [format_datetime(self.env, at) if at else "", *texts]
            table.append([Paragraph(escape(str(cell)), small) for cell in cells])
        widths = [width * mm for width in (30, 28, 42, 24, 38, 38, 20, 16, 38)]
        style = TableStyle(
            [
                ("GRID", (0, 0), (-1, -1), 0.25, colors.grey),
                ("BACKGROUND", (0, 0), (-1, 0), colors.whitesmoke),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ]
        )
        story += [Spacer(1, 5 * mm), Table(table, colWidths=widths, repeatRows=1, style=style)]
        buffer = io.BytesIO()
        SimpleDocTemplate(
            buffer,
            pagesize=landscape(A4),
            leftMargin=10 * mm,
            rightMargin=10 * mm,
            topMargin=12 * mm,
            bottomMargin=12 * mm,
            title=heading,
        ).build(story)
        return buffer.getvalue()
