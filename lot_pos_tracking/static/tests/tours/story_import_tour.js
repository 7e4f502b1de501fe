import { registry } from "@web/core/registry";
import { inputFiles } from "@web/../tests/utils";
import { picture } from "@lot_pos_tracking/../tests/tours/utils/browser_steps";

/** The facts of the story, put into the page by the test that tells it. */
const story = () => window.lotStory;

registry.category("web_tour.tours").add("story_import", {
    steps: () =>
        [
            {
                content: "open the import of a shipment notice",
                trigger:
                    ".o_list_view button:contains('Import'), .o_control_panel button:contains('Import')",
                run: "click",
            },
            {
                content: "choose the supplier's file",
                trigger: ".modal .o_field_binary input[type='file']:not(:visible)",
                run: async () => {
                    const { filename, csv } = story().shipment;
                    await inputFiles(".modal .o_field_binary input[type='file']", [
                        new File([csv], filename, { type: "text/csv" }),
                    ]);
                },
            },
            {
                content: "the preview shows the supplier's lots",
                trigger: ".modal .o_lot_preview:contains('GM-2611A')",
            },
            picture("1-import-preview"),
            {
                content: "import",
                trigger: ".modal button[name='action_import']",
                run: "click",
            },
            {
                content: "the shipment is matched to its purchase order",
                trigger:
                    ".o_form_view .o_statusbar_status button.o_arrow_button_current:contains('Matched')",
            },
            picture("1-shipment"),
        ].flat(),
});
