"""Inside ``odoo shell``: build the asset bundles once, so that pages and tests start warm."""

env = globals()["env"]
BUNDLES = [
    "web.assets_web",
    "web.assets_frontend",
    "web.assets_frontend_minimal",
    "web.assets_frontend_lazy",
    "point_of_sale.assets_prod",
    "web.assets_tests",
    "web.assets_unit_tests",
    "web.assets_unit_tests_setup",
]
for name in BUNDLES:
    bundle = env["ir.qweb"]._get_asset_bundle(name, css=True, js=True)
    bundle.js()
    bundle.css()
env.cr.commit()
