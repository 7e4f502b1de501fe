"""``./dev bench-browser``: what the till costs in a real browser, beside upstream's.

No test: it asserts nothing, it prints figures.
"""

import json
import os
import statistics
import threading
from pathlib import Path
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tests.common import ChromeBrowser

from ..backstage import console_messages
from .test_checkout_live_tours import LiveTourCase
from .test_checkout_tours import TillTourCase

LOTS = int(os.environ.get("BENCH_LOTS", 10000))
OF_EACH = 200
OF_ONE = 1000
RUNS = int(os.environ.get("BENCH_RUNS", 5))

# the till greets the cashier with a button first; it is pressed as soon as it is there
WATCH = """
(function watch() {
    document.querySelector(".screen-login .open-register-btn")?.click();
    if (document.querySelector(".product-screen article.product")) {
        window.lotShownAt = performance.now();
    } else {
        setTimeout(watch, 5);
    }
})();
"""
START = """
void (async () => {
    while (!window.lotShownAt || !window.posmodel) {
        await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const data = performance.getEntriesByType("resource").filter(
        ({ name }) => name.includes("/load_data")
    );
    const sum = (field) => data.reduce((total, entry) => total + entry[field], 0);
    console.info("figures:" + JSON.stringify({
        ms: window.lotShownAt, of_it_load_data_ms: sum("duration"),
        load_data_kB: sum("decodedBodySize") / 1000,
        lots: window.posmodel.lotDesk?.book.lots.size || 0,
    }));
    await new Promise((resolve) => setTimeout(resolve, 3000));
    console.info("weigh:");
})();
"""
PICK = """
void (async () => {
    const find = (selector) => document.querySelector(selector);
    const until = async (test) => {
        while (!test()) {
            await new Promise((resolve) => requestAnimationFrame(resolve));
        }
    };
    const product = () => [...document.querySelectorAll("article.product")].find(
        (one) => one.textContent.includes("Milk")
    );
    await until(() => product() && window.posmodel);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    const opened = () => find(".o_lot_picker .o_lot_row") || find(".modal .lot-container input");
    const figures = [];
    const inPage = [];
    let tappedAt = null;
    new MutationObserver(() => {
        if (tappedAt && opened()) {
            inPage.push(performance.now() - tappedAt);
            tappedAt = null;
        }
    }).observe(document.body, { childList: true, subtree: true });
    for (let run = 0; run < 7; run++) {
        const before = performance.now();
        tappedAt = before;
        product().click();
        await until(opened);
        figures.push(performance.now() - before);
        const filter = find(".o_lot_filter");
        if (filter) {
            const typed = performance.now();
            filter.value = "L9";
            filter.dispatchEvent(new Event("input", { bubbles: true }));
            await until(() => !find('.o_lot_row[data-lot="L0001"]'));
            window.typed = performance.now() - typed;
        }
        const close = find(".modal .btn-close") || find(".modal-footer .btn-secondary");
        close.click();
        await until(() => !find(".modal"));
        await new Promise((resolve) => setTimeout(resolve, 200));
    }
    figures.sort((a, b) => a - b);
    inPage.sort((a, b) => a - b);
    console.info("figures:" + JSON.stringify({
        in_page_ms: inPage[3], painted_ms: figures[3],
        first_ms: Math.max(...figures), typed_ms: window.typed || 0,
    }));
    console.log("test successful");
})();
"""


def tell(title, figures):
    """:param figures: ``{row: {figure: number}}``"""
    rounded = {
        name: {key: round(value, 1) for key, value in values.items()}
        for name, values in figures.items()
    }
    text = "\n".join(f"  {name:<8} {values}" for name, values in rounded.items())
    with Path(os.environ["BENCH_FILE"]).open("a") as out:
        out.write(f"{title}\n{text}\n")


@tagged("post_install", "-at_install")
class BenchNews(LiveTourCase):
    def test_news(self):
        """How long it takes from the office's act to the mark on the open cart."""
        heard = {}

        def hear(_page, text):
            what, delay = text.split(":")
            heard[what] = float(delay.removesuffix(" ms"))

        with console_messages("lots:", hear):
            self.start_the_office()
        tell("from the office's act to the mark in the open cart, ms", {"ours": heard})


@tagged("post_install", "-at_install")
class BenchTill(TillTourCase):
    def fill_shop(self, product, count, prefix):
        """So many lots with stock, written past the ORM: the till is measured, not the office."""
        self.env.flush_all()
        self.env.cr.execute(
            """
            WITH lots AS (
                INSERT INTO stock_lot (name, product_id, company_id, use_by_date, expiration_date)
                SELECT %(prefix)s || lpad(number::text, 4, '0'), %(product)s, %(company)s,
                       %(today)s::date + number %% 300 + 2,
                       %(today)s::date + number %% 300 + 2 + interval '23:59:59'
                  FROM generate_series(1, %(count)s) AS number
                RETURNING id)
            INSERT INTO stock_quant (product_id, location_id, lot_id, company_id, quantity,
                                     reserved_quantity, in_date)
            SELECT %(product)s, %(place)s, id, %(company)s, 9, 0, now() FROM lots
            """,
            {
                "prefix": prefix,
                "product": product.id,
                "company": self.company.id,
                "today": self.day(0),
                "count": count,
                "place": self.stock_location.id,
            },
        )
        self.env.invalidate_all()

    def measure(self, config, code):
        """One start of a fresh browser; what the page tells of it."""
        rows = []
        navigate = ChromeBrowser.navigate_to

        def watched(browser, *args, **kw):
            source = {"source": WATCH}
            browser._websocket_request("Page.addScriptToEvaluateOnNewDocument", params=source)
            return navigate(browser, *args, **kw)

        def weigh(browser, _text):
            """What the page really needs, beside the thread that listens to the browser."""
            browser._websocket_request("HeapProfiler.collectGarbage", timeout=60)
            used = browser._websocket_request("Runtime.getHeapUsage")["usedSize"]
            rows[0]["heap_MB"] = used / 1e6
            done = {"expression": 'console.log("test successful")'}
            browser._websocket_request("Runtime.evaluate", params=done)

        def ask(*args):
            threading.Thread(target=weigh, args=args, daemon=True).start()

        figures = console_messages("figures:", lambda _page, text: rows.append(json.loads(text)))
        with (
            figures,
            console_messages("weigh:", ask),
            patch.object(ChromeBrowser, "navigate_to", watched),
        ):
            self.open_till(config)
            self.env.flush_all()
            self.browser_js(f"/pos/ui/{config.id}", code, "", login=self.cashier.login, timeout=240)
        return rows[0]

    def compare(self, code, runs):
        """Upstream's till and ours by turns, so that a busy minute hits both."""
        native = self.make_till("Native", lot_policy="native")
        for config in (native, self.config):
            config.write(
                {
                    "limit_categories": True,
                    "iface_available_categ_ids": [(6, 0, self.shelf.ids)],
                }
            )
        rows = {"native": [], "ours": []}
        for _run in range(runs + 1):
            rows["native"].append(self.measure(native, code))
            rows["ours"].append(self.measure(self.config, code))
        figures = {
            name: {key: statistics.median(row[key] for row in some[1:]) for key in some[0]}
            for name, some in rows.items()
        }
        figures["more"] = {
            key: value - figures["native"][key] for key, value in figures["ours"].items()
        }
        return figures

    def test_start(self):
        for number in range(LOTS // OF_EACH):
            self.fill_shop(self.make_food(f"Food {number}"), OF_EACH, f"F{number}-")
        tell(f"start of the till with {LOTS} lots", self.compare(START, RUNS))

    def test_picker(self):
        self.fill_shop(self.milk, OF_ONE, "L")
        figures = self.compare(PICK, 1)
        tell(f"from the tap to the choice among {OF_ONE} lots", figures)
