import { registry } from "@web/core/registry";
import * as Lots from "@lot_pos_tracking/../tests/tours/utils/lot_steps";

const tours = registry.category("web_tour.tours");

tours.add("checkout_fefo_is_preselected", {
    steps: () =>
        [
            Lots.openTill(),
            Lots.tapProduct("Milk"),
            Lots.pickerAsks("Milk"),
            Lots.pickerShows("M-EARLY", {
                place: 1,
                free: 5,
                chosen: true,
                texts: ["2 days left"],
            }),
            Lots.pickerShows("M-LATE", { place: 2, free: 7, chosen: false }),
            Lots.pickerShows("M-OLD", {
                place: 3,
                blocked: true,
                texts: ["Expired", "1 day over"],
            }),
            Lots.press("Enter"),
            Lots.pickerIsClosed(),
            Lots.lineHas("Milk", "1", [["M-EARLY", "2 days left"]]),
            Lots.payCash(),
            Lots.ticketShows("Lot M-EARLY", "Use by"),
            Lots.finish(),
        ].flat(),
});

tours.add("checkout_keys_and_type_ahead", {
    steps: () =>
        [
            Lots.openTill(),
            Lots.tapProduct("Milk"),
            Lots.pickerAsks("Milk"),
            Lots.press("Escape"),
            Lots.pickerIsClosed(),
            Lots.cartIsEmpty(),
            Lots.tapProduct("Milk"),
            Lots.press("ArrowDown"),
            Lots.press("Enter"),
            Lots.lineHas("Milk", "1", [["M-B"]]),
            Lots.tapProduct("Milk"),
            Lots.filterBy("m-c"),
            Lots.pickerShows("M-C", { place: 1 }),
            Lots.press("Enter"),
            Lots.pickerIsClosed(),
            Lots.payCash(),
            Lots.ticketShows("Lot M-B", "Lot M-C"),
            Lots.finish(),
        ].flat(),
});

tours.add("checkout_a_hasty_second_tap_chooses_nothing", {
    steps: () =>
        [
            Lots.openTill(),
            Lots.tapProduct("Milk"),
            Lots.pickerAsks("Milk"),
            Lots.hastyTapMisses("M-B"),
            Lots.tapLot("M-B"),
            Lots.pickerIsClosed(),
            Lots.payCash(),
            Lots.finish(),
        ].flat(),
});

tours.add("checkout_a_number_that_nobody_knows_cannot_be_confirmed", {
    steps: () =>
        [
            Lots.openTill(),
            Lots.tapProduct("Milk"),
            Lots.pickerShows("1001", { chosen: true }),
            Lots.filterBy("1003"),
            Lots.pickerIsEmpty("No lot matches “1003”."),
            { content: "nothing to confirm", trigger: ".o_lot_picker .o_lot_confirm:disabled" },
            Lots.press("Enter"),
            Lots.pickerSays("Choose a lot."),
            Lots.filterBy("1002"),
            Lots.pickerShows("1002", { place: 1, chosen: true }),
            Lots.confirmPicker(),
            Lots.lineHas("Milk", "1", [["1002"]]),
            Lots.payCash(),
            Lots.finish(),
        ].flat(),
});

tours.add("checkout_expired_cannot_be_chosen", {
    steps: () =>
        [
            Lots.openTill(),
            Lots.tapProduct("Milk"),
            Lots.pickerShows("M-OLD", { place: 1, blocked: true, texts: ["Expired"] }),
            Lots.tapLot("M-OLD"),
            Lots.pickerSays("M-OLD: Expired"),
            Lots.press("Enter"),
            Lots.pickerSays("M-OLD: Expired"),
            Lots.press("Escape"),
            Lots.pickerIsClosed(),
            Lots.cartIsEmpty(),
            Lots.tapProduct("Cream"),
            Lots.pickerIsEmpty("No lot of this product in this shop."),
            Lots.press("Escape"),
            Lots.pickerIsClosed(),
            Lots.finish(),
        ].flat(),
});

tours.add("checkout_several_lots_on_one_line", {
    steps: () =>
        [
            Lots.openTill(),
            Lots.tapProduct("Milk"),
            Lots.setQuantity("M-A", "3"),
            Lots.setQuantity("M-B", "2"),
            Lots.pickerSays("5 Units chosen"),
            Lots.confirmPicker(),
            Lots.hasThreeAndTwo(),
            Lots.payCash(),
            Lots.ticketShows("Lot M-A", "(3)", "Lot M-B", "(2)"),
            Lots.finish(),
        ].flat(),
});

tours.add("checkout_editing_keeps_quantity", {
    steps: () =>
        [
            Lots.openTill(),
            Lots.tapProduct("Milk"),
            Lots.press("Enter"),
            Lots.pickerIsClosed(),
            Lots.typeQuantity("4"),
            Lots.lineHas("Milk", "4", [["M-A"]]),
            Lots.tapLineLot("M-A"),
            Lots.pickerShows("M-A", { chosen: true }),
            Lots.confirmPicker(),
            Lots.lineHas("Milk", "4", [["M-A"]]),
            Lots.tapLineLot("M-A"),
            Lots.tapLot("M-B"),
            Lots.pickerIsClosed(),
            Lots.lineHas("Milk", "4", [["M-B"]]),
            Lots.tapLineLot("M-B"),
            Lots.more("M-A"),
            Lots.pickerSays("4 of 4 Units chosen"),
            Lots.confirmPicker(),
            Lots.lineHas("Milk", "4", [
                ["M-A", "1 ×"],
                ["M-B", "3 ×"],
            ]),
            Lots.payCash(),
            Lots.finish(),
        ].flat(),
});

tours.add("checkout_more_than_the_lot_has", {
    steps: () =>
        [
            Lots.openTill(),
            Lots.tapProduct("Milk"),
            Lots.press("Enter"),
            Lots.pickerIsClosed(),
            Lots.typeQuantity("7"),
            Lots.lineHas("Milk", "7", [
                ["M-A", "5 ×"],
                ["M-B", "2 ×", "suggested"],
            ]),
            Lots.typeQuantity("9"),
            Lots.refused("together have only 8 Units free"),
            Lots.closeDialog(),
            Lots.lineHas("Milk", "7", [["M-A"], ["M-B"]]),
            Lots.payCash(),
            Lots.finish(),
        ].flat(),
});
