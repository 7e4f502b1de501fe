/** Asks for a picture of the page as it is, at desktop and phone width, and waits for it. */
export function picture(name) {
    return [
        {
            content: `picture of ${name}`,
            trigger: "body",
            run: () => console.info(`story:picture:${name}`),
        },
        {
            content: `picture of ${name} is taken`,
            trigger: `body[data-story-picture='${name}']`,
            timeout: 20000,
        },
    ];
}
