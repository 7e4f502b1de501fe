import { run } from "@point_of_sale/../tests/generic_helpers/utils";

/** Something happens elsewhere, in the office or on the line; see tests/backstage.py. */
export function backstage(name) {
    return [
        run(() => {
            document.body.removeAttribute("data-backstage");
            window.lotAskedAt = performance.now();
            console.info(`backstage:${name}`);
        }, name),
        {
            content: `${name}: done`,
            trigger: `body[data-backstage="${name}"]`,
            timeout: 60000,
        },
    ];
}

/** Remember what the till asks the server about lots from here on. */
export function listenToSnapshots() {
    return run(() => {
        const { data } = window.posmodel;
        const call = data.call;
        window.lotSnapshots = [];
        data.call = async function (model, method, args, options) {
            const answer = await call.apply(this, arguments);
            if (method === "lot_snapshot") {
                window.lotSnapshots.push({ options, rows: answer.rows.length });
            }
            return answer;
        };
    }, "listen to what the till asks");
}

/** What the till knows came by news of single lots: it asked for nothing by itself. */
export function heardByNewsAlone() {
    return run(() => {
        const asked = window.lotSnapshots;
        if (!asked.length || asked.some(({ options }) => !options.lot_ids)) {
            throw new Error(`asked: ${JSON.stringify(asked)}`);
        }
    }, "heard by news alone");
}

/** The till asked for what is new alone: by version, and got fewer rows than it has lots. */
export function caughtUpByVersion(rows) {
    return run(() => {
        const asked = window.lotSnapshots.filter(({ options }) => options.since);
        const whole = window.lotSnapshots.filter(
            ({ options }) => !options.since && !options.lot_ids && !options.product_ids
        );
        if (!asked.length || whole.length || asked.at(-1).rows > rows) {
            throw new Error(`asked: ${JSON.stringify(window.lotSnapshots)}`);
        }
    }, "caught up by version");
}
