import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

const PREVIEW = ".modal img[src^='data:image/svg']";
let shown = ""; // the preview before the last choice

/** Chooses an option of a selection field of the dialog, as a phone does. */
function choose(field, value) {
    return {
        content: `choose ${value}`,
        trigger: `.modal [name=${field}] input, .modal [name=${field}] select`,
        run: async ({ anchor, click, waitFor }) => {
            shown = document.querySelector(PREVIEW)?.src;
            if (anchor.tagName === "SELECT") {
                anchor.value = [...anchor.options].find((one) => one.text === value).value;
                anchor.dispatchEvent(new Event("change", { bubbles: true }));
                return;
            }
            await click(anchor);
            await click(await waitFor(`.o-dropdown-item:contains("${value}")`));
        },
    };
}

tours.add("labels_are_seen_before_they_are_printed", {
    steps: () => [
        {
            content: "more buttons",
            trigger: ".o_form_statusbar .dropdown-toggle, .o_statusbar_buttons .dropdown-toggle",
            run: "click",
        },
        {
            content: "print labels of the lot",
            trigger: "button:contains(Print labels)",
            run: "click",
        },
        { content: "the label is shown", trigger: PREVIEW },
        choose("carrier", "GS1-128 bars"),
        {
            content: "the preview is drawn anew",
            trigger: ".modal",
            run: async ({ waitUntil }) => {
                const another = () => document.querySelector(PREVIEW)?.src;
                await waitUntil(() => another() && another() !== shown, { timeout: 10000 });
            },
        },
        choose("size", "57 × 32 mm"),
        {
            content: "what does not fit is said, not printed",
            trigger: ".modal .alert-danger:contains(do not fit)",
        },
        { content: "no way to print it", trigger: ".modal:not(:has(button[name=action_print]))" },
        choose("carrier", "GS1 DataMatrix"),
        { content: "the label is back", trigger: PREVIEW },
        { content: "and can be printed", trigger: ".modal button[name=action_print]" },
        { content: "enough seen", trigger: ".modal .btn-close", run: "click" },
        { content: "back at the lot", trigger: "body:not(:has(.modal)) .o_form_view" },
    ],
});
