import { describe, expect, test } from "@odoo/hoot";
import { click, press, queryAll, queryAllTexts, queryOne, waitFor } from "@odoo/hoot-dom";
import { advanceTime, animationFrame, runAllTimers } from "@odoo/hoot-mock";
import { defineParams, mountWithCleanup, patchTranslations } from "@web/../tests/web_test_helpers";
import { MainComponentsContainer } from "@web/core/main_components_container";
import { PickerKeys } from "@lot_pos_tracking/app/components/popups/lot_picker_popup/picker_keys";
import { addMilk, defineLotModels, lotRow, openShop } from "../data/lot_models";

describe.current.tags("headless");
defineLotModels();

const TWO = [lotRow(1, "A", { days: 2, free: 2 }), lotRow(2, "B", { days: 4, free: 9 })];

/** The open picker; `result` is what it answered: `{lot number: [quantity, evidence]}` or null. */
async function openPicker(lots, { need = 1, line, unclear, options } = {}) {
    const opened = await openShop(lots, options);
    await mountWithCleanup(MainComponentsContainer);
    const picker = {};
    const theLine = line?.(opened);
    opened.desk
        .pick({
            product: opened.milk,
            need,
            unclear,
            line: theLine,
            adding: { order: opened.order, quantity: need, startedAt: performance.now() },
        })
        .then((parts) => {
            picker.taps = parts?.[0].taps;
            picker.result =
                parts &&
                Object.fromEntries(
                    parts.map((part) => [part.lot.name, [part.quantity, part.evidence]])
                );
        });
    await waitFor(".o_lot_picker .o_lot_grid");
    return Object.assign(picker, opened);
}

test("Enter takes the lot that should go first", async () => {
    const picker = await openPicker(TWO);
    expect(".o_lot_row:first [role=gridcell]:first").toHaveText("A");
    expect(".o_lot_row:first").toHaveAttribute("aria-selected", "true");
    queryOne(".o_lot_grid").focus();
    await press("Enter");
    await animationFrame();
    expect(picker.result).toEqual({ A: [1, "picked"] });
    expect(picker.taps).toBe(1);
});

test("arrows and Enter take another lot", async () => {
    const picker = await openPicker(TWO);
    queryOne(".o_lot_grid").focus();
    await press("ArrowDown");
    await animationFrame();
    expect(".o_lot_grid").toHaveAttribute("aria-activedescendant", "o_lot_row_2");
    await press("Enter");
    await animationFrame();
    expect(picker.result).toEqual({ B: [1, "picked"] });
});

test("Escape takes no lot", async () => {
    const picker = await openPicker(TWO);
    await press("Escape");
    await animationFrame();
    expect(picker.result).toBe(null);
});

test("a lot that is too small asks for another beside it", async () => {
    const picker = await openPicker(TWO, { need: 3 });
    await click(".o_lot_row:first .o_lot_name");
    await animationFrame();
    expect(".o_lot_message").toHaveText("Lot A has 2 free. Add another lot.");
    await click(".o_lot_row:last .btn:contains(+)");
    await animationFrame();
    expect(".o_lot_message").toHaveText(/3 .* chosen/);
    await click(".o_lot_confirm");
    await animationFrame();
    expect(picker.result).toEqual({ A: [2, "picked"], B: [1, "picked"] });
});

test("on a line the quantity stands: more of one lot is less of another", async () => {
    const picker = await openPicker(TWO, {
        need: 2,
        line: ({ store, order }) => addMilk(store, order, { 1: 2 }),
    });
    await click(".o_lot_row:last .btn:contains(+)");
    await animationFrame();
    expect(queryAll(".o_lot_quantity").map((input) => input.value)).toEqual(["1", "1"]);
    await click(".o_lot_confirm");
    await animationFrame();
    expect(picker.result).toEqual({ A: [1, "picked"], B: [1, "picked"] });
});

test("a line that has no lot yet is offered the lot that should go first", async () => {
    const picker = await openPicker(TWO, {
        line: ({ store, order }) => addMilk(store, order, {}, { qty: 1 }),
    });
    expect(".o_lot_row:first").toHaveAttribute("aria-selected", "true");
    await click(".o_lot_confirm");
    await animationFrame();
    expect(picker.result).toEqual({ A: [1, "picked"] });
});

test("of each lot no more comes back than the ticket sold, and none is suggested", async () => {
    const picker = await openPicker(TWO, {
        need: 2,
        line: ({ store, order }) => {
            const sold = addMilk(store, order, { 1: 1, 2: 2 });
            const values = { qty: -2, refunded_orderline_id: sold };
            return addMilk(store, store.addNewOrder(), {}, values);
        },
    });
    expect(".modal-title").toHaveText(/Which lot comes back/);
    expect(queryAllTexts(".o_lot_free > span")).toEqual(["1", "2"]);
    expect(queryAll(".o_lot_quantity").map((input) => input.value)).toEqual(["0", "0"]);
    await click(".o_lot_row:first .o_lot_name");
    await animationFrame();
    expect(".o_lot_message").toHaveText("Of lot A 1 can come back. Add another lot.");
    await click(".o_lot_row:last .btn:contains(+)");
    await animationFrame();
    await click(".o_lot_confirm");
    await animationFrame();
    expect(picker.result).toEqual({ A: [1, "picked"], B: [1, "picked"] });
});

test("quantities are written and read as people here write them", async () => {
    defineParams({ lang_parameters: { decimal_point: ",", thousands_sep: "." } });
    const lots = [lotRow(1, "A", { days: 2, free: 1234.5 }), lotRow(2, "B", { days: 4 })];
    const picker = await openPicker(lots, {
        need: 1.5,
        line: ({ store, order }) => addMilk(store, order, { 1: 1.5 }),
    });
    expect(".o_lot_row:first .o_lot_free > span").toHaveText("1.234,5");
    expect(".o_lot_quantity:first").toHaveValue("1,5");
    expect(".o_lot_message").toHaveText(/1,5 of 1,5/);
    queryOne(".o_lot_quantity:first").focus();
    await press("Enter");
    await animationFrame();
    expect(picker.result).toEqual({ A: [1.5, "picked"] });
});

test("what may not be sold is shown with its reason and cannot be taken", async () => {
    const picker = await openPicker([lotRow(1, "OLD", { days: -1 })]);
    expect(".o_lot_row").toHaveAttribute("aria-disabled", "true");
    expect(".o_lot_reason").toHaveText("Expired");
    expect(".o_lot_badge .badge").toHaveClass("text-bg-danger");
    await click(".o_lot_row .o_lot_name");
    await animationFrame();
    expect(".o_lot_message").toHaveText("Lot OLD: Expired.");
    expect(".o_lot_confirm").not.toBeEnabled();
    expect(picker.result).toBe(undefined);
});

test("a fresh lot that is not for sale shows no green", async () => {
    await openPicker([lotRow(1, "HELD", { days: 9, is_on_hold: true })]);
    expect(".o_lot_reason").toHaveText("On hold");
    expect(".o_lot_badge .badge").toHaveClass("text-bg-secondary");
});

test("no lot at all is said in words", async () => {
    await openPicker([]);
    expect(".o_lot_empty").toHaveText("No lot of this product in this shop.");
});

test("a number typed in full was read from the pack", async () => {
    const picker = await openPicker(TWO, { options: { milk: { lot_has_recall: true } } });
    expect(".o_lot_notice").toHaveText(/recalled: scan or type/);
    expect(queryAllTexts(".o_lot_reason")).toEqual([
        "Read the number on the pack",
        "Read the number on the pack",
    ]);
    const filter = queryOne(".o_lot_filter");
    filter.value = "b";
    filter.dispatchEvent(new Event("input", { bubbles: true }));
    await animationFrame();
    filter.focus();
    await press("Enter");
    await animationFrame();
    expect(picker.result).toEqual({ B: [1, "typed"] });
});

test("a thousand lots are not drawn at once, and typing finds any of them", async () => {
    const many = Array.from({ length: 1000 }, (_, at) =>
        lotRow(at + 1, `L${at + 1}`, { days: at })
    );
    await openPicker(many);
    await animationFrame();
    await runAllTimers(); // what does not fit on a screen comes a moment later
    await animationFrame();
    expect(".o_lot_row").toHaveCount(50);
    expect(".o_lot_more").toHaveText("Show more of 1000 lots");
    const filter = queryOne(".o_lot_filter");
    filter.value = "L987";
    filter.dispatchEvent(new Event("input", { bubbles: true }));
    await animationFrame();
    expect(queryAllTexts(".o_lot_name > span")).toEqual(["L987"]);
});

test("while the cashier is asked, a second tap asks nothing", async () => {
    const picker = await openPicker(TWO);
    const { desk, milk, order } = picker;
    const adding = { order, quantity: 1, startedAt: performance.now() };
    expect(await desk.pick({ product: milk, need: 1, adding })).toBe(null);
    await animationFrame();
    expect(".o_lot_picker").toHaveCount(1);
    await press("Escape");
    await animationFrame();
    desk.pick({ product: milk, need: 1, adding });
    await waitFor(".o_lot_picker .o_lot_grid");
    expect(".o_lot_picker").toHaveCount(1);
});

test("Enter held down chooses nothing", async () => {
    const picker = await openPicker(TWO);
    const grid = queryOne(".o_lot_grid");
    grid.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", repeat: true, bubbles: true }));
    await animationFrame();
    expect(picker.result).toBe(undefined);
});

test("a code read without keys counts after something was typed", async () => {
    const keys = new PickerKeys({});
    keys.note(1);
    expect(keys.areTyped()).toBe(true);
    await advanceTime(1000);
    expect(keys.areTyped()).toBe(false);
});

test("the buttons of a lot are named in the cashier's language", async () => {
    patchTranslations({
        lot_pos_tracking: {
            "Less of lot %s": "Weniger von Los %s",
            "More of lot %s": "Mehr von Los %s",
            "Quantity of lot %s": "Menge von Los %s",
        },
    });
    await openPicker([lotRow(1, "A", { days: 2 })]);
    const labels = queryAll(".o_lot_stepper [aria-label]").map((el) => el.ariaLabel);
    expect(labels).toEqual(["Weniger von Los A", "Menge von Los A", "Mehr von Los A"]);
});

test("a serial number is called a serial number", async () => {
    await openPicker([lotRow(1, "S1", { free: 1 })], { options: { milk: { tracking: "serial" } } });
    expect(queryOne(".o_lot_row").ariaLabel).toMatch(/^Serial S1, /);
});

const lotNames = () => queryAllTexts(".o_lot_name > span");
const written = () => queryAll(".o_lot_quantity").map((input) => input.value);

test("a picker that was opened before the lots came shows them when they come", async () => {
    const picker = await openPicker([]);
    expect(".o_lot_row").toHaveCount(0);
    picker.desk.feed.receive({ rows: TWO });
    await animationFrame();
    expect(lotNames()).toEqual(["A", "B"]);
    expect(".o_lot_row:first").toHaveAttribute("aria-selected", "true");
    await press("Enter");
    await animationFrame();
    expect(picker.result).toEqual({ A: [1, "picked"] });
});

test("a lot that is stopped while the picker is open is told, and the next is offered", async () => {
    const picker = await openPicker(TWO);
    picker.desk.feed.receive({ rows: [{ ...TWO[0], is_on_hold: true }] });
    await animationFrame();
    expect(lotNames()).toEqual(["B", "A"]);
    expect(".o_lot_message").toHaveText("Lot A: On hold.");
    await press("Enter");
    await animationFrame();
    expect(picker.result).toEqual({ B: [1, "picked"] });
});

test("another till's sale leaves what the cashier chose as far as it goes", async () => {
    const picker = await openPicker(TWO, { need: 3 });
    await click(".o_lot_row:first .o_lot_name");
    await animationFrame();
    await click(".o_lot_row:last .btn:contains(+)");
    await animationFrame();
    picker.desk.feed.receive({ rows: [{ ...TWO[0], free_qty: 1 }] });
    await animationFrame();
    expect(written()).toEqual(["1", "1"]);
    expect(".o_lot_message").toHaveText("Lot A has 1 free.");
    picker.desk.feed.receive({ removed: [1] });
    await animationFrame();
    expect(lotNames()).toEqual(["B"]);
    await click(".o_lot_confirm");
    await animationFrame();
    expect(picker.result).toEqual({ B: [1, "picked"] });
});

test("news leaves what is typed and the row that the arrows went to", async () => {
    const picker = await openPicker(TWO);
    await press("ArrowDown");
    await animationFrame();
    picker.desk.feed.receive({ rows: [lotRow(3, "BC", { days: 3 })] });
    await animationFrame();
    expect(lotNames()).toEqual(["A", "BC", "B"]);
    expect(".o_lot_grid").toHaveAttribute("aria-activedescendant", "o_lot_row_2");
    const filter = queryOne(".o_lot_filter");
    filter.value = "bc";
    filter.dispatchEvent(new Event("input", { bubbles: true }));
    await animationFrame();
    picker.desk.feed.receive({ rows: [lotRow(4, "XBC", { days: 1 })] });
    await animationFrame();
    expect(".o_lot_filter").toHaveValue("bc");
    expect(lotNames()).toEqual(["XBC", "BC"]);
    await click(".o_lot_confirm");
    await animationFrame();
    expect(picker.result).toEqual({ BC: [1, "typed"] });
});

test("a quantity that is being written is not written over by news", async () => {
    const picker = await openPicker(TWO);
    const field = queryOne(".o_lot_row:last .o_lot_quantity");
    field.focus();
    field.value = "4";
    picker.desk.feed.receive({ rows: [{ ...TWO[1], free_qty: 8 }] });
    await animationFrame();
    expect(".o_lot_row:last .o_lot_free > span").toHaveText("8");
    expect(".o_lot_row:last .o_lot_quantity").toHaveValue("4");
    picker.desk.feed.receive({ rows: [{ ...TWO[1], is_on_hold: true }] });
    await animationFrame();
    expect(".o_lot_grid").toBeFocused();
});

test("of a vendor's number of several lots these alone are shown, after news as well", async () => {
    const twins = TWO.map((row) => ({ ...row, vendor_lot: "V7" }));
    const picker = await openPicker([...twins, lotRow(3, "C")], { unclear: "V7" });
    expect(lotNames()).toEqual(["A", "B"]);
    picker.desk.feed.receive({ rows: [{ ...twins[0], free_qty: 1 }, lotRow(4, "D")] });
    await animationFrame();
    expect(lotNames()).toEqual(["A", "B"]);
    expect(written()).toEqual(["0", "0"]);
    expect(".o_lot_free:first > span").toHaveText("1");
});

test("a pack that was read in the picker stays read after news", async () => {
    const picker = await openPicker(TWO, { need: 3, options: { config: { lot_choice: "scan" } } });
    const field = queryOne(".o_lot_filter");
    field.value = "(10)A";
    for (const key of [...field.value, "Enter"]) {
        field.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
    }
    await animationFrame();
    picker.desk.feed.receive({ rows: [{ ...TWO[1], free_qty: 1 }] });
    await animationFrame();
    expect(written()).toEqual(["2"]);
    await click(".o_lot_confirm");
    await animationFrame();
    expect(picker.result).toEqual({ A: [2, "scanned"] });
});
