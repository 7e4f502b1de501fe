import assert from "node:assert/strict";
import { test } from "node:test";

import { LotTraceTree } from "../../src/backend/lot_trace/lot_trace_tree.js";

const node = (kind, model, id, name) => ({
    id: `${kind}:${model}:${id}`,
    kind,
    model,
    res_id: id,
    name,
});
const flour = node("lot", "stock.lot", 1, "Flour 1");
const dough = node("lot", "stock.lot", 2, "Dough 1");
const receipt = node("receipt", "stock.picking", 1, "IN/1");
const mill = node("vendor", "res.partner", 1, "Mill");
const baking = node("production", "stock.move", 9, "MO/1");
const ticket = node("pos_order", "pos.order", 5, "Order 5");
const refund = node("pos_order", "pos.order", 6, "Order 6");
const ann = node("customer", "res.partner", 2, "Ann");
const shelf = node("location", "stock.location", 8, "WH/Stock");
const store = node("location", "stock.location", 7, "WH/Store");
const edge = (source, target, kind, quantity, lot, date) => ({
    source: source.id,
    target: target.id,
    kind,
    quantity,
    uom: "kg",
    lot_id: lot.res_id,
    date,
    booked: true,
});

const tree = new LotTraceTree({
    nodes: [flour, dough, receipt, mill, baking, ticket, refund, ann, shelf, store],
    edges: [
        edge(mill, receipt, "receipt", 10, flour, "2026-03-01T08:00:00Z"),
        edge(receipt, flour, "receipt", 10, flour, "2026-03-01T08:00:00Z"),
        edge(flour, baking, "production", 4, flour, "2026-03-02T08:00:00Z"),
        edge(baking, dough, "production", 6, dough, "2026-03-02T08:00:00Z"),
        edge(dough, ticket, "sale", 3, dough, "2026-03-03T08:00:00Z"),
        edge(ticket, ann, "sale", 3, dough, "2026-03-03T08:00:00Z"),
        edge(ann, refund, "return", 1, dough, "2026-03-04T08:00:00Z"),
        edge(refund, dough, "return", 1, dough, "2026-03-04T08:00:00Z"),
        edge(store, shelf, "transfer", 2, dough, "2026-03-02T09:00:00Z"),
        edge(dough, shelf, "on_hand", 4, dough, null),
    ],
    truncated: false,
});
const brief = (entries) =>
    entries.map(({ level, kind, name, people }) => [
        level,
        kind,
        name,
        ...people.map((person) => person.name),
    ]);

test("trace: where from leads through a production to the vendor", () => {
    assert.deepEqual(brief(tree.origins(dough.id)), [
        [0, "production", "MO/1"],
        [1, "lot", "Flour 1"],
        [2, "receipt", "IN/1", "Mill"],
    ]);
});

test("trace: where to leads through a production to the buyer, and shows what came back", () => {
    assert.deepEqual(brief(tree.fates(flour.id)), [
        [0, "production", "MO/1"],
        [1, "lot", "Dough 1"],
        [2, "sale", "Order 5", "Ann"],
        [2, "return", "Order 6", "Ann"],
    ]);
});

test("trace: what came back is no origin", () => {
    assert.ok(!tree.origins(dough.id).some((entry) => entry.kind === "return"));
});

test("trace: where it is and where it was moved are told apart from where it went", () => {
    assert.deepEqual(
        tree.places(dough.id).map(({ node: place, quantity }) => [place.name, quantity]),
        [["WH/Stock", 4]]
    );
    assert.deepEqual(
        tree.transfers(dough.id).map(({ from, to, quantity }) => [from.name, to.name, quantity]),
        [["WH/Store", "WH/Stock", 2]]
    );
});

test("trace: lots that lead back to themselves are told once", () => {
    const loop = new LotTraceTree({
        nodes: [flour, baking],
        edges: [
            edge(flour, baking, "production", 1, flour, null),
            edge(baking, flour, "production", 1, flour, null),
        ],
        truncated: false,
    });

    assert.deepEqual(brief(loop.fates(flour.id)), [
        [0, "production", "MO/1"],
        [1, "lot", "Flour 1"],
    ]);
});
