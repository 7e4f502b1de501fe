import { registry } from "@web/core/registry";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import * as Lots from "@lot_pos_tracking/../tests/tours/utils/lot_steps";

const tours = registry.category("web_tour.tours");

tours.add("checkout_only_lot_needs_no_popup", {
    steps: () =>
        [
            Lots.openWithTheOnlyLot(),
            Lots.tapProduct("Milk"),
            Lots.lineHas("Milk", "2", [["M-ONLY"]]),
            Lots.payCash(),
            Lots.finish(),
        ].flat(),
});

tours.add("checkout_suggestion_is_taken", {
    steps: () =>
        [
            Lots.openTill(),
            Lots.tapProduct("Milk"),
            Lots.lineHas("Milk", "1", [["M-A", "suggested"]]),
            Lots.tapLineLot("M-A"),
            Lots.tapLot("M-B"),
            Lots.lineHas("Milk", "1", [["M-B"]]),
            Lots.tapProduct("Milk"),
            Lots.payCash(),
            Lots.ticketShows("Lot M-A", "Lot M-B"),
            Lots.finish(),
        ].flat(),
});

tours.add("checkout_only_a_scan_sells", {
    steps: () =>
        [
            Lots.openTill(),
            Lots.tapProduct("Milk"),
            Lots.pickerShows("M-A", { blocked: true, texts: ["Read the number on the pack"] }),
            Lots.press("Enter"),
            Lots.pickerSays("M-A"),
            Lots.scanInPicker("(01)04012345678901(10)NONE"),
            Lots.pickerSays("Nobody knows lot NONE"),
            Lots.scanInPicker("(01)04012345678901(10)M-B"),
            Lots.pickerIsClosed(),
            Lots.lineHas("Milk", "1", [["M-B"]]),
            Lots.payCash(),
            Lots.finish(),
        ].flat(),
});

tours.add("checkout_quick_payment_is_no_way_around", {
    steps: () =>
        [
            Lots.openWithTheOnlyLot(),
            {
                content: "pay at once",
                trigger:
                    ".product-screen .fast-payment-buttons button, .product-screen button:contains(Cash)",
                run: "click",
            },
            Lots.refused("M-ONLY", "recalled"),
            Lots.closeDialog(),
            ProductScreen.isShown(),
            Lots.lineHas("Milk", "1", [["M-ONLY"]]),
        ].flat(),
});

tours.add("checkout_recalled_while_in_the_cart", {
    steps: () =>
        [
            Lots.openWithTheOnlyLot(),
            Lots.tapProduct("Bread"),
            Lots.lineHas("Bread", "1"),
            Lots.goToPayment(),
            Lots.refused("M-ONLY", "recalled"),
            Lots.closeDialog(),
            ProductScreen.isShown(),
            Lots.lineHas("Bread", "1"),
            Lots.lineHas("Milk", "1", [["M-ONLY"]]),
        ].flat(),
});

tours.add("checkout_manager_approves", {
    steps: () =>
        [
            Lots.openTill(),
            Lots.tapProduct("Milk"),
            Lots.pickerShows("M-OLD", { blocked: true, texts: ["Best-before date passed"] }),
            {
                content: "ask a manager",
                trigger: '.o_lot_row[data-lot="M-OLD"] .o_lot_ask',
                run: "click",
            },
            Lots.approve("boss", "0000", "Customer insists"),
            { content: "wrong", trigger: '.o_lot_refused:contains("PIN is not right")' },
            Lots.approve("boss", "4711", "Customer insists"),
            Lots.pickerIsClosed(),
            Lots.lineHas("Milk", "1", [["M-OLD", "approved"]]),
            Lots.payCash(),
            Lots.finish(),
        ].flat(),
});

tours.add("checkout_refund_twice", {
    steps: () =>
        [
            Lots.openTill(),
            Lots.tapProduct("Milk"),
            Lots.typeQuantity("3"),
            Lots.lineHas("Milk", "3", [["M-ONLY"]]),
            Lots.payCash(),
            Lots.nextOrder(),
            Lots.refund("6.00", "1"),
            Lots.validate(),
            Lots.ticketShows("Lot M-ONLY"),
            Lots.nextOrder(),
            Lots.refund("6.00", "2"),
            Lots.validate(),
            Lots.ticketShows("Lot M-ONLY"),
            Lots.finish(),
        ].flat(),
});
