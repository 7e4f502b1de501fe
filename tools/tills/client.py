"""A till as the server sees it: a session, and orders over JSON-RPC."""

import http.client
import json
import time
from dataclasses import dataclass, field

from . import payload

ATTEMPTS = 8
"""A till keeps an order and sends it again when the server was too busy to take it."""
TIMEOUT = 120  # seconds


class Refused(Exception):
    """The server's own words why it does not take the order."""


class Busy(Exception):
    """The server could not work on it; the order stays at the till."""


@dataclass
class Outcome:
    """What came of one order: ``sold``, ``refused`` or ``lost``; seconds until it was known."""

    uuid: str
    result: str
    seconds: float
    attempts: int
    message: str = ""


@dataclass
class Till:
    port: int
    database: str
    world: dict
    place: dict  # of world["tills"]
    goods: dict  # of world["goods"]
    claims: bool = False
    cookie: str = ""
    outcomes: list = field(default_factory=list)

    def log_in(self):
        answer, headers = self._post(
            "/web/session/authenticate",
            {"db": self.database, "login": "racer", "password": self.world["password"]},
        )
        if not answer.get("uid"):
            raise Refused("the till cannot log in")
        self.cookie = headers["Set-Cookie"].split(";")[0]

    def sell(self, count):
        """Sell one unit ``count`` times, one order after the other."""
        for _number in range(count):
            self.outcomes.append(self._sell_one())

    def _sell_one(self):
        order, start = self._order(), time.monotonic()
        result, message, attempts = "lost", "", 0
        while result == "lost" and attempts < ATTEMPTS:
            attempts += 1
            try:
                if self.claims:
                    self._claim(order)
                self._call("pos.order", "sync_from_ui", [[order]])
                result = "sold"
            except Refused as error:
                result, message = "refused", str(error)
            except (Busy, OSError, http.client.HTTPException) as error:
                message = repr(error)
        return Outcome(order["uuid"], result, time.monotonic() - start, attempts, message)

    def _claim(self, order):
        line = order["lines"][0][2]
        question = {
            "product_id": line["product_id"],
            "lot_id": self.goods["lot"],
            "quantity": 1,
            "uuid": line["uuid"],
        }
        config = self.place["config"]
        answers = self._call("pos.config", "claim_lots", [[config], order["uuid"], [question]])
        if answers[0]["verdict"] in ("ask", "block"):
            raise Refused(answers[0]["message"])

    def _order(self):
        name, pack = self.goods["name"], {"lot_name": self.goods["name"]}
        if self.goods["lot"] and self.world["knows_lots"]:
            pack |= {"lot_id": self.goods["lot"], "quantity": 1, "evidence": "scanned"}
        line = payload.line(self.goods["product"], 1, [pack], name)
        return payload.order(self.place, self.world["company"], self.world["user"], [line])

    def _call(self, model, method, arguments):
        return self._post(
            f"/web/dataset/call_kw/{model}/{method}",
            {
                "model": model,
                "method": method,
                "args": arguments,
                "kwargs": {"context": {"generate_pdf": False}},
            },
        )[0]

    def _post(self, path, params):
        body = json.dumps({"jsonrpc": "2.0", "method": "call", "params": params})
        headers = {"Content-Type": "application/json", "Cookie": self.cookie}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT)
        try:
            connection.request("POST", path, body, headers)
            response = connection.getresponse()
            text = response.read()
        finally:
            connection.close()
        if response.status != 200:
            raise Busy(f"status {response.status}")
        answer = json.loads(text)
        if error := answer.get("error"):
            facts = error.get("data") or {}
            if str(facts.get("name", "")).startswith("odoo.exceptions.UserError"):
                raise Refused(facts.get("message"))
            raise Busy(f"{facts.get('name')}: {facts.get('message')}")
        return answer["result"], response.headers
