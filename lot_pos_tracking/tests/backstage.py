"""What happens behind a running tour: the office acts, the network goes, two clocks go on.

A tour asks with ``console.info("backstage:<name>")`` and goes on when the page's body carries
``data-backstage="<name>"``; see ``static/tests/tours/utils/backstage.js``.
"""

import threading
from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

import requests

from odoo import fields
from odoo.tests.common import TEST_CURSOR_COOKIE_NAME, ChromeBrowser

REQUEST = "backstage:"
OFFLINE = {"latency": 0, "downloadThroughput": 0, "uploadThroughput": 0, "offline": True}
ONLINE = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": -1, "offline": False}


@contextmanager
def console_messages(prefix, hear, is_expected=lambda error: False):
    """What a page writes to its console after this prefix goes to ``hear(browser, text)``.

    :param is_expected: whether an error that the page reports belongs to the test
    """
    handle = ChromeBrowser._handle_console

    def with_messages(browser, type, args=None, stackTrace=None, **kw):  # noqa: N803
        text = str(args[0].get("value", "")) if args else ""
        if text.startswith(prefix):
            hear(browser, text.removeprefix(prefix))
            return None
        if type == "error" and is_expected(str(args)):
            return None
        return handle(browser, type, args=args, stackTrace=stackTrace, **kw)

    with patch.object(ChromeBrowser, "_handle_console", with_messages):
        yield


class Backstage:
    """Runs the act that a tour asks for by name, beside the thread that listens to the browser."""

    def __init__(self, acts):
        """:param acts: ``{name: function of the browser}``; the network's acts come along"""
        self.acts = {
            "network off": lambda browser: self._network(browser, OFFLINE),
            "network on": lambda browser: self._network(browser, ONLINE),
            **acts,
        }
        self.failures = []
        self.is_cut = False  # the page's network was taken away

    @contextmanager
    def watching(self):
        with console_messages(REQUEST, self._ask, self._is_lost_connection):
            yield self
        if self.failures:
            raise AssertionError(f"behind the tour: {self.failures}")

    def _is_lost_connection(self, error):
        """Upstream reports each call that found no connection as an error of the page."""
        return self.is_cut and "ConnectionLostError" in error

    def _ask(self, browser, name):
        # the browser's messages arrive in this thread, so somebody else has to act
        threading.Thread(target=self._act, args=(browser, name), daemon=True).start()

    def _act(self, browser, name):
        try:
            self.acts[name](browser)
        except Exception as failure:  # the tour would wait in vain: the test tells it instead
            self.failures.append(f"{name}: {failure!r}")
        mark = f"document.body.setAttribute('data-backstage', {name!r})"
        browser._websocket_request("Runtime.evaluate", params={"expression": mark})

    def _network(self, browser, conditions):
        self.is_cut = self.is_cut or conditions["offline"]
        browser._websocket_request("Network.enable")
        browser._websocket_request("Network.emulateNetworkConditions", params=conditions)


class Office:
    """Somebody at another desk, over HTTP with a key of their own."""

    def __init__(self, case, user):
        self.case = case
        until = fields.Datetime.now() + timedelta(days=1)
        # sudo: a key is made in the user's name; what it may do is what the user may do
        keys = case.env["res.users.apikeys"].with_user(user).sudo()
        self.key = keys._generate("rpc", "office", until)

    def call(self, model, method, **values):
        """:param values: ``ids`` and the method's arguments by name"""
        answer = requests.post(
            f"{self.case.base_url()}/json/2/{model}/{method}",
            json=values,
            headers={"Authorization": f"bearer {self.key}"},
            cookies={TEST_CURSOR_COOKIE_NAME: self.case.http_request_key},
            timeout=60,
        )
        if not answer.ok:
            raise AssertionError(f"{model}.{method}: {answer.status_code} {answer.text[:500]}")
        return answer.json()
