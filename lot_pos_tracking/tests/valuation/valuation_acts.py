"""What accountants and warehouses do to the value and the lots of goods on hand."""

from odoo.fields import Command


class ValuationActs:
    """Builders for a ``ValuationCase``; the documents they return are done."""

    def revalue(self, product, amount, *lots, user=None, **values):
        """Change the value of lots, or of all lots of a product, by an amount."""
        revaluation = (
            self.env["lot.revaluation"]
            .with_user(user or self.accountant)
            .create(
                {
                    "product_id": product.id,
                    "lot_ids": [Command.set([lot.id for lot in lots])],
                    "amount": amount,
                    "reason": "Appraisal",
                    **values,
                }
            )
        )
        revaluation.action_apply()
        return revaluation

    def propose_writedown(self, lot, expected_price, **values):
        """A write-down that is still to be approved."""
        writedowns = self.env["lot.writedown"].with_user(self.accountant)
        return writedowns.create(
            {"lot_id": lot.id, "expected_price": expected_price, "reason": "Dented", **values}
        )

    def charge(
        self, amount, lots, account, *, method="by_quantity", user=None, post=True, **values
    ):
        """Charge lots by name with a cost that was booked on an account."""
        cost = (
            self.env["lot.landed.cost"]
            .with_user(user or self.accountant)
            .create(
                {
                    "name": "Cold transport",
                    "amount": amount,
                    "split_method": method,
                    "lot_ids": [Command.set([lot.id for lot in lots])],
                    "account_id": account.id,
                    **values,
                }
            )
        )
        cost.action_share()
        if post:
            cost.action_post()
        return cost

    def regroup(self, kind, sources, targets, user=None, **values):
        """Split or merge: ``sources`` is ``{lot: quantity}``, ``targets`` ``{lot or name: …}``.

        :return: the ``lot.regroup``; its ``to_ids`` have the lots
        """
        into = []
        for lot, quantity in targets.items():
            named = {"lot_name": lot} if isinstance(lot, str) else {"lot_id": lot.id}
            into.append(Command.create({"side": "to", "quantity": quantity, **named}))
        regroup = (
            self.env["lot.regroup"]
            .with_user(user or self.stock_user)
            .create(
                {
                    "kind": kind,
                    "product_id": next(iter(sources)).product_id.id,
                    "from_ids": [
                        Command.create({"side": "from", "lot_id": lot.id, "quantity": quantity})
                        for lot, quantity in sources.items()
                    ],
                    "to_ids": into,
                    **values,
                }
            )
        )
        regroup.action_apply()
        return regroup
