from odoo.tools import file_open

from odoo.addons.web.controllers.webmanifest import WebManifest


class OfflineReceiving(WebManifest):
    def _get_service_worker_content(self):
        """Ours first: of two workers that want to answer, the one that listened first does."""
        with file_open("lot_pos_tracking/static/src/offline/receive_worker.js") as source:
            return source.read() + super()._get_service_worker_content()
