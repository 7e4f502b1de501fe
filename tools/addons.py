"""What the repository's add-on says about itself in its manifest."""

import ast

from .state import ROOT

ADDON = "lot_pos_tracking"

# Installed beside the add-on's dependencies, because --skip-auto-install drops them and a shop has
# them: without base_install_request a cashier cannot open the Point of Sale dashboard (native
# access error), without account_payment the portal shows no "Paid" badge.
NEIGHBOURS = ["account_payment", "base_install_request"]

# What tests/optional/ needs: apps with further ways for stock to come and go, and to sell.
OPTIONAL = [
    "mrp_account",
    "mrp_landed_costs",
    "mrp_product_expiry",
    "mrp_subcontracting_account",
    "mrp_subcontracting_dropshipping",
    "mrp_subcontracting_purchase",
    "pos_loyalty",
    "pos_mrp",
    "pos_restaurant",
    "pos_sale",
    "pos_self_order",
    "purchase_mrp",
    "sale_management",
    "sale_mrp",
    "sale_purchase_stock",
    "sale_stock",
    "sale_stock_product_expiry",
    "stock_dropshipping",
    "stock_landed_costs",
]


def manifest():
    return ast.literal_eval((ROOT / ADDON / "__manifest__.py").read_text())


def base_modules():
    """The modules of the template database."""
    return sorted({*manifest()["depends"], *NEIGHBOURS})


def has_demo():
    return bool(manifest().get("demo"))
