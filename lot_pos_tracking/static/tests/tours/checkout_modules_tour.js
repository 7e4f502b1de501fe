import { registry } from "@web/core/registry";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import * as Lots from "@lot_pos_tracking/../tests/tours/utils/lot_steps";

const tours = registry.category("web_tour.tours");

tours.add("checkout_kit_shows_the_lots_of_its_parts", {
    steps: () =>
        [
            Lots.openTill(),
            Lots.tapProduct("Hamper"),
            Lots.lineHas("Hamper", "1", [
                ["SOON", "Milk", "2 ×", "suggested"],
                ["J1", "Jam", "1 ×"],
            ]),
            Lots.typeQuantity("2"),
            Lots.lineHas("Hamper", "2", [
                ["SOON", "3 ×"],
                ["LATE", "1 ×"],
                ["J1", "2 ×"],
            ]),
            Lots.payCash(),
            Lots.ticketShows("Milk, Lot SOON, Use by", "(3)", "Milk, Lot LATE", "(1)"),
            Lots.ticketShows("Jam, Lot J1, ", "(2)"),
            Lots.finish(),
        ].flat(),
});

tours.add("checkout_kit_with_a_bad_part_is_refused", {
    steps: () =>
        [
            Lots.openTill(),
            Lots.tapProduct("Hamper"),
            Lots.lotIsStopped("OLD", "Expired"),
            Lots.warned("Jam in Hamper, lot OLD: expired."),
            Lots.goToPayment(),
            Lots.refused("Jam in Hamper, lot OLD: expired."),
            Lots.closeDialog(),
            ProductScreen.isShown(),
            Lots.lineHas("Hamper", "1", [["M1"], ["OLD"]]),
        ].flat(),
});

tours.add("checkout_kit_on_a_phone", {
    steps: () =>
        [
            Lots.openTill(),
            Lots.tapProduct("Hamper"),
            Lots.lineHas("Hamper", "1", [["M1"], ["OLD"]]),
            Lots.lotIsStopped("OLD", "Expired"),
            Lots.goToPayment(),
            Lots.refused("Jam in Hamper, lot OLD: expired."),
            Lots.closeDialog(),
        ].flat(),
});

/** Two of five packs are paid first, on a bill of their own; then the other three. */
tours.add("checkout_split_bill", {
    steps: () =>
        [
            Lots.openTill(),
            Lots.takeThreeAndTwo(),
            ProductScreen.clickControlButton("Split"),
            splitOff("Milk", 2, 5),
            { content: "split", trigger: ".splitbill-screen .split-order-button", run: "click" },
            ProductScreen.isShown(),
            Lots.lineHas("Milk", "2", [["M-A"]]),
            Lots.payCash(),
            Lots.ticketShows("M-A"),
            Lots.nextOrder(),
            Lots.openOrderOver("6.00"),
            Lots.lineHas("Milk", "3", [
                ["M-A", "1 ×"],
                ["M-B", "2 ×"],
            ]),
            Lots.payCash(),
            Lots.ticketShows("M-A", "(1)", "M-B", "(2)"),
            Lots.finish(),
        ].flat(),
});

/** So many of the line go to the bill of its own: one for each tap. */
function splitOff(product, quantity, of) {
    const line = `.splitbill-screen .orderline:contains("${product}")`;
    return Array.from({ length: quantity }, (_, at) => [
        { content: `one more ${product}`, trigger: line, run: "click" },
        { content: `${at + 1} of ${of}`, trigger: `${line}:contains("${at + 1} / ${of}")` },
    ]).flat();
}
