"""Pictures of a tour, taken while it runs, at the width of a desktop and of a phone.

A tour asks with ``console.info("story:picture:<name>")`` and goes on when the page's body carries
``data-story-picture="<name>"``; see ``static/tests/tours/utils/story_steps.js``.
"""

import base64
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from odoo.tests.common import ChromeBrowser

REQUEST = "story:picture:"
DESKTOP = {"width": 1366, "height": 768, "deviceScaleFactor": 1, "mobile": False}
PHONE = {"width": 360, "height": 740, "deviceScaleFactor": 1, "mobile": True}
SETTLE = 0.8  # seconds a page gets to lay itself out anew


class Camera:
    """Saves ``<name>.png`` and ``<name>-phone.png`` in a folder."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.names = []
        folder.mkdir(parents=True, exist_ok=True)

    @contextmanager
    def watching(self):
        handle = ChromeBrowser._handle_console
        camera = self

        def with_pictures(browser, type, args=None, stackTrace=None, **kw):  # noqa: N803
            text = str(args[0].get("value", "")) if args else ""
            if text.startswith(REQUEST):
                name = text.removeprefix(REQUEST)
                # the browser's messages arrive in this thread, so somebody else has to wait
                threading.Thread(target=camera.take, args=(browser, name), daemon=True).start()
                return None
            return handle(browser, type, args=args, stackTrace=stackTrace, **kw)

        with patch.object(ChromeBrowser, "_handle_console", with_pictures):
            yield self

    def take(self, browser, name):
        self._save(browser, name)
        self._resize(browser, PHONE)
        self._save(browser, f"{name}-phone")
        self._resize(browser, DESKTOP)
        self.names.append(name)
        mark = f"document.body.setAttribute('data-story-picture', {name!r})"
        browser._websocket_request("Runtime.evaluate", params={"expression": mark})

    def _resize(self, browser, metrics):
        browser._websocket_request("Emulation.setDeviceMetricsOverride", params=metrics)
        time.sleep(SETTLE)

    def _save(self, browser, name):
        answer = browser._websocket_request("Page.captureScreenshot")
        (self.folder / f"{name}.png").write_bytes(base64.b64decode(answer["data"]))
