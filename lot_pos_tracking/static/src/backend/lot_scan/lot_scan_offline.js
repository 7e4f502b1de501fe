const LATER = 5000; // milliseconds after which fonts and the like have come as well

/** Files of a page: its scripts and styles, and what these have loaded since. */
function filesOfPage() {
    const tags = [...document.querySelectorAll("script[src], link[rel=stylesheet][href]")];
    const loaded = performance.getEntriesByType("resource").map((entry) => entry.name);
    const urls = [...tags.map((tag) => tag.src || tag.href), ...loaded];
    return [...new Set(urls)].filter((url) => url.startsWith(`${location.origin}/`));
}

/**
 * Have the browser keep this page, so that it opens without network as well
 * (static/src/offline/receive_worker.js).
 *
 * @param {(kept: boolean) => void} tell
 * @returns {() => void} stop listening
 */
export function keepPageOnDevice(tell) {
    const workers = navigator.serviceWorker; // only where the page came by https, or from here
    if (!workers) {
        return () => {};
    }
    const listen = ({ data }) =>
        data?.lot_receive_kept !== undefined && tell(data.lot_receive_kept);
    workers.addEventListener("message", listen);
    workers.startMessages();
    const keep = () =>
        workers.ready.then(({ active }) => active.postMessage({ lot_receive_keep: filesOfPage() }));
    keep();
    const later = setTimeout(keep, LATER);
    return () => {
        clearTimeout(later);
        workers.removeEventListener("message", listen);
    };
}
