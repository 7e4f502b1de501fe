import { registry } from "@web/core/registry";
import * as Lots from "@lot_pos_tracking/../tests/tours/utils/lot_steps";

const tours = registry.category("web_tour.tours");
const MILK = "04012345678901";
const BREAD = "4012345678918";

tours.add("checkout_a_pack_with_two_codes_is_one_pack", {
    steps: () =>
        [
            Lots.openTill(),
            // the plain barcode takes the suggestion, the other code says which lot it is
            Lots.scan(MILK),
            Lots.lineHas("Milk", "1", [["M-A", "suggested"]]),
            Lots.scan(`]d201${MILK}10M-B`),
            Lots.lineHas("Milk", "1", [["M-B"]]),
            // another pack of that lot
            Lots.scan(`]d201${MILK}10M-B`),
            Lots.lineHas("Milk", "2", [["M-B"]]),
            // another pack by its plain barcode alone, after a while
            Lots.wait(1600),
            Lots.scan(MILK),
            Lots.lineHas("Milk", "1", [["M-B"], ["M-A"]], 2),
            Lots.tapProduct("Bread"),
            // what was scanned before the bread stays what it is
            Lots.scan(`]d201${MILK}10M-B`),
            Lots.lineHas("Milk", "3", [["M-B"], ["M-A"]], 2),
            Lots.payCash(),
            Lots.finish(),
        ].flat(),
});

tours.add("checkout_a_second_code_that_is_refused_changes_nothing", {
    steps: () =>
        [
            Lots.openTill(),
            Lots.scan(MILK),
            Lots.lineHas("Milk", "1", [["M-A"]]),
            Lots.scan(`(01)${MILK}(10)M-OLD`),
            Lots.refused("M-OLD", "expired"),
            Lots.closeDialog(),
            Lots.lineHas("Milk", "1", [["M-A"]]),
            Lots.wait(1600),
            Lots.scan(MILK),
            Lots.lineHas("Milk", "2", [["M-A"]]),
            Lots.scan(`(01)${MILK}(17)240101`),
            Lots.refused("M-A", "expired"),
            Lots.closeDialog(),
            Lots.lineHas("Milk", "2", [["M-A"]]),
            Lots.scan(BREAD),
            Lots.scan(`(01)0${BREAD}(17)240101`),
            Lots.refused("Bread", "expired"),
            Lots.closeDialog(),
            Lots.lineHas("Bread", "1"),
        ].flat(),
});

tours.add("checkout_the_second_code_answers_the_picker", {
    steps: () =>
        [
            Lots.openTill(),
            Lots.scan(MILK),
            Lots.pickerAsks("Milk"),
            Lots.scan(`]d201${MILK}10M-B`),
            Lots.pickerIsClosed(),
            Lots.lineHas("Milk", "1", [["M-B"]]),
            Lots.payCash(),
            Lots.finish(),
        ].flat(),
});

tours.add("checkout_every_kind_of_code_sells", {
    steps: () =>
        [
            Lots.openTill(),
            ...["]d2", "]Q3", "]C1", "]e0"].map((carrier, at) => [
                Lots.scan(`${carrier}01${MILK}10M-B`),
                Lots.lineHas("Milk", String(at + 1), [["M-B"]]),
            ]),
            Lots.scan(`https://id.gs1.org/01/${MILK}/10/M-B`),
            Lots.lineHas("Milk", "5", [["M-B"]]),
            Lots.scan("m-b"),
            Lots.lineHas("Milk", "6", [["M-B"]]),
            Lots.payCash(),
            Lots.finish(),
        ].flat(3),
});
