import assert from "node:assert/strict";
import { test } from "node:test";
import { ReceiptMemory } from "../../src/backend/lot_scan/lot_scan_memory.js";
import { ScanQueue } from "../../src/backend/lot_scan/lot_scan_queue.js";
import { deviceStorage } from "./device_storage.mjs";

const TODAY = "2026-11-22";
const SSCC = "106141412345678908";
const MILK = "4006381333931";

const receipt = (id, facts = {}) => ({
    id,
    name: `WH/IN/${id}`,
    origin: `P${id}`,
    shipments: "",
    ...facts,
});
const row = (facts) => ({ gtin: MILK, lot: "", vendor_lot: "", sscc: "", ...facts });
const state = (id, rows = []) => ({ picking: { id, name: `WH/IN/${id}` }, rows });

function device(storage = deviceStorage()) {
    const memory = new ReceiptMemory(storage, 7);
    memory.keepReceipts([receipt(1, { shipments: "D1, D2" }), receipt(2)]);
    memory.keepState(
        state(1, [row({ lot: "A-17", sscc: SSCC }), row({ lot: "GMD-1", vendor_lot: "B18" })])
    );
    memory.keepState(state(2, [row({}), row({ gtin: "", lot: "LOOSE" })]));
    return memory;
}

const found = (memory, code) => {
    const { receipts, goods } = memory.find(code, TODAY);
    return [receipts.map((one) => one.id), goods];
};

test("pallets, packs and lots find the receipt on which they are announced", () => {
    const memory = device();

    assert.deepEqual(found(memory, `(00)${SSCC}`), [[1], true]);
    assert.deepEqual(found(memory, `]C100${SSCC}`), [[1], true]);
    assert.deepEqual(found(memory, "(01)04006381333931(10)a-17(17)270131"), [[1], true]);
    assert.deepEqual(found(memory, "b18"), [[1], true]);
    assert.deepEqual(found(memory, "loose"), [[2], true]);
});

test("a case finds the receipt by its own number", () => {
    const memory = device();
    memory.keepState(state(2, [row({ lot: "A", case_gtins: ["14006381333938"] })]));

    assert.deepEqual(found(memory, "(01)14006381333938(10)A"), [[2], true]);
});

test("a product that several receipts wait for finds them all, to choose from", () => {
    const memory = device();

    assert.deepEqual(found(memory, MILK), [[1, 2], true]);
    assert.deepEqual(found(memory, "(01)04006381333931(10)NEW"), [[1, 2], true]);
});

test("papers find their receipt and are nothing to count; what is not known finds none", () => {
    const memory = device();

    assert.deepEqual(found(memory, "WH/IN/2"), [[2], false]);
    assert.deepEqual(found(memory, "P1"), [[1], false]);
    assert.deepEqual(found(memory, "D2"), [[1], false]);
    assert.deepEqual(found(memory, "GHOST"), [[], false]);
    assert.deepEqual(found(memory, "(00)106141412345678915"), [[], false]);
});

test("what is remembered survives a restart, each receiver has a memory of their own", () => {
    const storage = deviceStorage();
    device(storage);

    assert.equal(new ReceiptMemory(storage, 7).state(2).picking.name, "WH/IN/2");
    assert.equal(new ReceiptMemory(storage, 8).state(2), null);
    assert.deepEqual(new ReceiptMemory(storage, 8).receipts, []);
});

test("receipts that are open no longer are forgotten, but not while scans of them wait", () => {
    const storage = deviceStorage();
    const memory = device(storage);
    new ScanQueue(storage, memory.queueKey(2)).push({ uuid: "a", code: "A" });

    memory.keepReceipts([receipt(3)]);

    assert.equal(memory.state(1), null);
    assert.deepEqual(memory.waiting(), [{ id: 2, name: "WH/IN/2", count: 1 }]);
});

test("scans are more important than memory: it makes room and never throws", () => {
    const storage = deviceStorage();
    const memory = device(storage);
    storage.limit = storage.used + 100;
    const queue = new ScanQueue(storage, memory.queueKey(1));
    const entry = { uuid: "a", code: "x".repeat(120) };
    assert.throws(() => queue.push(entry));

    memory.makeRoom();
    queue.push(entry);
    memory.keepState(state(2, Array(99).fill(row({}))));

    assert.equal(queue.size, 1);
    assert.equal(memory.state(2), null);
    assert.equal(new ScanQueue(storage, memory.queueKey(1)).size, 1);
});
