import { registry } from "@web/core/registry";
import { picture } from "@lot_pos_tracking/../tests/tours/utils/browser_steps";

registry.category("web_tour.tours").add("story_trace", {
    steps: () =>
        [
            {
                content: "open the journey of the lot",
                trigger: "button[name=action_journey]",
                run: "click",
            },
            {
                content: "where it came from",
                trigger: ".o_lot_trace_entry:contains('Received'):contains('Green Meadow Dairy')",
            },
            { content: "where it went", trigger: ".o_lot_trace_entry:contains('Sold')" },
            picture("6-journey"),
        ].flat(),
});
