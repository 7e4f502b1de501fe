from ..common import LotCommon


class ExpiryCommon(LotCommon):
    """One tier of seven days, a person who is told, and milk that lives thirty days."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["lot.alert.tier"].search([]).active = False
        cls.keeper = cls.make_user("stock.group_stock_manager")
        cls.tier = cls.make_tier("A week left", days=7)
        cls.milk = cls.make_product("Milk", shelf_life=30, standard_price=1.5)

    @classmethod
    def make_tier(cls, name, **values):
        return cls.env["lot.alert.tier"].create({"name": name, "user_id": cls.keeper.id, **values})

    def scan(self):
        """:return: the alerts that the scan has opened"""
        before = self.alerts()
        self.env["lot.alert"]._cron_scan()
        return self.alerts() - before

    def alerts(self, *domain):
        own = [("tier_id.company_id", "=", self.company.id), ("tier_id.active", "=", True)]
        return self.env["lot.alert"].search([*own, *domain], order="id")
