"""The claim note for a vendor as PDF: what was announced, what came, what is claimed."""

from html import escape
from io import BytesIO

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.lib.units import mm
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

_GRID = TableStyle(
    [
        ("FONTSIZE", (0, 0), (-1, -1), 8),
        ("BACKGROUND", (0, 0), (-1, 0), colors.whitesmoke),
        ("LINEBELOW", (0, 0), (-1, -1), 0.25, colors.grey),
        ("ALIGN", (3, 0), (-1, -1), "RIGHT"),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ]
)


def claim_note(claim) -> bytes:
    """The PDF of a ``lot.vendor.claim``."""
    env = claim.env
    styles = getSampleStyleSheet()
    shipment, company = claim.shipment_id, claim.company_id
    cell = styles["BodyText"].clone("cell", fontSize=8, leading=10)

    def words(text):
        return Paragraph(escape(str(text or "–")), cell)

    facts = [
        (env._("Shipment"), shipment.name),
        (env._("Your reference"), shipment.sender),
        (env._("Our order"), claim.purchase_id.name),
        (env._("Receipts"), ", ".join(shipment.picking_ids.mapped("name"))),
        (env._("Announced"), shipment.announced_at.date()),
        (env._("Pallets"), ", ".join(shipment.sscc_ids.mapped("name"))),
    ]
    head = [env._("Product"), env._("Lot"), env._("Finding")]
    rows = [
        [*head, env._("Announced"), env._("Received"), env._("Claimed"), claim.currency_id.name]
    ]
    reasons = dict(claim.line_ids._fields["reason"]._description_selection(claim.env))
    for line in claim.line_ids:
        rows.append(
            [
                words(line.product_id.display_name),
                words(line.vendor_lot),
                words(line.finding or reasons[line.reason]),
                f"{line.announced_qty:g}",
                f"{line.received_qty:g}",
                f"{line.claimed_qty:g} {line.uom_id.name or ''}",
                f"{line.amount:.{claim.currency_id.decimal_places}f}",
            ]
        )
    rows.append(["", "", "", "", "", env._("Sum"), f"{claim.amount:.2f}"])
    table = Table(
        rows,
        colWidths=[48 * mm, 28 * mm, 34 * mm, 18 * mm, 18 * mm, 22 * mm, 18 * mm],
        repeatRows=1,
    )
    table.setStyle(_GRID)
    story = [
        Paragraph(escape(company.name), styles["Heading3"]),
        Paragraph(escape(f"{claim.name} · {claim.vendor_id.display_name}"), styles["Title"]),
        Table(
            [[words(name), words(value)] for name, value in facts], colWidths=[40 * mm, 146 * mm]
        ),
        Spacer(1, 6 * mm),
        table,
    ]
    if claim.note:
        story += [Spacer(1, 6 * mm), words(claim.note)]
    stream = BytesIO()
    SimpleDocTemplate(
        stream,
        pagesize=A4,
        title=claim.name,
        author=company.name,
        leftMargin=12 * mm,
        rightMargin=12 * mm,
    ).build(story)
    return stream.getvalue()
