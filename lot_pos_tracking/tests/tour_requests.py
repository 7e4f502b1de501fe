"""What a tour cannot do itself, done from outside while it runs: pictures, cutting the network.

A tour asks with ``console.info("<kind>:<word>")`` and goes on when the page's body carries
``data-tour-answer="<kind>:<word>"``; see ``static/tests/tours/utils/browser_steps.js``.
"""

import json
import threading
from contextlib import contextmanager
from unittest.mock import patch
from urllib.request import urlopen

import websocket

from odoo.tests.common import HOST, ChromeBrowser

OFFLINE = {"offline": True, "latency": 0, "downloadThroughput": 0, "uploadThroughput": 0}
ONLINE = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}


def _is_of_the_cut(type, args):
    """Odoo's chat and bus complain when they find no network; the page goes on without them."""
    told = [str(arg.get("value") or arg.get("description") or "") for arg in args or ()]
    lost = (
        "ConnectionLostError",
        "Error while loading SharedWorker",
        "Worker service failed to initialize",
    )
    return type in ("error", "warning") and any(text.startswith(lost) for text in told)


@contextmanager
def answering(**handlers):
    """``handlers``: ``{kind: function of the browser and the word}``."""
    handle = ChromeBrowser._handle_console

    def with_requests(browser, type, args=None, stackTrace=None, **kw):  # noqa: N803
        text = str(args[0].get("value", "")) if args else ""
        kind, colon, word = text.partition(":")
        if colon and kind in handlers:
            # the browser's messages arrive in this thread, so somebody else has to wait
            threading.Thread(target=answer, args=(browser, kind, word), daemon=True).start()
            return None
        if "network" in handlers and _is_of_the_cut(type, args):
            return None
        return handle(browser, type, args=args, stackTrace=stackTrace, **kw)

    def answer(browser, kind, word):
        handlers[kind](browser, word)
        mark = f"document.body.setAttribute('data-tour-answer', {f'{kind}:{word}'!r})"
        browser._websocket_request("Runtime.evaluate", params={"expression": mark})

    with patch.object(ChromeBrowser, "_handle_console", with_requests):
        yield


class Network:
    """The network of the browser, of the page and of its service workers, cut and mended."""

    def __init__(self):
        self.workers = {}  # {target id: its socket}, held open: the browser forgets otherwise

    def switch(self, browser, word):
        conditions = OFFLINE if word == "cut" else ONLINE
        browser._websocket_request("Network.enable")
        browser._websocket_request("Network.emulateNetworkConditions", params=conditions)
        with urlopen(f"http://{HOST}:{browser.devtools_port}/json/list", timeout=10) as answer:
            targets = json.load(answer)
        for target in targets:
            if target["type"] == "service_worker":
                self._switch_worker(target, conditions)

    def _switch_worker(self, target, conditions):
        if target["id"] not in self.workers:
            address = target["webSocketDebuggerUrl"]
            self.workers[target["id"]] = websocket.create_connection(
                address, timeout=10, suppress_origin=True
            )
        socket = self.workers[target["id"]]
        for number, (method, params) in enumerate(
            [("Network.enable", {}), ("Network.emulateNetworkConditions", conditions)], 1
        ):
            _request(socket, number, method, params)

    def close(self):
        for socket in self.workers.values():
            socket.close()


def _request(socket, number, method, params):
    socket.send(json.dumps({"id": number, "method": method, "params": params}))
    while True:
        answer = json.loads(socket.recv())
        if answer.get("id") == number:
            return answer
