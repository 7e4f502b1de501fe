from odoo import api, models

CALLS = ("/pos.order/sync_from_ui", "/pos.config/claim_lots")
"""Ends of the addresses by which a till asks for its turn with lots."""


class ResDeviceLog(models.Model):
    _inherit = "res.device.log"

    @api.model
    def _update_device(self, request):
        """A till's device is noted in a transaction of its own.

        Once an hour Odoo writes it before the call itself. With something written, the view of the
        database cannot be renewed when the till's turn comes (``lot.locks._queue``): the order
        would fail on what the till before it has sold, and wait for seconds to be tried again.
        """
        if self.env.cr.readonly or not request.httprequest.path.endswith(CALLS):
            return super()._update_device(request)
        with self.env.registry.cursor() as cr:
            own = self.with_env(self.env(cr=cr))
            return super(ResDeviceLog, own)._update_device(request)
