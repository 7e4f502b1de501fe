from odoo import fields, models


class PosConfig(models.Model):
    """What customers see of the lots."""

    _inherit = "pos.config"

    lot_ticket_qr = fields.Boolean(
        "Lot Code on the Ticket",
        help="A QR code for each lot with a GTIN: its GS1 Digital Link.",
    )
    lot_customer_dates = fields.Boolean(
        "Dates on the Customer Display", help="The date of each lot beside its number."
    )
