from odoo.tools import file_open

from odoo.addons.point_of_sale.controllers.main import PosController
from odoo.addons.web.controllers.webmanifest import WebManifest


def _worker(name):
    with file_open(f"lot_pos_tracking/static/src/offline/{name}") as source:
        return source.read()


class OfflineReceiving(WebManifest):
    def _get_service_worker_content(self):
        """Ours first: of two workers that want to answer, the one that listened first does."""
        return _worker("receive_worker.js") + super()._get_service_worker_content()


class OfflineTill(PosController):
    def _get_pos_service_worker(self):
        """Ours first, for the same reason."""
        return _worker("till_worker.js") + super()._get_pos_service_worker()
