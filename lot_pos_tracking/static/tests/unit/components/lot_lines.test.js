import { describe, expect, test } from "@odoo/hoot";
import { click } from "@odoo/hoot-dom";
import { Component, xml } from "@odoo/owl";
import { mountWithCleanup } from "@web/../tests/web_test_helpers";
import { LotLines } from "@lot_pos_tracking/app/components/lot_lines/lot_lines";
import { addMilk, defineLotModels, lotRow, openShop } from "../data/lot_models";

describe.current.tags("headless");
defineLotModels();

/** The lots of a line as a list of lines shows them; what a tap does is a step. */
async function showLots(lots) {
    class List extends Component {
        static template = xml`
            <div class="line" t-on-click="() => this.tapped('line')">
                <LotLines lots="lots" onTap="() => this.tapped('lot')" />
            </div>`;
        static components = { LotLines };
        static props = [];
        lots = lots;
        tapped(what) {
            expect.step(what);
        }
    }
    await mountWithCleanup(List);
}

test("in the cart a tap on a lot changes it", async () => {
    const { store, desk, order } = await openShop([lotRow(1, "A", { days: 5 })]);
    await showLots(desk.lines.describe(addMilk(store, order, { 1: 1 })));
    await click(".o_lot_line");
    expect.verifySteps(["lot"]);
});

test("on a ticket a tap on a lot chooses its line, as for a refund", async () => {
    const { store, desk, order } = await openShop([lotRow(1, "A", { days: 5 })]);
    const line = addMilk(store, order, { 1: 1 });
    order.state = "paid";
    await showLots(desk.lines.describe(line));
    await click(".o_lot_line");
    expect.verifySteps(["line"]);
});
