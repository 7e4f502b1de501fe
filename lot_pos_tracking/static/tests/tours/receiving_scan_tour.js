import { registry } from "@web/core/registry";
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
            Truck.loseNetwork(),
            Truck.scan(`${MILK}(10)C(30)3`),
            Truck.told("saved", "C"),
            Truck.waiting(1),
            Truck.scan("(00)106141412345678908"),
            Truck.waiting(2),
            Truck.scan(`${MILK}(10)C(30)5`),
            Truck.waiting(3),
            { trigger: ".o_lot_scan_finish:disabled" },
            Truck.findNetwork(),
            Truck.waiting(0),
            Truck.counted("C", 8, 8),
            { trigger: ".o_lot_scan_conflicts:contains(was received already)" },
            { trigger: ".o_lot_scan_conflicts button", run: "click" },
            { trigger: ".o_lot_scan:not(:has(.o_lot_scan_conflicts))" },
            Truck.press("finish"),
            Truck.press("book"),
            { trigger: ".o_lot_scan_done:contains(is booked)" },
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
