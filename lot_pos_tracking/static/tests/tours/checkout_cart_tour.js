import { registry } from "@web/core/registry";
import { refresh, run } from "@point_of_sale/../tests/generic_helpers/utils";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import * as Lots from "@lot_pos_tracking/../tests/tours/utils/lot_steps";

const tours = registry.category("web_tour.tours");

tours.add("checkout_news_reaches_the_cart", {
    steps: () =>
        [
            Lots.openWithTheOnlyLot(),
            run(() => {
                const [row] = window.posmodel.getOrder().lines[0].pack_lot_ids;
                window.posmodel.lotDesk.feed.onChanged({ ids: [row.lot_id] });
            }, "the server sends news"),
            Lots.lotIsStopped("M-ONLY", "On hold"),
            Lots.warned("on hold"),
            Lots.tapProduct("Milk"),
            Lots.pickerShows("M-ONLY", { blocked: true, texts: ["On hold"] }),
            Lots.press("Escape"),
            Lots.pickerIsClosed(),
            Lots.goToPayment(),
            Lots.refused("M-ONLY", "on hold"),
            Lots.closeDialog(),
            ProductScreen.isShown(),
        ].flat(),
});

tours.add("checkout_cart_survives_a_reload", {
    steps: () =>
        [
            Lots.openTill(),
            Lots.takeThreeAndTwo(),
            Lots.wait(500),
            refresh(),
            Lots.hasThreeAndTwo(),
            Lots.payCash(),
            Lots.ticketShows("Lot M-A", "(3)", "Lot M-B", "(2)"),
            Lots.finish(),
        ].flat(),
});

tours.add("checkout_loaded_again_before_the_lots_were_kept", {
    steps: () =>
        [
            Lots.openTill(),
            Lots.wait(1500),
            run(async () => {
                const { indexedDB } = window.posmodel.data;
                const { "stock.lot": rows } = await indexedDB.readAll(["stock.lot"]);
                const ids = rows.map(({ id }) => id);
                if (ids[0] !== 0 || ids.length < 3) {
                    throw new Error(`kept: ${ids}`);
                }
                await indexedDB.delete("stock.lot", ids);
            }, "the lots are kept, and now they are not"),
            refresh(),
            Lots.tillIsLoaded(),
            Lots.takeThreeAndTwo(),
            Lots.payCash(),
            Lots.finish(),
        ].flat(),
});

tours.add("checkout_a_changed_lot_survives_a_reload", {
    steps: () =>
        [
            Lots.openTill(),
            Lots.tapProduct("Milk"),
            Lots.press("Enter"),
            Lots.pickerIsClosed(),
            Lots.lineHas("Milk", "1", [["M-A"]]),
            Lots.cartIsKept(),
            Lots.rememberCart(),
            Lots.tapLineLot("M-A"),
            Lots.tapLot("M-B"),
            Lots.pickerIsClosed(),
            Lots.cartIsAsRemembered({ butLots: true }),
            Lots.lineHas("Milk", "1", [["M-B"]]),
            refresh(),
            Lots.tillIsLoaded(),
            Lots.lineHas("Milk", "1", [["M-B"]]),
            Lots.payCash(),
            Lots.finish(),
        ].flat(),
});

tours.add("checkout_a_saved_draft_keeps_another_lot_over_a_reload", {
    steps: () =>
        [
            Lots.openTill(),
            Lots.tapProduct("Milk"),
            Lots.setQuantity("M-A", "3"),
            Lots.confirmPicker(),
            Lots.lineHas("Milk", "3", [["M-A"]]),
            run(() => window.posmodel.syncAllOrders({ force: true }), "save the draft"),
            Lots.tapLineLot("M-A"),
            Lots.setQuantity("M-B", "3"),
            Lots.confirmPicker(),
            Lots.lineHas("Milk", "3", [["M-B"]]),
            Lots.cartIsKept(),
            refresh(),
            Lots.tillIsLoaded(),
            Lots.lineHas("Milk", "3", [["M-B"]]),
            Lots.payCash(),
            Lots.finish(),
        ].flat(),
});

tours.add("checkout_an_added_lot_survives_a_reload", {
    steps: () =>
        [
            Lots.openTill(),
            Lots.tapProduct("Milk"),
            Lots.press("Enter"),
            Lots.pickerIsClosed(),
            Lots.typeQuantity("7"),
            Lots.lineHas("Milk", "7", [
                ["M-A", "5 ×"],
                ["M-B", "2 ×"],
            ]),
            Lots.cartIsKept(),
            refresh(),
            Lots.tillIsLoaded(),
            Lots.lineHas("Milk", "7", [
                ["M-A", "5 ×"],
                ["M-B", "2 ×"],
            ]),
            Lots.payCash(),
            Lots.finish(),
        ].flat(),
});

tours.add("checkout_native_is_upstreams", {
    steps: () =>
        [
            Lots.openTill(),
            Lots.tapProduct("Milk"),
            { content: "upstream asks", trigger: ".modal .lot-container" },
            { content: "and nobody else", trigger: "body:not(:has(.o_lot_picker))" },
            // the expired lot, which upstream sells
            {
                content: "type its number",
                trigger: ".lot-container .o-autocomplete--input",
                run: "edit M-OLD",
            },
            {
                content: "take it",
                trigger: '.o-autocomplete--dropdown-item:contains("M-OLD")',
                run: "click",
            },
            { content: "apply", trigger: ".modal-footer .btn-primary", run: "click" },
            {
                content: "upstream's words on the line",
                trigger: '.orderline .lot-number:contains("Lot Number M-OLD")',
            },
            Lots.payCash(),
            Lots.ticketShows("Lot Number M-OLD"),
            Lots.finish(),
        ].flat(),
});

tours.add("checkout_on_a_phone", {
    steps: () =>
        [
            Lots.openTill(),
            Lots.tapProduct("Milk"),
            Lots.pickerShows("M-A", { place: 1, chosen: true, texts: ["Last day"] }),
            Lots.more("M-B"),
            Lots.more("M-A"),
            Lots.confirmPicker(),
            Lots.lineHas("Milk", "3", [
                ["M-A", "2 ×"],
                ["M-B", "1 ×"],
            ]),
            Lots.tapLineLot("M-A"),
            Lots.pickerSays("3 of 3 Units chosen"),
            Lots.confirmPicker(),
            Lots.payCash(),
            Lots.finish(),
        ].flat(),
});
