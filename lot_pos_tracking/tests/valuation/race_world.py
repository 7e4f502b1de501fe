"""A shop whose goods and documents are committed, for transactions that meet at the same moment."""

from functools import partial

from . import valuation_case


class RaceWorld(valuation_case.ValuationCase):
    """Used for its builders inside an environment that commits; it is never run by itself."""

    @classmethod
    def of(cls, env):
        """A world of its own, because builders are class methods."""
        world = type("World", (cls,), {"env": env, "company": env.company})
        world.warehouse = env["stock.warehouse"].search(
            [("company_id", "=", env.company.id)], limit=1
        )
        world.stock_location = world.warehouse.lot_stock_id
        world.customer_location = env.ref("stock.stock_location_customers")
        world.vendor = world.make_vendor()
        world.stock_account = world.make_account("Stock", "LRA1", "asset_current")
        world.cogs_account = world.make_account("Cost", "LRA2", "expense_direct_cost")
        world.income_account = world.make_account("Sales", "LRA3", "income")
        world.stock_user = world.make_user("stock.group_stock_user", "purchase.group_purchase_user")
        world.accountant = world.make_user(
            "account.group_account_user", "stock.group_stock_manager"
        )
        return world("assertBooksAgree")

    def leaving(self, product, lots, turns):
        """Deliveries of three units of two lots, two and one, now of the one, now of the other;
        they wait for their button."""
        pickings = []
        for turn in range(turns):
            in_turn = lots if turn % 2 else lots[::-1]
            picking = self.deliver(
                product, 3, lots=dict(zip(in_turn, (2, 1), strict=True)), validate=False
            )
            picking.move_ids.picked = True
            pickings.append(picking)
        return pickings


def button(record, name):
    """A job that presses a button of a record, in whatever environment it is done."""
    return partial(_press, record._name, record.id, name)


def _press(model, record_id, name, env):
    getattr(env[model].browse(record_id), name)()


def errors(results):
    """The exceptions among what the jobs of a race answered."""
    return [answer for lane in results for answer in lane if isinstance(answer, Exception)]


def own_problems(env, product_id):
    """What the reconciliation finds about one product."""
    found = env["lot.cost.layer"]._reconcile(env.company)
    return [row for row in found if row["product_id"] == product_id]
