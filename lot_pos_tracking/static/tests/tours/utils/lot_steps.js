import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as PaymentScreen from "@point_of_sale/../tests/pos/tours/utils/payment_screen_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import * as TicketScreen from "@point_of_sale/../tests/pos/tours/utils/ticket_screen_util";
import * as Numpad from "@point_of_sale/../tests/generic_helpers/numpad_util";
import { negate, run, scan_barcode } from "@point_of_sale/../tests/generic_helpers/utils";
import { simulateBarCode } from "@barcodes/../tests/legacy/helpers";

const PICKER = ".o_lot_picker";

export function openTill() {
    return [tillIsLoaded(), ...Chrome.startPoS(), ...ProductScreen.isShown()];
}

/** A busy machine takes longer to load the till than a step may take. */
export function tillIsLoaded() {
    return {
        content: "the till is loaded",
        trigger: ".screen-login .btn.open-register-btn, .pos .pos-content",
        timeout: 60000,
    };
}

export function tapProduct(name) {
    return [
        showProducts(),
        {
            content: `tap ${name}`,
            trigger: `article.product .product-name:contains("${name}")`,
            run: "click",
        },
    ];
}

/** Milk of the only lot there is, in the cart of a till that has just been opened. */
export function openWithTheOnlyLot() {
    return [openTill(), tapProduct("Milk"), lineHas("Milk", "1", [["M-ONLY"]])].flat();
}

/** Five packs of milk on one line: three of lot M-A, two of M-B. */
export function takeThreeAndTwo() {
    return [
        tapProduct("Milk"),
        setQuantity("M-A", "3"),
        setQuantity("M-B", "2"),
        confirmPicker(),
        hasThreeAndTwo(),
    ].flat();
}

export function hasThreeAndTwo() {
    return lineHas("Milk", "5", [
        ["M-A", "3 ×"],
        ["M-B", "2 ×"],
    ]);
}

/** A phone shows either the products or the cart. */
export function showCart() {
    return turnPhoneTo("cart", ".btn-switchpane.review-button");
}

export function showProducts() {
    return turnPhoneTo("products", ".actionpad .back-button");
}

function turnPhoneTo(side, button) {
    return {
        isActive: ["mobile"],
        content: `show the ${side}`,
        trigger: ".product-screen",
        run: () => document.querySelector(`.product-screen ${button}`)?.click(),
    };
}

/** The quantity of the line in hand, as the cashier types it. */
export function typeQuantity(keys) {
    return [showCart(), ...Numpad.enterValue(keys)];
}

export function scan(code) {
    return scan_barcode(code);
}

/** A scan whose separators are control characters, as a scanner sends them. */
export function scanKeys(...keys) {
    return run(() => simulateBarCode([...keys, "Enter"]), `scan ${keys.join("")}`);
}

/** A scan while the picker has the focus: the keys go where the cashier's keys would go. */
export function scanInPicker(code) {
    return run(
        () => simulateBarCode([...code, "Enter"], document.activeElement),
        `scan ${code} into the picker`
    );
}

// -- picker ------------------------------------------------------------------------------------------

export function pickerAsks(product) {
    return {
        content: `the picker asks for the lot of ${product}`,
        trigger: `${PICKER} .modal-title:contains("${product}")`,
    };
}

export function pickerNotices(text) {
    return { content: text, trigger: `${PICKER} .o_lot_notice:contains("${text}")` };
}

export function pickerSays(text) {
    return { content: text, trigger: `${PICKER} .o_lot_message:contains("${text}")` };
}

export function pickerIsEmpty(text) {
    return { content: text, trigger: `${PICKER} .o_lot_empty:contains("${text}")` };
}

export function pickerIsClosed() {
    return { content: "the picker is closed", trigger: negate(PICKER) };
}

function row(lot) {
    return `${PICKER} .o_lot_row[data-lot="${lot}"]`;
}

/** A finger does not reach the row just after the picker came up, a moment later it does. */
export function hastyTapMisses(lot) {
    return {
        content: `a hasty second tap does not reach ${lot}`,
        trigger: row(lot),
        run: () => {
            const parts = [...document.querySelector(PICKER).children];
            const animate = (animation) =>
                parts.forEach((part) => Object.assign(part.style, { animation }));
            const reach = () => getComputedStyle(document.querySelector(row(lot))).pointerEvents;
            animate("none");
            parts[0].getBoundingClientRect(); // drawn without, so that the picker comes up anew
            animate("");
            const reached = [reach()];
            parts.forEach((part) => part.getAnimations().forEach((one) => one.finish()));
            reached.push(reach());
            if (String(reached) !== "none,auto") {
                throw new Error(`reached at once and a moment later: ${reached}`);
            }
        },
    };
}

/** The row of the lot is there, in this place, saying all this. */
export function pickerShows(lot, { place, free, texts = [], chosen, blocked } = {}) {
    const nth = place ? `${PICKER} .o_lot_row:nth-child(${place})[data-lot="${lot}"]` : row(lot);
    let trigger = nth;
    if (chosen !== undefined) {
        trigger += `[aria-selected="${chosen}"]`;
    }
    if (blocked !== undefined) {
        trigger += `[aria-disabled="${blocked}"]`;
    }
    const steps = [{ content: `the picker shows ${lot}`, trigger }];
    if (free !== undefined) {
        steps.push({
            content: `${free} of ${lot} are free`,
            trigger: `${nth} .o_lot_free > span:text("${free}")`,
        });
    }
    for (const text of texts) {
        steps.push({ content: `${lot}: ${text}`, trigger: `${nth}:contains("${text}")` });
    }
    return steps;
}

export function pickerHasNot(lot) {
    return { content: `the picker leaves ${lot} out`, trigger: negate(row(lot)) };
}

export function press(key) {
    return {
        content: `press ${key} in the picker`,
        trigger: `${PICKER} .o_lot_grid`,
        run: `press ${key}`,
    };
}

export function tapLot(lot) {
    return { content: `tap ${lot}`, trigger: `${row(lot)} .o_lot_name`, run: "click" };
}

export function more(lot) {
    return { content: `more of ${lot}`, trigger: `${row(lot)} button:contains("+")`, run: "click" };
}

export function setQuantity(lot, quantity) {
    return {
        content: `${quantity} of ${lot}`,
        trigger: `${row(lot)} .o_lot_quantity`,
        run: `edit ${quantity} && press Tab`,
    };
}

/** Typed as people type: a tour's keys come as fast as a scanner's. */
export function filterBy(text) {
    return {
        content: `type ${text}`,
        trigger: `${PICKER} .o_lot_filter`,
        run() {
            this.anchor.value = text;
            this.anchor.dispatchEvent(new Event("input", { bubbles: true }));
        },
    };
}

export function confirmPicker() {
    return [
        { content: "confirm", trigger: `${PICKER} .o_lot_confirm:enabled`, run: "click" },
        pickerIsClosed(),
    ];
}

// -- lines -------------------------------------------------------------------------------------------

function line(product) {
    return `.order-container .orderline:has(.product-name:contains("${product}"))`;
}

/** So many lines of the product, one with this quantity, with exactly these lots: `[[lot, …texts]]`. */
export function lineHas(product, quantity, lots = [], lines = 1) {
    const steps = [
        showCart(),
        {
            content: `${quantity} of ${product} in the cart`,
            trigger: `${line(product)}:has(.qty:contains("${quantity}"))`,
        },
        {
            content: `${product}: ${lots.length} lots`,
            trigger: ".order-container",
            run: () => {
                const found = [...document.querySelectorAll(".order-container .orderline")].filter(
                    (one) => one.textContent.includes(product)
                );
                const rows = found.flatMap((one) => [...one.querySelectorAll(".o_lot_line")]);
                if (found.length !== lines || rows.length !== lots.length) {
                    const shown = rows.map((row) => row.textContent.trim()).join(", ");
                    throw new Error(`${found.length} lines of ${product} with the lots ${shown}`);
                }
            },
        },
    ];
    for (const [lot, ...texts] of lots) {
        for (const text of ["", ...texts]) {
            const contains = text ? `:contains("${text}")` : "";
            steps.push({
                content: `${product}: ${lot} ${text}`,
                trigger: `${line(product)} .o_lot_line[data-lot="${lot}"]${contains}`,
            });
        }
    }
    return steps;
}

export function lotIsStopped(lot, reason) {
    return [
        showCart(),
        {
            content: `${lot} is marked: ${reason}`,
            trigger: `.order-container .o_lot_stopped[data-lot="${lot}"]:contains("${reason}")`,
        },
    ];
}

export function lotIsFine(lot) {
    return [
        showCart(),
        {
            content: `${lot} is not marked`,
            trigger: `.order-container .o_lot_line[data-lot="${lot}"]:not(.o_lot_stopped)`,
        },
    ];
}

/** How long the news took from the act in the office: to read, never to judge. */
export function tellDelay(what) {
    return run(
        () => console.info(`lots:${what}:${Math.round(performance.now() - window.lotAskedAt)} ms`),
        `how long ${what} took`
    );
}

export function tapLineLot(lot) {
    return [
        showCart(),
        {
            content: `tap the line's lot ${lot}`,
            trigger: `.order-container .o_lot_line[data-lot="${lot}"]`,
            run: "click",
        },
    ];
}

export function cartIsEmpty() {
    return run(() => {
        const { lines } = window.posmodel.getOrder();
        if (lines.length) {
            throw new Error(`${lines.length} lines in the cart`);
        }
    }, "the cart is empty");
}

/** All that a cashier could have set on the lines, and their lots. */
function cartOf(order, butLots) {
    return JSON.stringify(
        order.lines.map((line) => [
            line.uuid,
            line.qty,
            line.price_unit,
            line.price_type,
            line.discount,
            line.note,
            line.customer_note,
            butLots
                ? []
                : line.pack_lot_ids.map((row) => [row.lot_name, row.quantity, row.evidence]),
        ])
    );
}

export function rememberCart() {
    return run(() => {
        const order = window.posmodel.getOrder();
        window.lotCart = [false, true].map((butLots) => cartOf(order, butLots));
    }, "remember the cart");
}

export function cartIsAsRemembered({ butLots = false } = {}) {
    return run(() => {
        const now = cartOf(window.posmodel.getOrder(), butLots);
        const before = window.lotCart[butLots ? 1 : 0];
        if (now !== before) {
            throw new Error(`the cart was ${before} and is ${now}`);
        }
    }, "the cart is as it was");
}

/** The browser has stored the lines of the cart, each with the rows that it has now. */
export function cartIsKept() {
    return run(async () => {
        const { lines } = window.posmodel.getOrder();
        const rowsOf = (line) => JSON.stringify([...line.pack_lot_ids].sort());
        for (let waited = 0; waited < 8000; waited += 100) {
            const stored = await window.posmodel.data.indexedDB.readAll(["pos.order.line"]);
            const kept = new Map(stored["pos.order.line"].map((line) => [line.uuid, rowsOf(line)]));
            if (lines.every((line) => kept.get(line.uuid) === rowsOf(line.raw))) {
                return;
            }
            await new Promise((resolve) => setTimeout(resolve, 100));
        }
        throw new Error("the browser does not keep the cart");
    }, "the browser keeps the cart");
}

// -- refusals ----------------------------------------------------------------------------------------

export function refused(...texts) {
    return texts.map((text) => ({
        content: `refused: ${text}`,
        trigger: `.modal-body:contains("${text}")`,
    }));
}

export function closeDialog() {
    return { content: "close", trigger: ".modal-footer .btn-primary", run: "click" };
}

export function askManager() {
    return {
        content: "ask a manager",
        trigger: '.modal-footer .btn:contains("Ask a manager")',
        run: "click",
    };
}

export function approve(login, pin, reason) {
    return [
        { content: "login", trigger: ".o_lot_login", run: `edit ${login}` },
        { content: "PIN", trigger: ".o_lot_pin", run: `edit ${pin}` },
        { content: "reason", trigger: ".o_lot_comment", run: `edit ${reason}` },
        { content: "approve", trigger: ".o_lot_approve:enabled", run: "click" },
    ];
}

export function warned(text) {
    return { content: text, trigger: `.o_notification:contains("${text}")` };
}

// -- paying ------------------------------------------------------------------------------------------

export function goToPayment() {
    return [showCart(), { content: "go to payment", trigger: ".pay-order-button", run: "click" }];
}

export function payCash() {
    return [...goToPayment(), ...validate()];
}

/** The till has one way to pay, which it chose by itself. */
export function validate() {
    return [
        { content: "cash is chosen", trigger: ".payment-screen .paymentline" },
        ...PaymentScreen.clickValidate(),
        // the server books the sale meanwhile, on a slow machine slowly
        { content: "paid", trigger: ".receipt-screen .pos-receipt", timeout: 60000 },
    ];
}

export function ticketShows(...texts) {
    return texts.map((text) => ({
        content: `the ticket shows ${text}`,
        trigger: `.receipt-screen .pos-receipt:contains("${text}")`,
    }));
}

export function nextOrder() {
    return [
        {
            isActive: ["desktop"],
            content: "next order",
            trigger: ".receipt-screen .button.next.highlight:not([disabled])",
            run: "click",
        },
        {
            isActive: ["mobile"],
            content: "next order",
            trigger: ".receipt-screen .btn-switchpane.validation-button.highlight:not([disabled])",
            run: "click",
        },
        ...ProductScreen.isShown(),
    ];
}

function chooseTicketOver(amount) {
    return [
        {
            content: `the ticket over ${amount}`,
            trigger: `.ticket-screen .order-row:contains("${amount}")`,
            run: "click",
        },
        {
            content: "is the one in hand",
            trigger: `.ticket-screen .order-row.highlight:contains("${amount}")`,
        },
    ];
}

/** Go on with the order over this amount. */
export function openOrderOver(amount) {
    return [
        Chrome.clickOrders(),
        ...chooseTicketOver(amount),
        {
            content: "load it",
            trigger: '.ticket-screen button:contains("Load Order")',
            run: "click",
        },
    ];
}

/** Refund so much of the ticket over this amount. */
export function refund(amount, quantity) {
    return [
        ...ProductScreen.clickRefund(),
        ...chooseTicketOver(amount),
        ...ProductScreen.clickNumpad(quantity),
        ...[TicketScreen.toRefundTextContains(`To Refund: ${quantity}`)].flat(),
        ...TicketScreen.confirmRefund(),
    ];
}

/** The till has no connection for so many milliseconds more. */
export function wait(milliseconds) {
    return run(() => new Promise((resolve) => setTimeout(resolve, milliseconds)), "time passes");
}

/** The orders paid offline arrive by themselves. */
export function allIsSent() {
    return run(async () => {
        for (let waited = 0; waited < 8000; waited += 100) {
            if (!window.posmodel?.models["pos.order"].some((order) => order.isUnsyncedPaid)) {
                return;
            }
            await new Promise((resolve) => setTimeout(resolve, 100));
        }
        throw new Error("an order paid offline was not sent");
    }, "all orders are sent");
}

/** The orders paid and not sent yet are these: `[[product, quantity, [[lot, quantity, evidence]]]]`. */
export function waitsToBeSent(...wanted) {
    return run(() => {
        const waiting = window.posmodel.models["pos.order"]
            .filter((order) => order.isUnsyncedPaid)
            .flatMap((order) => order.lines)
            .map((line) => [
                line.product_id.name,
                line.qty,
                line.pack_lot_ids.map((row) => [row.lot_name, row.quantity, row.evidence]),
            ]);
        if (JSON.stringify(waiting) !== JSON.stringify(wanted)) {
            throw new Error(`to be sent: ${JSON.stringify(waiting)}`);
        }
    }, "what waits to be sent");
}

/** Nothing waits to be sent: the tour ends with the server knowing all. */
export function finish() {
    return Chrome.endTour();
}
