{
    "name": "Lot Tracking for Retail",
    "summary": "Stock controlled by lot, from the supplier's shipment notice to the till and the books",
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
    "data": [],
    "demo": [],
    "assets": {
        "point_of_sale._assets_pos": [
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
    "application": True,
    "installable": True,
}
