"""Pictures of a tour, taken while it runs, at the width of a desktop and of a phone.

A tour asks with the step ``picture`` of ``static/tests/tours/utils/browser_steps.js``.
"""

import base64
import time
from pathlib import Path

from ..tour_requests import answering

DESKTOP = {"width": 1366, "height": 768, "deviceScaleFactor": 1, "mobile": False}
PHONE = {"width": 360, "height": 740, "deviceScaleFactor": 1, "mobile": True}
SETTLE = 0.8  # seconds a page gets to lay itself out anew


class Camera:
    """Saves ``<name>.png`` and ``<name>-phone.png`` in a folder."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.names = []
        folder.mkdir(parents=True, exist_ok=True)

    def watching(self, **others):
        return answering(picture=self.take, **others)

    def take(self, browser, name):
        self._save(browser, name)
        self._resize(browser, PHONE)
        self._save(browser, f"{name}-phone")
        self._resize(browser, DESKTOP)
        self.names.append(name)

    def _resize(self, browser, metrics):
        browser._websocket_request("Emulation.setDeviceMetricsOverride", params=metrics)
        time.sleep(SETTLE)

    def _save(self, browser, name):
        answer = browser._websocket_request("Page.captureScreenshot")
        (self.folder / f"{name}.png").write_bytes(base64.b64decode(answer["data"]))
