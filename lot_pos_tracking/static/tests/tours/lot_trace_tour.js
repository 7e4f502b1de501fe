import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("lot_trace", {
    steps: () => [
        { content: "open the journey", trigger: "button[name=action_journey]", run: "click" },
        {
            content: "both directions on one page",
            trigger: ".o_lot_trace h4:contains('Where from')",
        },
        {
            content: "the receipt with its vendor",
            trigger: ".o_lot_trace_entry:contains('Received'):contains('Green Meadow Dairy')",
        },
        {
            content: "the buyer",
            trigger: ".o_lot_trace_entry:contains('Sold'):contains('Ann')",
        },
        {
            content: "papers to take away",
            trigger: ".o_lot_trace a[href*='/lot_pos_tracking/trace.pdf?lot_ids=']",
        },
        {
            content: "a document opens",
            trigger: ".o_lot_trace_entry:contains('Received') a:contains('/IN/')",
            run: "click",
        },
        { content: "the receipt is open", trigger: ".o_form_view .o_field_widget[name=name]" },
    ],
});

registry.category("web_tour.tours").add("lot_trace_empty", {
    steps: () => [
        {
            content: "nothing to follow",
            trigger: ".o_lot_trace:contains('There is no lot to follow')",
        },
    ],
});
