import { registry } from "@web/core/registry";
import { refresh, run } from "@point_of_sale/../tests/generic_helpers/utils";
import { findNetwork, loseNetwork } from "@lot_pos_tracking/../tests/tours/utils/browser_steps";
import * as Lots from "@lot_pos_tracking/../tests/tours/utils/lot_steps";

const tours = registry.category("web_tour.tours");

/** Odoo's service worker keeps a page from its second visit on, when it stands before the page. */
function visitAgain() {
    return [
        run(() => navigator.serviceWorker.ready, "the service worker is there"),
        refresh(),
        Lots.tillIsLoaded(),
        run(() => {
            if (!navigator.serviceWorker.controller) {
                throw new Error("nobody stands before the page");
            }
        }, "it keeps the page"),
    ];
}

function isOffline() {
    return run(async () => {
        await window.posmodel.data.checkConnectivity();
        if (!window.posmodel.data.network.offline) {
            throw new Error("the till has a connection");
        }
    }, "the till has no connection");
}

tours.add("checkout_the_page_is_loaded_again_without_network", {
    steps: () =>
        [
            Lots.openTill(),
            visitAgain(),
            loseNetwork(),
            isOffline(),
            Lots.takeThreeAndTwo(),
            Lots.cartIsKept(),
            // the browser drops the page with the sale half done
            refresh(),
            Lots.tillIsLoaded(),
            isOffline(),
            Lots.hasThreeAndTwo(),
            Lots.payCash(),
            Lots.ticketShows("Lot M-A", "(3)", "Lot M-B", "(2)"),
            Lots.waitsToBeSent([
                "Milk",
                5,
                [
                    ["M-A", 3, "picked"],
                    ["M-B", 2, "picked"],
                ],
            ]),
            Lots.wait(1500), // until the browser has stored what was paid
            // and again with the sale paid and not sent
            refresh(),
            Lots.tillIsLoaded(),
            isOffline(),
            Lots.waitsToBeSent([
                "Milk",
                5,
                [
                    ["M-A", 3, "picked"],
                    ["M-B", 2, "picked"],
                ],
            ]),
            findNetwork(),
            run(() => window.posmodel.data.checkConnectivity(), "the till is back"),
            Lots.allIsSent(),
            // what was sent is not sent again
            run(() => window.posmodel.syncAllOrders({ force: true }), "asked to send again"),
        ].flat(2),
});
