"""A shop of a company of its own for the walk, and what its people do there."""

from odoo import fields
from odoo.fields import Command

from . import valuation_case
from .ledger_walk import Laws, NothingToDo

METHODS = ("average", "fifo")
VALUATIONS = ("real_time", "periodic")


class Shop(Laws, valuation_case.ValuationCase):
    """A company with warehouse, till, people and goods valued by lot in every setting.

    Used like a test case for its builders; it is never run by itself.
    """

    def __init__(self, env, company, currencies):
        super().__init__("check_ledger")
        cls = type(self)
        cls.env = env(context={**env.context, "allowed_company_ids": [company.id]})
        cls.company = company.with_env(cls.env)
        self.currencies = currencies.with_env(cls.env)
        self.open_business()
        self.products = self.make_goods()
        self.noted = {}
        self.sisters = []

    @classmethod
    def of(cls, env, company, currencies):
        """A shop whose builders, which are class methods, know nothing of another shop."""
        return type(f"Shop{company.id}", (cls,), {})(env, company, currencies)

    def open_business(self):
        cls = type(self)
        company = cls.company
        company.partner_id.tz = "UTC"
        company.point_of_sale_update_stock_quantities = "real"
        company.inventory_valuation = "real_time"
        company.anglo_saxon_accounting = True
        cls.warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", company.id)], limit=1
        )
        cls.stock_location = cls.warehouse.lot_stock_id
        # every act names its lots; what Odoo would set aside first is only taken back again
        cls.warehouse.out_type_id.reservation_method = "manual"
        cls.shelf = cls.env["stock.location"].create(
            {"name": "Shelf", "location_id": cls.stock_location.id}
        )
        cls.customer_location = cls.env.ref("stock.stock_location_customers")
        cls.supplier_location = cls.env.ref("stock.stock_location_suppliers")
        cls.vendor = cls.make_vendor()
        cls.customer = cls.env["res.partner"].create({"name": "Ms Doe"})
        cls.config = cls.make_till()
        cls.cashier = cls.make_user("point_of_sale.group_pos_user")
        cls.stock_user = cls.make_user("stock.group_stock_user", "purchase.group_purchase_user")
        makes_goods = "mrp.production" in cls.env
        cls.manager = cls.make_user(
            "stock.group_stock_manager",
            "purchase.group_purchase_user",
            *(["mrp.group_mrp_user"] if makes_goods else []),
        )
        cls.pos_boss = cls.make_user("point_of_sale.group_pos_manager", "stock.group_stock_user")
        cls.accountant = cls.make_user(
            "account.group_account_user",
            "stock.group_stock_manager",
            "purchase.group_purchase_user",
        )
        cls.pricer = cls.make_user("product.group_product_manager", "stock.group_stock_user")
        cls.approver = cls.make_user("account.group_account_manager", "stock.group_stock_manager")
        number = company.id
        cls.stock_account = cls.make_account("Stock", f"LST{number}", "asset_current")
        cls.variation_account = cls.make_account("Variation", f"LSV{number}", "expense")
        cls.cogs_account = cls.make_account("Cost", f"LCG{number}", "expense_direct_cost")
        cls.income_account = cls.make_account("Sales", f"LSA{number}", "income")
        cls.stock_account.account_stock_variation_id = cls.variation_account
        company.lot_writedown_account_id = cls.make_account("Losses", f"LSW{number}", "expense")

    def make_goods(self):
        """One product for each setting, one in serial numbers, one weighed."""
        goods = self.env["product.product"]
        for method in METHODS:
            for valuation in VALUATIONS:
                goods += self.make_valued(f"Ham {method} {valuation}", method, valuation)
        goods += self.make_valued("Watch", "fifo", tracking="serial")
        kilogram = self.env.ref("uom.product_uom_kgm")
        goods += self.make_valued("Cheese", "average", uom_id=kilogram.id)
        return goods

    def take_on(self, product, rng):
        """Keep goods of a sister's shop as our own, from now on."""
        product = product.with_env(self.env)
        if product not in self.products:
            settings = self.make_category(rng.choice(METHODS), rng.choice(VALUATIONS))
            category = product.categ_id
            for name in (
                "property_cost_method",
                "property_valuation",
                "property_stock_valuation_account_id",
                "property_account_expense_categ_id",
                "property_account_income_categ_id",
            ):
                category[name] = settings[name]
            product.standard_price = self.price(rng)
            self.products += product

    def fill(self, move, rows):
        """The lines of a move that is not done yet, from values. Those that are there are used:
        a deletion makes Odoo read everything again."""
        lines = move.move_line_ids
        commands = [Command.update(line.id, row) for line, row in zip(lines, rows, strict=False)]
        commands += [Command.delete(line.id) for line in lines[len(rows) :]]
        commands += [Command.create(row) for row in rows[len(lines) :]]
        move.move_line_ids = commands

    # -- what is there ---------------------------------------------------------------------------

    def now(self):
        return fields.Datetime.now()

    def ask(self, rng, records, what="nothing fits"):
        """One of the records, the newer the likelier."""
        if not records:
            raise NothingToDo(what)
        return records[int(len(records) * rng.random() ** 0.5)]

    def amount(self, rng, product, most=None):
        """A quantity of the product, up to what there is."""
        if product.tracking == "serial":
            return 1.0
        weighed = product.uom_id != self.env.ref("uom.product_uom_unit")
        if most is not None and rng.random() < 0.25:
            return most
        top = min(most or 12.0, 12.0)
        quantity = rng.uniform(0.05, top) if weighed else rng.randint(1, max(1, int(top)))
        return min(product.uom_id.round(quantity), most or quantity)

    def price(self, rng):
        return rng.choice((0.0, 1.0, 3.3333, round(rng.uniform(0.01, 50), 4), 9.99))

    def on_shelf(self, product=None, inside=True):
        """``[(lot, quantity free to go)]`` in the shop, oldest lot first."""
        domain = [
            ("location_id", "=" if inside else "child_of", self.stock_location.id),
            ("product_id", "in", (product or self.products).ids),
            ("lot_id", "!=", False),
            ("owner_id", "=", False),
            ("quantity", ">", 0),
        ]
        quants = self.env["stock.quant"].search(domain, order="lot_id, id")
        rows = [
            (q.lot_id, q.product_uom_id.round(q.quantity - q.reserved_quantity)) for q in quants
        ]
        return [(lot, quantity) for lot, quantity in rows if quantity > 0]

    def done(self, rng, source, target, **more):
        """One of the last done moves of our goods from a kind of place to another."""
        domain = [
            ("product_id", "in", self.products.ids),
            ("company_id", "=", self.company.id),
            ("state", "=", "done"),
            ("location_id.usage", "=", source),
            ("location_dest_id.usage", "=", target),
            *more.pop("domain", []),
        ]
        moves = self.env["stock.move"].search(domain, order="id desc", limit=40)
        return self.ask(rng, moves.sorted("id"))

    def still_out(self, move):
        """``{lot: quantity}`` of a done move that has not been sent back."""
        left = {}
        back = move.returned_move_ids.filtered(lambda m: m.state == "done")
        for line in move.move_line_ids.filtered(lambda ml: ml.picked and not ml.owner_id):
            left[line.lot_id] = left.get(line.lot_id, 0.0) + line.quantity_product_uom
        for line in back.move_line_ids:
            if line.lot_id in left:
                left[line.lot_id] -= line.quantity_product_uom
        uom = move.product_id.uom_id
        left = {lot: uom.round(quantity) for lot, quantity in left.items()}
        return {lot: quantity for lot, quantity in left.items() if lot and quantity > 0}

    def free(self, lot):
        return sum(quantity for other, quantity in self.on_shelf(lot.product_id) if other == lot)

    def comes_again(self, lot):
        """Whether our vendor may send a lot; of another vendor's lots we are asked first."""
        return lot.vendor_id in (self.vendor, self.env["res.partner"])

    def lot_name(self, rng, product):
        """Mostly a new one, sometimes one that came before."""
        known = self.env["stock.lot"].search(
            [("product_id", "=", product.id), ("company_id", "=", self.company.id)]
        )
        known = known.filtered(self.comes_again)
        if known and product.tracking == "lot" and rng.random() < 0.25:
            return rng.choice(known).name
        return f"{product.name} {rng.randrange(10**9)}"
