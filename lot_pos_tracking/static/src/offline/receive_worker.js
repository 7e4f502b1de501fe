// @odoo-module ignore

/**
 * Receive by Scan also opens when there is no network: a phone that dropped the page, or was
 * switched off, goes on where it was. Put before Odoo's own service worker (controllers/offline.py),
 * which keeps the session in memory only and has nothing left after a restart.
 *
 * Kept is the page without its secret, and the files it is made of. No records: what is known of
 * receipts, and the scans that wait, lie with the page (lot_scan_memory.js, lot_scan_queue.js).
 */
{
    const STORE = "lot-receive-by-scan";
    const PAGE = "/odoo/receive-by-scan";
    const IS_PAGE = /^\/odoo\/(?:.+\/)?receive-by-scan(?:\/(\d+))?\/?$/;
    const IS_FILE = /^\/(?:web\/(?:assets|bundle|static|webclient)|[a-z_0-9]+\/static)\//;
    const SECRET = /("browser_cache_secret":\s*")[^"]*(")/g;

    const keepPage = async (cache) => {
        const response = await fetch(PAGE, { credentials: "same-origin" });
        if (!response.ok || response.redirected) {
            return false; // somebody has to log in first
        }
        const html = (await response.text()).replace(SECRET, "$1$2");
        const headers = { "Content-Type": "text/html; charset=utf-8" };
        await cache.put(PAGE, new Response(html, { headers }));
        return true;
    };

    /** The page and these files, and no others from before. */
    const keep = async (urls) => {
        const cache = await caches.open(STORE);
        if (!(await keepPage(cache))) {
            return false;
        }
        const wanted = urls.filter((url) => IS_FILE.test(new URL(url).pathname));
        const kept = new Set((await cache.keys()).map((request) => request.url));
        await Promise.all(wanted.filter((url) => !kept.has(url)).map((url) => cache.add(url)));
        const needed = new Set([...wanted, new URL(PAGE, self.location.origin).href]);
        const old = [...kept].filter((url) => !needed.has(url));
        await Promise.all(old.map((url) => cache.delete(url)));
        return true;
    };

    const kept = async (request, url) => {
        const cache = await caches.open(STORE);
        if (request.mode !== "navigate") {
            const ignoreSearch = url.pathname.startsWith("/web/webclient/");
            return cache.match(request, { ignoreSearch, ignoreVary: true });
        }
        const receipt = IS_PAGE.exec(url.pathname)[1];
        const address = receipt ? `${PAGE}/${receipt}` : PAGE;
        return url.pathname === address
            ? cache.match(PAGE)
            : Response.redirect(new URL(address, url.origin).href);
    };

    const answer = async (request, url) => {
        try {
            return await fetch(request);
        } catch (error) {
            const response = await kept(request, url);
            if (!response) {
                throw error;
            }
            return response;
        }
    };

    self.addEventListener("fetch", (event) => {
        const { request } = event;
        const url = new URL(request.url);
        const isOurs = (request.mode === "navigate" ? IS_PAGE : IS_FILE).test(url.pathname);
        if (isOurs && request.method === "GET" && url.origin === self.location.origin) {
            event.respondWith(answer(request, url));
        }
    });

    self.addEventListener("message", (event) => {
        const urls = event.data?.lot_receive_keep;
        if (urls) {
            const { source } = event;
            event.waitUntil(
                keep(urls).then(
                    (lot_receive_kept) => source.postMessage({ lot_receive_kept }),
                    () => source.postMessage({ lot_receive_kept: false })
                )
            );
        }
        if (event.data === "user_logout") {
            event.waitUntil(caches.delete(STORE));
        }
    });
}
