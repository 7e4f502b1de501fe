import assert from "node:assert/strict";
import { test } from "node:test";
import { ScanQueue, scanUuid } from "../../src/backend/lot_scan/lot_scan_queue.js";
import { deviceStorage as memory } from "./device_storage.mjs";

test("scans wait in the order they were made and survive a restart of the device", () => {
    const storage = memory();
    const queue = new ScanQueue(storage, "receipt 7");
    queue.push({ uuid: "a", code: "A" });
    queue.push({ uuid: "b", code: "B" });

    const restarted = new ScanQueue(storage, "receipt 7");

    assert.deepEqual(restarted.head(5), [
        { uuid: "a", code: "A" },
        { uuid: "b", code: "B" },
    ]);
});

test("only what the server answered is forgotten", () => {
    const storage = memory();
    const queue = new ScanQueue(storage, "receipt 7");
    for (const uuid of ["a", "b", "c"]) {
        queue.push({ uuid });
    }

    queue.settle(["a", "c", "unknown"]);

    assert.deepEqual(new ScanQueue(storage, "receipt 7").entries, [{ uuid: "b" }]);
    queue.settle(["b"]);
    assert.equal(storage.items.size, 0);
});

test("a scan that was taken back does not count, and stays until the server knows", () => {
    const queue = new ScanQueue(memory(), "receipt 7");
    queue.push({ uuid: "a", code: "A" });
    queue.push({ uuid: "b", code: "B" });
    queue.push({ uuid: "c", undo: "b" });

    assert.deepEqual(
        queue.counting().map((entry) => entry.uuid),
        ["a"]
    );
    assert.equal(queue.size, 3);
});

test("a device without room refuses the scan and keeps the ones before", () => {
    const queue = new ScanQueue(memory(60), "receipt 7");
    queue.push({ uuid: "a", code: "A" });

    assert.throws(() => queue.push({ uuid: "b", code: "x".repeat(100) }));

    assert.deepEqual(queue.entries, [{ uuid: "a", code: "A" }]);
});

test("receipts do not mix, and rubbish in the storage is no queue", () => {
    const storage = memory();
    new ScanQueue(storage, "receipt 7").push({ uuid: "a" });
    storage.setItem("receipt 9", "{not json");

    assert.equal(new ScanQueue(storage, "receipt 8").size, 0);
    assert.equal(new ScanQueue(storage, "receipt 9").size, 0);
});

test("a shift of eight hours without network fits a phone", () => {
    const storage = memory(5_000_000);
    const queue = new ScanQueue(storage, "receipt 7");
    const code = "]C1010400638133393115270131101234567890ABCDEFGHIJ\u001d3712";
    const scan = () => ({ uuid: scanUuid(), code, at: "2026-11-22T09:00:00.000Z", quantity: null });
    queue.entries = Array.from({ length: 2999 }, scan);
    queue.push(scan());

    assert.equal(new ScanQueue(storage, "receipt 7").size, 3000);
});

test("names of scans differ, with and without a secure context", () => {
    const plain = { getRandomValues: (bytes) => globalThis.crypto.getRandomValues(bytes) };

    const names = new Set([scanUuid(), scanUuid(), scanUuid(plain), scanUuid(plain)]);

    assert.equal(names.size, 4);
});
