import { registry } from "@web/core/registry";
import * as Truck from "@lot_pos_tracking/../tests/tours/utils/scan_steps";
import { picture } from "@lot_pos_tracking/../tests/tours/utils/story_steps";

const MILK = "(01)09506000000015";
const YOGHURT = "(01)09506000000022";

registry.category("web_tour.tours").add("story_receive", {
    steps: () =>
        [
            {
                content: "the dairy's truck is at the door",
                trigger: ".o_lot_scan_receipt:contains('Green Meadow Dairy')",
                run: "click",
            },
            Truck.counted("GM-2611A", 0, 12),
            Truck.scan(`${MILK}(10)GM-2611A(30)12`),
            Truck.counted("GM-2611A", 12, 12),
            Truck.scan(`${MILK}(10)GM-2611B(30)12`),
            Truck.counted("GM-2611B", 12, 12),
            Truck.scan(`${YOGHURT}(10)YQ-90(30)6`),
            Truck.counted("YQ-90", 6, 6),
            picture("2-receive"),
            Truck.press("finish"),
            Truck.press("book"),
            { content: "the receipt is booked", trigger: ".o_lot_scan_done:contains(is booked)" },
        ].flat(),
});
