"""A label for the screen: what the printer will draw, at the same places."""

from markupsafe import Markup

from .lot_label_layout import DOTS, SIZES, Label, Text
from .lot_label_pdf import items_of, measure
from .lot_label_symbols import rectangles


def make_svg(label: Label, size: str) -> Markup:
    paper = SIZES[size]
    width, height = paper.width * DOTS, paper.height * DOTS
    parts = []
    for item in items_of(label, size):
        if isinstance(item, Text):
            parts.append(
                Markup(
                    '<text x="%s" y="%s" font-size="%s" font-weight="%s" textLength="%.1f"'
                    ' lengthAdjust="spacingAndGlyphs">%s</text>'
                )
                % (
                    item.x,
                    item.y + item.height * 0.92,
                    item.height,
                    700 if item.bold else 400,
                    measure(item.text, item.height, item.bold),
                    item.text,
                )
            )
            continue
        linear = item.symbol.carrier == "gs1_128"
        steps = "".join(
            f"M{item.x + x * item.module} {item.y + y * item.module}h{w * item.module}"
            f"v{item.height if linear else h * item.module}h{-w * item.module}z"
            for x, y, w, h in rectangles(item.symbol, 1)
        )
        parts.append(Markup('<path d="%s" shape-rendering="crispEdges"/>') % steps)
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %s %s" '
        'font-family="Roboto,Arial,sans-serif">'
        '<rect width="100%%" height="100%%" fill="#fff"/>%s</svg>'
    ) % (width, height, Markup("").join(parts))
