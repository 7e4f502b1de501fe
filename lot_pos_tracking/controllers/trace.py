import json

from werkzeug.exceptions import BadRequest, NotFound

from odoo.http import Controller, content_disposition, request, route

TYPES = {
    "json": "application/json; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}


class TraceController(Controller):
    @route(
        "/lot_pos_tracking/trace.<any(json, xlsx, pdf):kind>",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def trace(self, kind, lot_ids="", direction="both", depth=None):
        """A trace to take away. The model checks who asks and for which company."""
        try:
            ids = [int(part) for part in lot_ids.split(",") if part]
            depth = int(depth) if depth else None
        except ValueError as error:
            raise BadRequest("lot_ids and depth are numbers") from error
        face = request.env["lot.trace"]
        graph = face.trace(ids, direction, depth)
        lots = [node["name"] for node in graph["nodes"] if node["kind"] == "lot"]
        if not lots:
            raise NotFound()
        render = {"json": json.dumps, "xlsx": face._xlsx, "pdf": face._pdf}[kind]
        return request.make_response(
            render(graph),
            headers=[
                ("Content-Type", TYPES[kind]),
                ("Content-Disposition", content_disposition(f"trace {lots[0]}.{kind}")),
                ("X-Content-Type-Options", "nosniff"),
            ],
        )
