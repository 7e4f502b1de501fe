import { registry } from "@web/core/registry";
import * as Truck from "@lot_pos_tracking/../tests/tours/utils/scan_steps";
import {
    findNetwork,
    loseNetwork,
    picture,
} from "@lot_pos_tracking/../tests/tours/utils/browser_steps";

const MILK = "(01)09506000000015";
const PALLET = "(00)095060000000000015";

registry.category("web_tour.tours").add("story_receive", {
    steps: () =>
        [
            {
                content: "the dairy's truck is expected",
                trigger: ".o_lot_scan_receipt:contains('Green Meadow Dairy')",
            },
            picture("2-receive-start"),
            Truck.scan(PALLET),
            Truck.counted("GM-2611A", 12, 12),
            Truck.counted("YQ-90", 6, 6),
            picture("2-receive"),
            loseNetwork(),
            Truck.scan(`${MILK}(10)GM-2611B(30)5`),
            Truck.waiting(1),
            Truck.scan(MILK),
            Truck.waiting(2),
            picture("2-receive-offline"),
            findNetwork(),
            Truck.waiting(0),
            Truck.counted("GM-2611B", 5, 12),
            { trigger: ".o_lot_scan_conflicts:contains(Which lot)" },
            picture("2-receive-conflict"),
            Truck.press("retry"),
            Truck.told("ask", "Which lot"),
            picture("2-receive-question"),
            Truck.choose("GM-2611B"),
            Truck.counted("GM-2611B", 6, 12),
            Truck.press("finish"),
            { trigger: ".o_lot_scan_row[data-lot='GM-2611B']:contains(-6)" },
            picture("2-receive-differences"),
            Truck.press("back"),
            Truck.scan(`${MILK}(10)GM-2611B(30)6`),
            Truck.counted("GM-2611B", 12, 12),
            Truck.press("finish"),
            Truck.press("book"),
            { content: "the receipt is booked", trigger: ".o_lot_scan_done:contains(is booked)" },
        ].flat(),
});
