from . import (
    lot_alert,
    lot_alert_action,
    lot_alert_notice,
    lot_alert_price,
    lot_alert_scan,
    lot_alert_tier,
    mail_activity,
    res_company,
    res_config_settings,
    stock_lot,
    stock_lot_price,
    stock_warehouse,
)
