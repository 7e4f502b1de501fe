from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class LotReceiving(models.AbstractModel):
    """A serial number is one thing: it cannot arrive while it lies in the house."""

    _inherit = "lot.receiving"

    @api.model
    def _refuse_known_serials(self, move_lines):
        """Upstream looks for the number only in the very place where it is booked.

        :raises ValidationError: a serial number of the lines lies in stock, or comes twice
        """
        lines = move_lines.filtered(lambda ml: ml.product_id.tracking == "serial")
        if not lines:
            return
        seen = set()
        for line in lines:
            name = line.lot_id.name or line.lot_name
            key = (line.product_id, name, line.company_id)
            if name and key in seen:
                raise ValidationError(
                    self.env._(
                        "Serial number %(serial)s of %(product)s comes twice. Scan each piece.",
                        serial=name,
                        product=line.product_id.display_name,
                    )
                )
            seen.add(key)
        serials = lines.lot_id | self.env["stock.lot"].union(*self._existing(lines).values())
        in_house = (
            Domain("lot_id", "in", serials.ids)
            & Domain("quantity", ">", 0)
            & Domain("location_id.usage", "in", ("internal", "transit"))
        )
        quants = self.env["stock.quant"].search(in_house) if serials else ()
        if quants:
            raise ValidationError(
                "\n".join(
                    [
                        self.env._("What lies in stock cannot arrive again:"),
                        *(
                            self.env._(
                                "Serial number %(serial)s of %(product)s lies in %(place)s.",
                                serial=quant.lot_id.name,
                                product=quant.product_id.display_name,
                                place=quant.location_id.display_name,
                            )
                            for quant in quants
                        ),
                    ]
                )
            )
