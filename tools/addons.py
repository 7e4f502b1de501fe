"""What the repository's add-on says about itself in its manifest."""

import ast

from .state import ROOT

ADDON = "lot_pos_tracking"

# Installed beside the add-on's dependencies, because --skip-auto-install drops them and a shop has
# them: without base_install_request a cashier cannot open the Point of Sale dashboard (native
# access error), without account_payment the portal shows no "Paid" badge.
NEIGHBOURS = ["account_payment", "base_install_request"]


def manifest():
    return ast.literal_eval((ROOT / ADDON / "__manifest__.py").read_text())


def base_modules():
    """The modules of the template database."""
    return sorted({*manifest()["depends"], *NEIGHBOURS})


def has_demo():
    return bool(manifest().get("demo"))
