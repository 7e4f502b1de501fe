"""pytest plugin: of the tests collected, those of the stream that DEV_STREAM names.

``browser`` are Odoo's ``HttpCase``, which serve pages and mostly drive Chromium; ``server`` is
every other test. So each test is in exactly one of them, wherever its file is.
"""

import os

from odoo.tests import HttpCase


def is_browser(item):
    cls = getattr(item, "cls", None)
    return isinstance(cls, type) and issubclass(cls, HttpCase)


def pytest_collection_modifyitems(config, items):
    wanted = os.environ.get("DEV_STREAM")
    if wanted not in ("browser", "server"):
        return
    kept = [item for item in items if is_browser(item) == (wanted == "browser")]
    left = [item for item in items if item not in set(kept)]
    config.hook.pytest_deselected(items=left)
    items[:] = kept
