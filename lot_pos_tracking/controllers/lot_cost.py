from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.http import request

from .tables import as_pdf, as_xlsx

WRITERS = {
    "pdf": (as_pdf, "application/pdf"),
    "xlsx": (as_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
OPTIONS = {
    "valuation": {"date", "by"},
    "aged": {"date"},
    "movements": {"lot_id", "date_from", "date_to"},
    "margin": {"date_from", "date_to"},
    "reconciliation": {"date"},
    "comparison": {"date_from", "date_to", "comparison_id"},
}


class LotCostController(http.Controller):
    @http.route("/lot_cost/<string:report>.<string:extension>", type="http", auth="user")
    def document(self, report, extension, company_id=None, **options):
        """A report on value as a document; 403 without the right to see costs, 404 for a report
        or a company that the user does not have."""
        if extension not in WRITERS or report not in OPTIONS:
            raise request.not_found()
        user = request.env.user
        if not user.has_group("lot_pos_tracking.group_lot_cost"):
            return request.make_response("", status=403)
        try:
            company = user.company_ids.browse(int(company_id or request.env.company.id))
            known = {name: value for name, value in options.items() if name in OPTIONS[report]}
            if company not in user.company_ids:
                raise request.not_found()
            tables = request.env["lot.cost.table"].with_context(allowed_company_ids=company.ids)
            table = tables._build(report, **known)
        except AccessError:
            return request.make_response("", status=403)
        except (KeyError, ValueError, UserError) as error:
            raise request.not_found() from error
        writer, content_type = WRITERS[extension]
        return request.make_response(
            writer(table),
            [
                ("Content-Type", content_type),
                (
                    "Content-Disposition",
                    http.content_disposition(f"{table['title']}.{extension}"),
                ),
            ],
        )
