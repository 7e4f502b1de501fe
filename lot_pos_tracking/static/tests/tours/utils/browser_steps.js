/** Asks the test for what no page can do itself, and waits until it is done (tour_requests.py). */
function ask(kind, word) {
    return [
        {
            content: `${kind}: ${word}`,
            trigger: "body",
            run: () => console.info(`${kind}:${word}`),
        },
        {
            content: `${kind}: ${word} is done`,
            trigger: `body[data-tour-answer='${kind}:${word}']`,
            timeout: 20000,
        },
    ];
}

/** A picture of the page as it is, at desktop and phone width. */
export function picture(name) {
    return ask("picture", name);
}

/** The browser loses its network: every request fails, those of its service worker too. */
export function loseNetwork() {
    return ask("network", "cut");
}

export function findNetwork() {
    return ask("network", "mended");
}

/** The page is loaded anew, as after the browser dropped it. */
export function loadPage(address) {
    return {
        content: `load ${address}`,
        trigger: "body",
        run: () => browserLoad(address),
        expectUnloadPage: true,
    };
}

function browserLoad(address) {
    window.location.href = new URL(address, window.location.origin).href;
}
