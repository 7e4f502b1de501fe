import { registry } from "@web/core/registry";
import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as Lots from "@lot_pos_tracking/../tests/tours/utils/lot_steps";
import { picture } from "@lot_pos_tracking/../tests/tours/utils/browser_steps";

const MILK = "09506000000015";
const PARACETAMOL = "09506000000077";

registry.category("web_tour.tours").add("story_till", {
    steps: () =>
        [
            Lots.openTill(),

            // one scan of the pack sells
            Lots.scan(`(01)${MILK}(10)GM-2611A`),
            Lots.lineHas("Fresh milk", "1", [["GM-2611A"]]),

            // the lot that goes first is chosen already, Enter takes it
            Lots.tapProduct("Natural yoghurt"),
            Lots.pickerShows("YG-771", { chosen: true }),
            picture("3-picker"),
            Lots.press("Enter"),
            Lots.pickerIsClosed(),
            Lots.lineHas("Natural yoghurt", "1", [["YG-771"]]),

            // or another one is picked
            Lots.tapProduct("Day cream"),
            Lots.tapLot("L0412"),
            Lots.pickerIsClosed(),
            Lots.lineHas("Day cream", "1", [["L0412"]]),

            // what may not be sold is refused
            Lots.scan(`(01)${MILK}(10)MD-2590`),
            Lots.refused("MD-2590", "expired"),
            picture("3-expired"),
            Lots.closeDialog(),
            Lots.scan(`(01)${PARACETAMOL}(10)P5A09`),
            Lots.refused("P5A09", "recalled"),
            picture("3-recalled"),
            Lots.closeDialog(),

            // a manager answers for a best-before that has passed
            Lots.tapProduct("Natural yoghurt"),
            Lots.pickerShows("YG-760", { blocked: true, texts: ["Best-before date passed"] }),
            {
                content: "ask a manager",
                trigger: '.o_lot_row[data-lot="YG-760"] .o_lot_ask',
                run: "click",
            },
            Lots.approve("manager", "4711", "Tasted, sold at the counter"),
            Lots.pickerIsClosed(),
            Lots.lineHas("Natural yoghurt", "1", [["YG-771"], ["YG-760", "approved"]], 2),
            picture("3-cart"),
            Lots.payCash(),
            Lots.ticketShows("GM-2611A", "YG-771", "YG-760", "L0412"),
            picture("3-ticket"),
            Lots.nextOrder(),
            Lots.finish(),
        ].flat(),
});

registry.category("web_tour.tours").add("story_refund", {
    steps: () =>
        [
            Lots.openTill(),
            Lots.refund("24.15", "1"),
            Lots.validate(),
            Lots.ticketShows("Lot GM-2611A"),
            picture("4-refund"),
            Lots.nextOrder(),
            Lots.finish(),
        ].flat(),
});

registry.category("web_tour.tours").add("story_close", {
    steps: () =>
        [
            Lots.openTill(),
            Chrome.clickMenuOption("Close Register"),
            {
                content: "the cash is as counted",
                trigger: ".close-pos-popup .fa-clone",
                run: "click",
            },
            picture("5-closing"),
            {
                content: "close the register",
                trigger: ".close-pos-popup button:contains('Close Register')",
                run: "click",
                expectUnloadPage: true,
            },
            { content: "the session is closed", trigger: "button:contains(backend)" },
        ].flat(),
});
