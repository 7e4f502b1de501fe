import { registry } from "@web/core/registry";
import * as ConfirmationPage from "@pos_self_order/../tests/tours/utils/confirmation_page_util";
import * as ProductPage from "@pos_self_order/../tests/tours/utils/product_page_util";

const tours = registry.category("web_tour.tours");

tours.add("checkout_kiosk_order_of_the_only_lot", {
    steps: () => [
        tap("Order Now"),
        ...choose("Milk"),
        tap("Checkout"),
        tap("Order"),
        ConfirmationPage.isShown(),
        ConfirmationPage.orderNumberShown(),
    ],
});

tours.add("checkout_kiosk_says_what_cannot_be_sold", {
    steps: () => [
        tap("Order Now"),
        ...choose("Milk"),
        ...choose("Cream"),
        tap("Checkout"),
        tap("Order"),
        ...isToldOf("Cream"),
    ],
});

tours.add("checkout_phone_says_what_cannot_be_sold", {
    steps: () => [
        tap("Order Now"),
        ProductPage.clickProduct("Milk"),
        ProductPage.clickProduct("Cream"),
        tap("Checkout"),
        tap("Order"),
        ...isToldOf("Cream"),
    ],
});

/** The customer reads which of milk and this product it is, and keeps the order. */
function isToldOf(product) {
    return [
        {
            content: "the customer reads which product it is",
            trigger: `.o_notification:contains('${product}'):not(:contains('Milk'))`,
        },
        { content: "and still sees the order", trigger: ".product-cart-item:contains('Milk')" },
    ];
}

function tap(name) {
    return {
        content: `tap ${name}`,
        trigger: `.btn:not(.disabled):contains('${name}')`,
        run: "click",
    };
}

function choose(product) {
    return [
        ProductPage.clickProduct(product),
        {
            content: `${product} is on the order`,
            trigger: `.o_self_product_box:contains('${product}'):contains('1')`,
        },
    ];
}
