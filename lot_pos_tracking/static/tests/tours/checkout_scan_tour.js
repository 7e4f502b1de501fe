import { registry } from "@web/core/registry";
import { setOfflineMode } from "@point_of_sale/../tests/generic_helpers/offline_util";
import { refresh } from "@point_of_sale/../tests/generic_helpers/utils";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import * as Lots from "@lot_pos_tracking/../tests/tours/utils/lot_steps";

const tours = registry.category("web_tour.tours");
const MILK = "04012345678901";
const CHEESE = "02000011000006";

tours.add("checkout_one_scan_sells", {
    steps: () =>
        [
            Lots.openTill(),
            // case, blanks and an element that no table lists do not stop a sale
            Lots.scan(`]d201${MILK}10m-b\x1d899999`),
            Lots.lineHas("Milk", "1", [["M-B"]]),
            Lots.scan(`https://id.example.com/01/${MILK}/10/M-B`),
            Lots.lineHas("Milk", "2", [["M-B"]]),
            Lots.scan(`(01)${MILK}(10)M-A`),
            Lots.lineHas("Milk", "2", [["M-B"], ["M-A"]], 2),
            Lots.payCash(),
            Lots.ticketShows("Lot M-A", "Lot M-B"),
            Lots.finish(),
        ].flat(),
});

tours.add("checkout_the_date_on_the_pack_decides", {
    steps: () =>
        [
            Lots.openTill(),
            setOfflineMode(),
            Lots.scan(`(01)${MILK}(17)240101(10)M-A`),
            Lots.refused("M-A", "expired"),
            Lots.closeDialog(),
            Lots.cartIsEmpty(),
            Lots.scan("(01)04012345678918(17)240101"),
            Lots.refused("Bread", "expired"),
            Lots.closeDialog(),
            Lots.cartIsEmpty(),
        ].flat(),
});

tours.add("checkout_unknown_numbers_are_asked_about", {
    steps: () =>
        [
            Lots.openTill(),
            Lots.scan(`(01)${MILK}(10)M-8`),
            Lots.pickerNotices("Nobody knows lot M-8. Is it"),
            Lots.pickerNotices("M-B"),
            Lots.press("Escape"),
            Lots.pickerIsClosed(),
            Lots.cartIsEmpty(),
            Lots.scan("(10)NOWHERE"),
            Lots.warned("No lot of this shop has the number NOWHERE (AI 10)."),
            Lots.cartIsEmpty(),
            Lots.scan("SHARED"),
            {
                content: "choose the product",
                trigger: '.modal .selection-item:contains("Cheese")',
                run: "click",
            },
            Lots.lineHas("Cheese", "1", [["SHARED"]]),
            Lots.payCash(),
            Lots.finish(),
        ].flat(),
});

tours.add("checkout_a_vendors_number_of_two_lots_is_asked_about", {
    steps: () =>
        [
            Lots.openTill(),
            Lots.scan(`(01)${MILK}(10)V7`),
            Lots.pickerNotices("Several lots here have the vendor's number V7."),
            Lots.pickerShows("M-A", { place: 1, chosen: false }),
            Lots.pickerShows("M-B", { place: 2, chosen: false }),
            Lots.pickerHasNot("M-C"),
            Lots.tapLot("M-B"),
            Lots.pickerIsClosed(),
            Lots.lineHas("Milk", "1", [["M-B"]]),
            Lots.payCash(),
            Lots.finish(),
        ].flat(),
});

tours.add("checkout_weight_and_price_from_the_label", {
    steps: () =>
        [
            Lots.openTill(),
            Lots.scan(`(01)${CHEESE}(3103)001250(3922)1599(10)C-1`),
            Lots.lineHas("Cheese", "1.25", [["C-1"]]),
            ProductScreen.totalAmountIs("15.99"),
            Lots.payCash(),
            Lots.finish(),
        ].flat(),
});

tours.add("checkout_offline_sale_survives_a_reload", {
    steps: () =>
        [
            Lots.openTill(),
            setOfflineMode(),
            Lots.tapProduct("Milk"),
            Lots.pickerShows("M-A", { place: 1, chosen: true }),
            Lots.press("Enter"),
            Lots.pickerIsClosed(),
            Lots.typeQuantity("2"),
            Lots.lineHas("Milk", "2", [["M-A"]]),
            Lots.payCash(),
            Lots.ticketShows("Lot M-A"),
            Lots.wait(2500),
            refresh(),
            { content: "the till is back", trigger: ".pos .pos-content" },
            Lots.allIsSent(),
        ].flat(),
});
