from odoo import api, models


class MailActivity(models.Model):
    _inherit = "mail.activity"

    def _action_done(self, feedback=False, attachment_ids=None):
        """Who ticks off the activity has taken care of the alert behind it."""
        alerts = self._expiry_alerts()
        result = super()._action_done(feedback=feedback, attachment_ids=attachment_ids)
        alerts._settle("done", "handled")
        return result

    def unlink(self):
        alerts = self._expiry_alerts()
        result = super().unlink()
        alerts._settle("dismissed")
        return result

    def _expiry_alerts(self):
        # sudo: the responsible need not be a stock user to tick off what he was asked to do
        alerts = self.env["lot.alert"].sudo()
        kind = self._expiry_type_id()
        mine = self.filtered(lambda act: act.active and act.activity_type_id.id == kind)
        return alerts.search([("activity_id", "in", mine.ids)]) if kind and mine else alerts

    @api.model
    def _expiry_type_id(self):
        """From the cache of XML ids: called for every activity, it must not cost a query."""
        xmlid = "lot_pos_tracking.mail_activity_expiry"
        return self.env["ir.model.data"]._xmlid_to_res_id(xmlid, raise_if_not_found=False)
