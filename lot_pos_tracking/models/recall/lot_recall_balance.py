from decimal import Decimal

from odoo import models

from ...bridge import to_decimal, to_float
from ...core.recall import MassBalance

FLOW_KEYS = {
    "receipt": ("received",),
    "production": ("received",),
    "dropship": ("received", "sold"),
    "sale": ("sold",),
    "return": ("returned",),
    "dropship_return": ("returned", "to_vendor"),
    "scrap": ("scrapped",),
    "vendor_return": ("to_vendor",),
    "consumption": ("consumed",),
}
"""What each kind of movement counts as."""


class LotRecall(models.Model):
    """Where all of the recalled goods are, and who has had them."""

    _inherit = "lot.recall"

    def _lots(self):
        self.ensure_one()
        lots = self.line_ids.lot_id
        if self.state == "draft":
            lots = self.env["stock.lot"].browse([lot.id for lot in self._lots_in_scope()])
        return lots

    def balance(self):
        """Where the received quantity of each lot is, in the product's unit.

        :return: ``{lot id: {received, on_hand, in_transit, sold_known, sold_anonymous, returned,
            scrapped, to_vendor, consumed, accounted, accounted_pct, unaccounted}}``;
            ``accounted_pct`` is None where nothing was received
        """
        self.ensure_one()
        self.check_access("read")
        return {
            lot.id: self._plain_balance(balance)
            for lot, balance in self._balances(self._lots()).items()
        }

    def _plain_balance(self, balance):
        plain = {name: to_float(value) for name, value in vars(balance).items()}
        share = balance.accounted_pct
        return {
            **plain,
            "accounted": to_float(balance.accounted),
            "accounted_pct": None if share is None else to_float(share),
            "unaccounted": to_float(balance.unaccounted),
        }

    def _balances(self, lots):
        """``{lot: MassBalance}``. A constant number of queries.

        What a count found counts as received, less what other counts missed; what counts have
        missed beyond that is nowhere: it stays unaccounted.
        """
        sums = {lot: dict.fromkeys(vars(MassBalance()), Decimal(0)) for lot in lots}
        counted = dict.fromkeys(lots, Decimal(0))
        by_id = {lot.id: lot for lot in lots}
        for flow in self._recall_flows(lots):
            lot = by_id[flow.lot_id]
            quantity = to_decimal(flow.quantity, lot.product_uom_id)
            if flow.kind in ("gain", "loss"):
                counted[lot] += quantity if flow.kind == "gain" else -quantity
            for key in FLOW_KEYS.get(flow.kind, ()):
                if key == "sold":
                    key = "sold_known" if flow.partner_id else "sold_anonymous"
                sums[lot][key] += quantity
        for lot, quantity in counted.items():
            sums[lot]["received"] += max(quantity, Decimal(0))
        for lot, usage, quantity in self._shelf(lots):
            key = "in_transit" if usage == "transit" else "on_hand"
            sums[lot][key] += to_decimal(quantity, lot.product_uom_id)
        return {lot: MassBalance(**values) for lot, values in sums.items()}

    def _recall_flows(self, lots):
        """The movements that really happened, within the case's company."""
        flows = self.env["lot.trace"]._flows(lots, self.company_id)
        return [flow for flow in flows if flow.is_booked]

    def _shelf(self, lots):
        rows = self.env["stock.quant"]._read_group(
            [
                ("lot_id", "in", lots.ids),
                ("company_id", "=", self.company_id.id),
                ("location_id.usage", "in", ("internal", "transit")),
            ],
            ["lot_id", "location_id"],
            ["quantity:sum"],
        )
        return [(lot, location.usage, quantity) for lot, location, quantity in rows]

    def _sales(self):
        """All sales of the lots, also such whose stock was not booked: ``[Flow]``."""
        self.ensure_one()
        flows = self.env["lot.trace"]._flows(self._lots(), self.company_id)
        return [flow for flow in flows if flow.kind in ("sale", "dropship")]

    def affected_orders(self):
        """The tickets on which the lots were sold, with or without a customer's name."""
        self.check_access("read")
        return self.env["pos.order"].browse(
            sorted({flow.order_id for flow in self._sales() if flow.order_id})
        )

    def affected_partners(self):
        """The customers who are known to have had the lots."""
        self.check_access("read")
        return self.env["res.partner"].browse(
            sorted({flow.partner_id for flow in self._sales() if flow.partner_id})
        )

    def affected_sales(self):
        """Every ticket and delivery with what was on it.

        :return: ``[{lot_id, lot, quantity, date, document, order_id, partner_id, partner}]``
        """
        self.check_access("read")
        sales = self._sales()
        # sudo: a recall must name tickets and buyers to whoever runs it
        env = self.sudo().env
        names = {}
        for model in {flow.document[0] for flow in sales}:
            ids = {flow.document[1] for flow in sales if flow.document[0] == model}
            names.update(
                {(model, r.id): r.display_name for r in env[model].browse(sorted(ids)).exists()}
            )
        lots = {lot.id: lot.name for lot in self._lots()}
        return [
            {
                "lot_id": flow.lot_id,
                "lot": lots[flow.lot_id],
                "quantity": flow.quantity,
                "date": f"{flow.at.isoformat()}Z" if flow.at else None,
                "document": names.get(flow.document, ""),
                "order_id": flow.order_id,
                "partner_id": flow.partner_id,
                "partner": env["res.partner"].browse(flow.partner_id).display_name
                if flow.partner_id
                else None,
            }
            for flow in sales
        ]
