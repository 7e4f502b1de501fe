from . import lot_alert_tier, res_company, stock_lot
