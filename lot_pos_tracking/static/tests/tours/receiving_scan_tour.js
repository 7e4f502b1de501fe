import { registry } from "@web/core/registry";
import {
    findNetwork,
    loadPage,
    loseNetwork,
} from "@lot_pos_tracking/../tests/tours/utils/browser_steps";
import * as Truck from "@lot_pos_tracking/../tests/tours/utils/scan_steps";

const tours = registry.category("web_tour.tours");
const MILK = "(01)04006381333931";

tours.add("receiving_a_truck_by_scan", {
    steps: () =>
        [
            Truck.scan("(00)106141412345678908"),
            Truck.told("ok", "2 lots"),
            Truck.counted("A", 12, 12),
            Truck.scan(`${MILK}(10)C(30)3`),
            Truck.told("ok", "3 Units"),
            Truck.counted("C", 3, 8),
            Truck.scan(`${MILK}(10)C(30)5`),
            Truck.counted("C", 8, 8),
            Truck.press("undo"),
            Truck.counted("C", 3, 8),
            Truck.scan(MILK),
            Truck.told("ask", "Which lot"),
            Truck.choose("Another lot"),
            Truck.keyLot("D9"),
            Truck.told("warn", "not announced"),
            Truck.keyCode("C", "4"),
            Truck.counted("C", 7, 8),
            Truck.scan("(01)00614141999996"),
            Truck.told("error", "is not known"),
            Truck.press("finish"),
            { trigger: '.o_lot_scan_row[data-lot="C"]:contains(-1)' },
            Truck.press("book"),
            { trigger: ".o_lot_scan_done:contains(is booked)" },
        ].flat(),
});

tours.add("receiving_without_network", {
    steps: () =>
        [
            Truck.scan("(00)106141412345678908"),
            Truck.counted("A", 12, 12),
            loseNetwork(),
            Truck.scan(`${MILK}(10)C(30)3`),
            Truck.told("saved", "C"),
            Truck.waiting(1),
            Truck.scan(`${MILK}(10)C(30)2`),
            Truck.waiting(2),
            Truck.press("undo"),
            Truck.told("saved", "Taken back"),
            Truck.toSend("C", 1),
            Truck.scan("(00)106141412345678908"),
            Truck.told("saved", "(00)106141412345678908"),
            Truck.scan(`${MILK}(10)C(30)5`),
            Truck.toSend("C", 2),
            Truck.scan(MILK),
            Truck.waiting(6),
            { trigger: ".o_lot_scan_finish:disabled" },
            findNetwork(),
            Truck.waiting(0),
            Truck.counted("C", 8, 8),
            { trigger: ".o_lot_scan_conflicts:contains(was received already)" },
            { trigger: ".o_lot_scan_conflicts:contains(Which lot)" },
            { trigger: ".o_lot_scan_seen", run: "click" },
            { trigger: ".o_lot_scan:not(:contains(was received already))" },
            Truck.press("retry"),
            Truck.told("ask", "Which lot"),
            Truck.choose("B"),
            Truck.told("warn", "More than announced"),
            { trigger: ".o_lot_scan:not(:has(.o_lot_scan_conflicts))" },
            Truck.press("undo"),
            Truck.press("finish"),
            Truck.press("book"),
            { trigger: ".o_lot_scan_done:contains(is booked)" },
        ].flat(),
});

/** What is kept on the device must not open what Odoo has encrypted on it. */
async function hasNoSecret() {
    const page = await caches.match("/odoo/receive-by-scan");
    const [, secret] = /"browser_cache_secret":\s*"([^"]*)"/.exec(await page.text());
    if (secret) {
        throw new Error("the page on the device has its secret");
    }
}

tours.add("receiving_after_the_browser_dropped_the_page", {
    steps: () =>
        [
            { trigger: ".o_lot_scan_kept", run: hasNoSecret },
            loseNetwork(),
            loadPage("/odoo/receive-by-scan"),
            { trigger: ".o_lot_scan_offline" },
            Truck.scan(`${MILK}(10)C(30)3`),
            Truck.told("saved", "C"),
            Truck.scan("(00)106141412345678908"),
            Truck.waiting(2),
            loadPage("/odoo/receive-by-scan"),
            { trigger: ".o_lot_scan_receipt:contains(Green Meadow)", run: "click" },
            Truck.waiting(2),
            Truck.toSend("A", 1),
            Truck.toSend("C", 1),
            findNetwork(),
            Truck.waiting(0),
            Truck.counted("A", 12, 12),
            Truck.counted("C", 3, 8),
            Truck.press("finish"),
            Truck.press("book"),
            { trigger: ".o_lot_scan_done:contains(is booked)" },
        ].flat(),
});

tours.add("receiving_finds_the_receipt_of_a_pack", {
    steps: () =>
        [
            Truck.scan("GHOST"),
            { trigger: ".o_lot_scan_message:contains(No open receipt fits GHOST)" },
            Truck.scan(MILK),
            { trigger: ".o_lot_scan_message:contains(2 receipts wait for this)" },
            Truck.scan(`${MILK}(10)C(17)301231(37)2`),
            Truck.counted("C", 2, 8),
            Truck.press("back"),
            Truck.keyCode("B"),
            Truck.counted("B", 1, 4),
            Truck.press("back"),
            { trigger: ".o_lot_scan_receipt" },
            Truck.scan(MILK),
            { trigger: ".o_lot_scan_message:contains(2 receipts wait for this)" },
            { trigger: ".o_lot_scan_receipt:contains(Hill Farm)", run: "click" },
            Truck.told("ask", "Key the lot"),
            Truck.press("back"),
            { trigger: ".o_lot_scan_receipt:contains(Green Meadow)" },
        ].flat(),
});

tours.add("receiving_a_known_number_of_another_vendor", {
    steps: () =>
        [
            Truck.scan(`${MILK}(10)KNOWN(30)5`),
            Truck.told("ok", "KNOWN"),
            Truck.press("finish"),
            Truck.press("book"),
            { trigger: ".modal:contains(known already) [name=action_continue]", run: "click" },
            { trigger: ".o_lot_scan_done:contains(is booked)" },
        ].flat(),
});

tours.add("receiving_decides_that_it_is_the_same_lot", {
    steps: () =>
        [
            Truck.scan(`${MILK}(10)KNOWN(30)5`),
            Truck.told("ok", "KNOWN"),
            Truck.press("finish"),
            Truck.press("book"),
            { trigger: ".modal .o_kanban_record:contains(Hill Farm)", run: "click" },
            {
                trigger: ".modal .o_radio_item:contains(The same lot) input",
                run: "click",
            },
            { trigger: ".modal .o_form_button_save", run: "click" },
            { trigger: ".modal .o_kanban_record:contains(The same lot)" },
            { trigger: ".modal [name=action_continue]", run: "click" },
            { trigger: ".o_lot_scan_done:contains(is booked)" },
        ].flat(),
});
