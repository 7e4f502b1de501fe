// @odoo-module ignore

/**
 * The till also opens without network where it was left: at the payment or the receipt of an order.
 * Put before Odoo's own service worker of the till (controllers/offline.py), which keeps each address
 * by itself and so knows none of an order that was made without network, though it is one page.
 */
{
    const STORE = "odoo-pos-cache"; // Odoo's: emptied with it
    const TILL = /^\/pos\/ui\/\d+/;

    const tillPage = async (request, address) => {
        const cache = await caches.open(STORE);
        try {
            const response = await fetch(request);
            if (response.ok && !response.redirected) {
                await cache.put(address, response.clone());
            }
            return response;
        } catch (error) {
            const kept = await cache.match(address);
            if (kept) {
                return kept;
            }
            throw error;
        }
    };

    self.addEventListener("fetch", (event) => {
        const [address] = new URL(event.request.url).pathname.match(TILL) || [];
        if (address && event.request.mode === "navigate") {
            event.stopImmediatePropagation();
            event.respondWith(tillPage(event.request, address));
        }
    });
}
