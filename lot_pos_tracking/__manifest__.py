{
    "name": "Lot Tracking for Retail",
    "summary": "Stock controlled by lot, from the supplier's shipment to the till and the books",
    "version": "19.0.1.0.0",
    "category": "Inventory/Point of Sale",
    "license": "LGPL-3",
    "author": "lot_pos_tracking maintainers",
    "website": "https://lot-pos-tracking.example.com",
    "depends": [
        "point_of_sale",
        "product_expiry",
        "purchase_stock",
    ],
    "external_dependencies": {"python": ["biip", "pydifact"]},
    "data": [
        # security
        "security/lot_groups.xml",
        "security/lot_rules.xml",
        "security/ir.model.access.csv",
        # data
        "data/ir_cron_data.xml",
        "data/lot_hold_reason_data.xml",
        "data/mail_activity_type_data.xml",
        # wizards, before the views that open them
        "wizard/lot_conflict_wizard_views.xml",
        "wizard/lot_hold_wizard_views.xml",
        "wizard/lot_shipment_upload_views.xml",
        # views
        "views/expiry/expiry_digest_templates.xml",
        "views/expiry/lot_alert_tier_views.xml",
        "views/expiry/lot_alert_views.xml",
        "views/expiry/stock_warehouse_views.xml",
        "views/identity/lot_hold_views.xml",
        "views/identity/lot_number_rule_views.xml",
        "views/identity/stock_lot_views.xml",
        "views/expiry/stock_lot_views.xml",
        "views/journal/lot_event_views.xml",
        "views/receiving/lot_shipment_views.xml",
        "views/receiving/purchase_order_views.xml",
        "views/receiving/stock_lot_views.xml",
        "views/receiving/stock_picking_views.xml",
        "views/trace/stock_lot_views.xml",
        "views/valuation/lot_cutover_views.xml",
        "views/valuation/product_views.xml",
        "views/res_config_settings_views.xml",
        # menus last
        "views/menus.xml",
    ],
    "demo": [
        "demo/people_demo.xml",
        "demo/products_demo.xml",
        "demo/lots_demo.xml",
        "demo/till_demo.xml",
    ],
    "assets": {
        "point_of_sale._assets_pos": [
            "lot_pos_tracking/static/src/scss/lot_variables.scss",
            "lot_pos_tracking/static/src/core/**/*",
            "lot_pos_tracking/static/src/app/**/*",
        ],
        "web.assets_backend": [
            "lot_pos_tracking/static/src/core/**/*",
            "lot_pos_tracking/static/src/backend/**/*",
        ],
        "web.assets_tests": [
            "lot_pos_tracking/static/tests/tours/**/*",
        ],
        "web.assets_unit_tests": [
            "lot_pos_tracking/static/tests/unit/**/*",
        ],
    },
    "pre_init_hook": "pre_init_hook",
    "post_init_hook": "post_init_hook",
    "uninstall_hook": "uninstall_hook",
    "application": True,
}
