import { registry } from "@web/core/registry";
import { run } from "@point_of_sale/../tests/generic_helpers/utils";
import {
    backstage,
    caughtUpByVersion,
    heardByNewsAlone,
    listenToSnapshots,
} from "@lot_pos_tracking/../tests/tours/utils/backstage";
import * as Lots from "@lot_pos_tracking/../tests/tours/utils/lot_steps";

const tours = registry.category("web_tour.tours");

/** Whatever the office changes is on the open line at once, by the bus alone. */
tours.add("checkout_the_office_acts_on_an_open_cart", {
    steps: () =>
        [
            Lots.openWithTheOnlyLot(),
            Lots.tapProduct("Bread"),
            listenToSnapshots(),
            backstage("hold"),
            Lots.lotIsStopped("M-ONLY", "On hold"),
            Lots.tellDelay("hold"),
            Lots.warned("on hold"),
            Lots.goToPayment(),
            Lots.refused("M-ONLY", "on hold"),
            Lots.closeDialog(),
            Lots.lineHas("Bread", "1"),
            Lots.lineHas("Milk", "1", [["M-ONLY"]]),
            backstage("lift"),
            Lots.lotIsFine("M-ONLY"),
            Lots.tellDelay("lift"),
            backstage("earlier date"),
            Lots.lotIsStopped("M-ONLY", "Expired"),
            Lots.tellDelay("date"),
            backstage("later date"),
            Lots.lotIsFine("M-ONLY"),
            backstage("count to nothing"),
            Lots.lotIsStopped("M-ONLY", "Not in this shop"),
            Lots.tellDelay("stock"),
            backstage("count to five"),
            Lots.lotIsFine("M-ONLY"),
            backstage("recall"),
            Lots.lotIsStopped("M-ONLY", "Recalled"),
            Lots.tellDelay("recall"),
            heardByNewsAlone(),
            Lots.goToPayment(),
            Lots.refused("M-ONLY", "recalled"),
            Lots.closeDialog(),
        ].flat(),
});

tours.add("checkout_a_till_that_was_away_catches_up", {
    steps: () =>
        [
            Lots.openWithTheOnlyLot(),
            listenToSnapshots(),
            backstage("network off"),
            run(() => window.posmodel.data.checkConnectivity(), "the till notices"),
            { content: "the till is offline", trigger: "body" },
            run(() => {
                if (!window.posmodel.data.network.offline) {
                    throw new Error("the till has a connection");
                }
            }, "offline indeed"),
            run(() => window.posmodel.data.bus.stop?.(), "the line to the bus is cut as well"),
            backstage("hold"),
            Lots.wait(1000),
            Lots.lotIsFine("M-ONLY"),
            backstage("network on"),
            run(() => window.posmodel.data.checkConnectivity(), "the till is back"),
            Lots.lotIsStopped("M-ONLY", "On hold"),
            caughtUpByVersion(5),
        ].flat(),
});

tours.add("checkout_the_other_till_is_faster", {
    steps: () =>
        [
            Lots.openWithTheOnlyLot(),
            backstage("the other till claims the last one"),
            Lots.goToPayment(),
            Lots.refused("M-ONLY"),
            Lots.closeDialog(),
            Lots.lineHas("Milk", "1", [["M-ONLY"]]),
            backstage("the other till lets go"),
            Lots.lotIsFine("M-ONLY"),
            Lots.payCash(),
            Lots.finish(),
        ].flat(),
});
