from werkzeug.exceptions import BadRequest

from odoo import http
from odoo.exceptions import UserError
from odoo.http import content_disposition, request

MODELS = {"lots": "stock.lot", "pallets": "stock.package"}


class LotLabelController(http.Controller):
    """Labels as a file: for the browser's print dialogue, or straight to a label printer."""

    @http.route(
        "/lot/labels/<any(lots,pallets):kind>.<any(pdf,zpl):file_format>",
        type="http",
        auth="user",
        methods=["GET"],
    )
    def labels(
        self,
        kind,
        file_format,
        ids="",
        picking="",
        carrier="datamatrix",
        size="57x32",
        copies="1",
        per_piece="",
        density="203",
        **_others,
    ):
        """Only what the user may read is printed; a wrong parameter is answered with 400."""
        env = request.env
        records = env[MODELS[kind]].browse(self._numbers(ids))
        transfer = env["stock.picking"].browse(self._numbers(picking)[:1])
        try:
            content, mimetype = env["lot.label"]._print(
                records,
                picking=transfer,
                carrier="gs1_128" if kind == "pallets" else carrier,
                size=size,
                copies=sum(self._numbers(copies)[:1]),
                per_piece=bool(per_piece),
                file_format=file_format,
                density=density,
            )
        except UserError as error:
            if type(error) is not UserError:  # no access, or gone: Odoo has pages for those
                raise
            raise BadRequest(error.args[0]) from error
        disposition = content_disposition(
            f"{kind}.{file_format}", "inline" if file_format == "pdf" else "attachment"
        )
        return request.make_response(
            content,
            headers=[
                ("Content-Type", f"{mimetype}; charset=utf-8"),
                ("Content-Disposition", disposition),
                ("X-Content-Type-Options", "nosniff"),
            ],
        )

    def _numbers(self, text):
        parts = [part for part in text.split(",") if part]
        if not all(part.isascii() and part.isdecimal() and len(part) < 10 for part in parts):
            raise BadRequest
        return [int(part) for part in parts]
