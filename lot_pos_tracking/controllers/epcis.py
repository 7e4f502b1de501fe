import json

from werkzeug.exceptions import BadRequest

from odoo import http
from odoo.exceptions import UserError
from odoo.http import content_disposition, request


class EpcisController(http.Controller):
    @http.route("/lot/epcis.jsonld", type="http", auth="user", methods=["GET"])
    def epcis(self, receipts="", shipments="", date_from="", date_to="", **_others):
        """Events as a file. The model checks who asks; a wrong parameter is answered with 400."""
        try:
            document = request.env["lot.exchange"].epcis_document(
                self._numbers(receipts),
                self._numbers(shipments),
                date_from or None,
                date_to or None,
            )
        except ValueError as error:
            raise BadRequest("date_from and date_to are moments, ids are numbers") from error
        except UserError as error:
            if type(error) is not UserError:  # no access, or gone: Odoo has pages for those
                raise
            raise BadRequest(error.args[0]) from error
        return request.make_response(
            json.dumps(document, indent=2, ensure_ascii=False),
            headers=[
                ("Content-Type", "application/ld+json; charset=utf-8"),
                ("Content-Disposition", content_disposition("epcis.jsonld")),
                ("X-Content-Type-Options", "nosniff"),
            ],
        )

    def _numbers(self, text):
        return [int(part) for part in text.split(",") if part]
