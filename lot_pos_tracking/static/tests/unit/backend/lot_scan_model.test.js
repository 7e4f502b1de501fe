import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { ConnectionLostError, RPCError } from "@web/core/network/rpc";
import { LotScanModel } from "@lot_pos_tracking/backend/lot_scan/lot_scan_model";

describe.current.tags("headless");

const MILK = "(01)04006381333931";
const SSCC = "106141412345678908";

const row = (line_id, lot, facts = {}) => ({
    key: `line${line_id}`,
    line_id,
    product: "Milk",
    gtin: "4006381333931",
    lot,
    vendor_lot: "",
    sscc: "",
    announced: 12,
    received: 0,
    ...facts,
});
const stateOf = (rows, facts = {}) => ({
    picking: { id: 5, name: "WH/IN/5", state: "assigned", today: "2026-11-22" },
    rows,
    counted: 0,
    can_undo: false,
    conflicts: [],
    ...facts,
});

/** A server that counts each uuid once, and a network that can be cut on the way out or back. */
function shop() {
    const world = { cut: "", counted: [], calls: [], refuses: "" };
    const rows = () => [row(1, "A", { sscc: SSCC }), row(2, "B", { sscc: SSCC }), row(3, "C")];
    const count = (uuid, what) => {
        if (!world.counted.some((one) => one.uuid === uuid)) {
            world.counted.push({ uuid, ...what });
        }
        return { uuid, status: "ok", reason: "received", message: what.code || "undone" };
    };
    const answers = {
        state: () => stateOf(rows()),
        states: () => ({}),
        find: () => ({ receipts: [], goods: false, message: "" }),
        scan: (_id, code, { uuid }) => ({ ...count(uuid, { code }), state: stateOf(rows()) }),
        replay: (_id, scans) => ({
            results: scans.map(({ uuid, code, undo }) => count(uuid, undo ? { undo } : { code })),
            state: stateOf(rows()),
        }),
        undo: () => ({ status: "ok", reason: "undone", message: "", state: stateOf(rows()) }),
        seen: () => stateOf(rows()),
    };
    world.orm = {
        async call(_model, method, args, kwargs) {
            world.calls.push(method);
            if (world.cut === "out") {
                throw new ConnectionLostError("/web/dataset/call_kw");
            }
            if (world.refuses) {
                throw Object.assign(new RPCError(world.refuses), {
                    data: { message: world.refuses },
                });
            }
            const answer = answers[method](...args, kwargs);
            if (world.cut === "back") {
                throw new ConnectionLostError("/web/dataset/call_kw");
            }
            return answer;
        },
    };
    world.orm.silent = world.orm;
    return world;
}

const told = [];
const feedback = { give: (status) => told.push(status) };
let storage;

beforeEach(() => {
    told.length = 0;
    window.localStorage.clear();
    storage = window.localStorage;
});

async function atTheTruck(world) {
    const model = new LotScanModel(world.orm, feedback, storage);
    expect(await model.open(5)).toBe(true);
    return model;
}

const codes = (world) => world.counted.map((one) => one.code);

test("scans are counted in the order of the trigger, however slow the network", async () => {
    const world = shop();
    const model = await atTheTruck(world);
    await Promise.all(["A", "B", "C"].map((code) => model.scan(code)));
    expect(codes(world)).toEqual(["A", "B", "C"]);
    expect(told).toEqual(["ok", "ok", "ok"]);
});

test("without network scans wait on the rows they count for, and are sent once", async () => {
    const world = shop();
    const model = await atTheTruck(world);
    world.cut = "out";
    await model.scan(`${MILK}(10)C(30)3`);
    await model.scan(`(00)${SSCC}`);
    expect(told).toEqual(["saved", "saved"]);
    expect(model.rows.map((one) => one.queued)).toEqual([1, 1, 1]);
    expect([model.waiting, model.offline]).toEqual([2, true]);

    world.cut = "";
    await model.replay();
    await model.replay();
    expect(codes(world)).toEqual([`${MILK}(10)C(30)3`, `(00)${SSCC}`]);
    expect(model.rows.map((one) => one.queued)).toEqual([0, 0, 0]);
    expect([model.waiting, model.offline]).toEqual([0, false]);
});

test("a scan whose answer was lost counts once", async () => {
    const world = shop();
    const model = await atTheTruck(world);
    world.cut = "back";
    await model.scan("A");
    expect([codes(world), model.waiting]).toEqual([["A"], 1]);
    await model.replay();
    world.cut = "";
    await model.replay();
    expect([codes(world), model.waiting]).toEqual([["A"], 0]);
});

test("a page that is loaded again goes on where the device was, also without network", async () => {
    const world = shop();
    const before = await atTheTruck(world);
    world.cut = "out";
    await before.scan(`${MILK}(10)C(30)3`);

    const after = await atTheTruck(world);
    expect(after.rows.map((one) => one.queued)).toEqual([0, 0, 1]);
    expect(after.waiting).toBe(1);
    world.cut = "";
    await after.replay();
    expect(codes(world)).toEqual([`${MILK}(10)C(30)3`]);
});

test("a receipt the device never saw is not opened without network", async () => {
    const world = shop();
    world.cut = "out";
    const model = new LotScanModel(world.orm, feedback, storage);
    expect(await model.open(5)).toBe(false);
    expect(model.picking).toBe(null);
});

test("a scan that waits is taken back by the server, which may have it already", async () => {
    const world = shop();
    const model = await atTheTruck(world);
    world.cut = "back";
    await model.scan("A");
    world.cut = "out";
    await model.scan("C");
    await model.undo();
    await model.undo();
    await model.undo();
    expect(told).toEqual(["saved", "saved", "saved", "saved", "error"]);
    expect(model.rows.map((one) => one.queued)).toEqual([0, 0, 0]);

    world.cut = "";
    await model.replay();
    const [a, c, ...undone] = world.counted;
    expect([a.code, c.code]).toEqual(["A", "C"]);
    expect(undone.map((one) => one.undo)).toEqual([c.uuid, a.uuid]);
});

test("what the server refuses stays on the device and is told", async () => {
    const world = shop();
    const model = await atTheTruck(world);
    world.cut = "out";
    await model.scan("A");
    Object.assign(world, { cut: "", refuses: "You may not receive here." });
    await model.replay();
    expect([model.waiting, model.stuck]).toEqual([1, "You may not receive here."]);

    world.refuses = "";
    await model.replay();
    expect([model.waiting, model.stuck, codes(world)]).toEqual([0, "", ["A"]]);
});

test("scans of a receipt that is not on the screen are sent as well", async () => {
    const world = shop();
    const model = await atTheTruck(world);
    world.cut = "out";
    await model.scan("A");
    world.cut = "";
    const start = new LotScanModel(world.orm, feedback, storage);
    expect(start.memory.waiting()).toEqual([{ id: 5, name: "WH/IN/5", count: 1 }]);
    await start.replayOthers();
    expect([codes(world), start.memory.waiting()]).toEqual([["A"], []]);
});

test("a refused scan does not stop the next one", async () => {
    const world = shop();
    const model = await atTheTruck(world);
    world.refuses = "No.";
    await expect(model.scan("A")).rejects.toThrow("No.");
    world.refuses = "";
    await model.scan("B");
    expect([codes(world), told]).toEqual([["B"], ["error", "ok"]]);
});
