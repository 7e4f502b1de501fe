import { registry } from "@web/core/registry";
import { run } from "@point_of_sale/../tests/generic_helpers/utils";
import * as Lots from "@lot_pos_tracking/../tests/tours/utils/lot_steps";

const tours = registry.category("web_tour.tours");

async function until(test, told) {
    for (let waited = 0; waited < 30000; waited += 100) {
        if (test()) {
            return;
        }
        await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(told());
}

/** The second screen, as the customer sees it, in a frame beside the till. */
function openDisplay() {
    return run(async () => {
        const frame = document.createElement("iframe");
        frame.id = "o_lot_display";
        frame.style.cssText = "position:fixed;inset-block-end:0;width:1px;height:1px;border:0";
        frame.src = `/pos_customer_display/${window.posmodel.config.id}/lots`;
        document.body.append(frame);
        const body = () => frame.contentDocument?.body;
        await until(
            () => body()?.querySelector(".o_customer_display_main"),
            () => `the display shows ${body()?.innerText}`
        );
    }, "open the customer's display");
}

/** @param {Array} texts what the display says of lots, line by line */
function displayShows(...texts) {
    return run(async () => {
        const { contentDocument } = document.querySelector("#o_lot_display");
        const shown = () =>
            [...contentDocument.querySelectorAll(".orderline .info-list li")]
                .map((one) => one.textContent.trim())
                .filter((text) => text.startsWith("Lot"));
        const isSo = () =>
            shown().length === texts.length && shown().every((text, at) => texts[at].test(text));
        await until(isSo, () => `the display shows ${JSON.stringify(shown())}`);
    }, `the customer sees ${texts}`);
}

function sellTwo(...texts) {
    return [
        Lots.openTill(),
        openDisplay(),
        Lots.tapProduct("Milk"),
        Lots.lineHas("Milk", "1", [["M-ONLY"]]),
        Lots.tapProduct("Salt"),
        Lots.lineHas("Salt", "1", [["S-ONLY"]]),
        displayShows(...texts),
        Lots.payCash(),
        Lots.finish(),
    ].flat();
}

tours.add("checkout_the_customer_sees_the_dates", {
    steps: () => sellTwo(/^Lot M-ONLY, Use by \S+$/, /^Lot S-ONLY$/),
});

tours.add("checkout_the_customer_sees_no_dates", {
    steps: () => sellTwo(/^Lot M-ONLY$/, /^Lot S-ONLY$/),
});
