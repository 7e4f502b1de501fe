"""Lets the kernel's tests run where Odoo is not installed.

Importing ``lot_pos_tracking.core`` would execute the add-on's ``__init__`` and so its models.
When pytest-odoo is not active, empty packages with the right ``__path__`` stand in for it.
"""

import sys
import types
from pathlib import Path

ADDON = Path(__file__).parent / "lot_pos_tracking"


def pytest_configure(config):
    if config.pluginmanager.hasplugin("odoo"):
        return
    for name, folder in {
        "lot_pos_tracking": ADDON,
        "lot_pos_tracking.tests": ADDON / "tests",
    }.items():
        package = types.ModuleType(name)
        package.__path__ = [str(folder)]
        sys.modules.setdefault(name, package)
