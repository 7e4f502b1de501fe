import { registry } from "@web/core/registry";
import { run } from "@point_of_sale/../tests/generic_helpers/utils";
import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as PaymentScreen from "@point_of_sale/../tests/pos/tours/utils/payment_screen_util";
import { backstage } from "@lot_pos_tracking/../tests/tours/utils/backstage";
import * as Lots from "@lot_pos_tracking/../tests/tours/utils/lot_steps";

const tours = registry.category("web_tour.tours");
const MILK = "04012345678901";

/** A line whose price, discount and notes the cashier has set, as only a screen could. */
function dressLine() {
    return run(() => {
        const line = window.posmodel.getOrder().getSelectedOrderline();
        line.setUnitPrice(1.75);
        line.price_type = "manual";
        line.setDiscount(10);
        line.setNote('[{"text":"cold","colorIndex":0}]');
        line.setCustomerNote("for Ann");
    }, "price, discount and notes");
}

tours.add("checkout_editing_the_lot_changes_nothing_else", {
    steps: () =>
        [
            Lots.openTill(),
            Lots.tapProduct("Milk"),
            Lots.press("Enter"),
            Lots.pickerIsClosed(),
            Lots.typeQuantity("4"),
            Lots.lineHas("Milk", "4", [["M-A"]]),
            dressLine(),
            Lots.rememberCart(),
            Lots.tapLineLot("M-A"),
            Lots.confirmPicker(),
            Lots.cartIsAsRemembered(),
            Lots.tapLineLot("M-A"),
            Lots.press("Escape"),
            Lots.pickerIsClosed(),
            Lots.cartIsAsRemembered(),
            Lots.tapLineLot("M-A"),
            Lots.tapLot("M-B"),
            Lots.pickerIsClosed(),
            Lots.lineHas("Milk", "4", [["M-B"]]),
            Lots.cartIsAsRemembered({ butLots: true }),
            Lots.payCash(),
            Lots.finish(),
        ].flat(),
});

tours.add("checkout_a_refused_action_changes_nothing", {
    steps: () =>
        [
            Lots.openTill(),
            Lots.takeThreeAndTwo(),
            dressLine(),
            Lots.rememberCart(),
            // an expired pack, a number that nobody knows, a quantity that the shop does not have
            Lots.scan(`(01)${MILK}(10)M-OLD`),
            Lots.refused("M-OLD", "expired"),
            Lots.closeDialog(),
            Lots.cartIsAsRemembered(),
            Lots.scan(`(01)${MILK}(10)NOWHERE`),
            Lots.pickerNotices("Nobody knows lot NOWHERE"),
            Lots.press("Escape"),
            Lots.pickerIsClosed(),
            Lots.cartIsAsRemembered(),
            Lots.typeQuantity("9"),
            Lots.refused("together have only 5 Units free"),
            Lots.closeDialog(),
            Lots.cartIsAsRemembered(),
            // payment refused by the office's hold
            backstage("hold"),
            Lots.lotIsStopped("M-B", "On hold"),
            Lots.rememberCart(),
            Lots.goToPayment(),
            Lots.refused("M-B", "on hold"),
            Lots.closeDialog(),
            Lots.cartIsAsRemembered(),
        ].flat(),
});

tours.add("checkout_a_draft_is_saved_and_reopened", {
    steps: () =>
        [
            Lots.openTill(),
            Lots.takeThreeAndTwo(),
            Lots.rememberCart(),
            run(async () => {
                await window.posmodel.syncAllOrders({ force: true });
                window.posmodel.addNewOrder();
            }, "save the draft and begin another order"),
            Lots.cartIsEmpty(),
            run(() => {
                const draft = window.posmodel.getOpenOrders().find((order) => order.lines.length);
                window.posmodel.setOrder(draft);
            }, "open the draft again"),
            Lots.hasThreeAndTwo(),
            Lots.payCash(),
            Lots.finish(),
        ].flat(),
});

tours.add("checkout_ship_later", {
    steps: () =>
        [
            Lots.openWithTheOnlyLot(),
            Lots.goToPayment(),
            PaymentScreen.clickPartnerButton(),
            PaymentScreen.clickCustomer("Ann Away"),
            PaymentScreen.clickShipLaterButton(),
            PaymentScreen.shippingLaterHighlighted(),
            Lots.validate(),
            Lots.ticketShows("Lot M-ONLY"),
            Lots.finish(),
        ].flat(),
});

tours.add("checkout_exchange", {
    steps: () =>
        [
            Lots.openTill(),
            Lots.tapProduct("Milk"),
            Lots.press("Enter"),
            Lots.pickerIsClosed(),
            Lots.lineHas("Milk", "1", [["M-A"]]),
            Lots.typeQuantity("2"),
            Lots.payCash(),
            Lots.nextOrder(),
            // one of them comes back
            Lots.refund("4.00", "1"),
            Lots.validate(),
            Lots.ticketShows("Lot M-A"),
            Lots.nextOrder(),
            // and another lot leaves
            Lots.scan(`(01)${MILK}(10)M-B`),
            Lots.lineHas("Milk", "1", [["M-B"]]),
            Lots.payCash(),
            Lots.finish(),
        ].flat(),
});

tours.add("checkout_what_may_not_be_sold_again_goes_to_quarantine", {
    steps: () =>
        [
            Lots.openTill(),
            Lots.tapProduct("Milk"),
            Lots.typeQuantity("3"),
            Lots.lineHas("Milk", "3", [["M-ONLY"]]),
            Lots.payCash(),
            Lots.nextOrder(),
            backstage("hold"),
            Lots.refund("6.00", "2"),
            Lots.validate(),
            Lots.finish(),
        ].flat(),
});

tours.add("checkout_the_picker_by_keyboard_and_by_ear", {
    steps: () =>
        [
            Lots.openTill(),
            Lots.tapProduct("Milk"),
            Lots.pickerAsks("Milk"),
            run(() => {
                const row = document.querySelector('.o_lot_row[data-lot="M-A"]');
                const grid = row.closest('[role="grid"]');
                const label = row.getAttribute("aria-label");
                const wanted = ["Lot M-A", "Use by", "2 days left", "5 Units free"];
                const missing = wanted.filter((text) => !label.includes(text));
                if (missing.length || grid.getAttribute("aria-activedescendant") !== row.id) {
                    throw new Error(`a reader hears: ${label}`);
                }
                const nameless = [...document.querySelectorAll(".o_lot_picker :is(button, input)")]
                    .filter((one) => !(one.getAttribute("aria-label") || one.textContent.trim()))
                    .map((one) => one.className);
                if (nameless.length) {
                    throw new Error(`without a name: ${nameless}`);
                }
            }, "what a screen reader says"),
            run(() => {
                const head = document.querySelector(".o_lot_picker_head").getBoundingClientRect();
                const first = document.querySelector(".o_lot_row .o_lot_name");
                if (first.getBoundingClientRect().top < head.bottom) {
                    throw new Error("the first row is hidden under the head");
                }
                const targets = ".o_lot_row, .o_lot_stepper .btn, .o_lot_confirm";
                const small = [...document.querySelectorAll(targets)]
                    .map((one) => [one.className, one.getBoundingClientRect().height])
                    .filter(([, height]) => height < 44);
                if (small.length) {
                    throw new Error(`too small for a thumb: ${JSON.stringify(small)}`);
                }
            }, "all is seen, and large enough for a thumb"),
            Array.from({ length: 14 }, (_, at) => [
                {
                    content: `Tab ${at + 1}`,
                    trigger: ".o_lot_picker",
                    run: "press Tab",
                },
                run(() => {
                    if (!document.activeElement.closest(".o_lot_picker")) {
                        throw new Error("the focus left the picker");
                    }
                }, "the focus stays"),
            ]),
            Lots.press("Escape"),
            Lots.pickerIsClosed(),
            Lots.cartIsEmpty(),
            Chrome.endTour(),
        ].flat(3),
});

tours.add("checkout_the_ticket_links_to_the_lot", {
    steps: () =>
        [
            Lots.openWithTheOnlyLot(),
            Lots.payCash(),
            Lots.ticketShows("Lot M-ONLY", "Use by"),
            {
                content: "a code with the lot's Digital Link",
                trigger: `.receipt-screen .o_lot_codes img[alt$="/01/${MILK}/10/M-ONLY"][src^="data:image"]`,
            },
            Lots.finish(),
        ].flat(),
});
