"""Lets the kernel's tests run where Odoo is not installed.

Importing ``lot_pos_tracking.core`` would execute the add-on's ``__init__`` and so its models.
When pytest-odoo is not active, empty packages with the right ``__path__`` stand in for it. When it
is, a test may not skip itself or log a warning in silence, and the whole runs in two streams.
"""

import sys
import types
from pathlib import Path

ROOT = Path(__file__).parent
ADDON = ROOT / "lot_pos_tracking"


def pytest_configure(config):
    if config.pluginmanager.hasplugin("odoo"):
        if str(ROOT) not in sys.path:
            sys.path.append(str(ROOT))
        config.pluginmanager.import_plugin("tools.pytest_strict")
        config.pluginmanager.import_plugin("tools.pytest_stream")
        return
    for name, folder in {
        "lot_pos_tracking": ADDON,
        "lot_pos_tracking.tests": ADDON / "tests",
    }.items():
        package = types.ModuleType(name)
        package.__path__ = [str(folder)]
        sys.modules.setdefault(name, package)
