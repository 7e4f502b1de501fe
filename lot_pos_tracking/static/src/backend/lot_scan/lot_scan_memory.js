import { decode } from "../../core/gs1.js";
import { matchKey } from "../../core/lot_names.js";

/**
 * What a device knows of open receipts while there is no network: as they were when last seen.
 * Scans that wait are more important and have a store of their own (lot_scan_queue.js), for which
 * this one makes room.
 *
 * Plain JavaScript: the storage is handed in, Node runs it too.
 */
export class ReceiptMemory {
    /**
     * @param {Storage} storage
     * @param {number} userId receivers that share a device do not share what it remembers
     */
    constructor(storage, userId) {
        this.storage = storage;
        this.prefix = `lot_scan.${userId}.`;
    }

    queueKey(id) {
        return `${this.prefix}${id}`;
    }

    get receipts() {
        return this._read("receipts") || [];
    }

    keepReceipts(receipts) {
        this._write("receipts", receipts);
        const open = new Set(receipts.map((receipt) => `${receipt.id}.state`));
        for (const name of this._names()) {
            if (name.endsWith(".state") && !open.has(name) && !this._waits(name)) {
                this.storage.removeItem(this.prefix + name);
            }
        }
    }

    state(id) {
        return this._read(`${id}.state`);
    }

    keepState(state) {
        this._write(`${state.picking.id}.state`, state);
    }

    /** Receipts with scans that wait: `[{id, name, count}]`. */
    waiting() {
        return this._names()
            .filter((name) => /^\d+$/.test(name))
            .map((name) => ({
                id: Number(name),
                name: this.state(name)?.picking.name || "",
                count: (this._read(name) || []).length,
            }))
            .filter((one) => one.count)
            .sort((one, other) => one.id - other.id);
    }

    /** Forget what was seen, for the scans. */
    makeRoom() {
        for (const name of this._names().filter((one) => one.endsWith(".state"))) {
            this.storage.removeItem(this.prefix + name);
        }
    }

    /**
     * The receipts a code means, told without the server: the answer of `lot.receiving.find`.
     *
     * @returns {{receipts: object[], goods: boolean}}
     */
    find(code, today) {
        const text = code.trim();
        const paper = this.receipts.filter((receipt) =>
            [receipt.name, receipt.origin, ...receipt.shipments.split(", ")].includes(text)
        );
        if (paper.length) {
            return { receipts: paper, goods: false };
        }
        const states = new Map(this.receipts.map((one) => [one.id, this.state(one.id)]));
        for (const meant of meanings(text, today)) {
            const receipts = this.receipts.filter((one) => states.get(one.id)?.rows.some(meant));
            if (receipts.length) {
                return { receipts, goods: true };
            }
        }
        return { receipts: [], goods: false };
    }

    // -- storage -----------------------------------------------------------------------------

    _names() {
        const keys = Array.from({ length: this.storage.length }, (_, at) => this.storage.key(at));
        return keys
            .filter((key) => key.startsWith(this.prefix))
            .map((key) => key.slice(this.prefix.length));
    }

    _waits(name) {
        return this.storage.getItem(this.prefix + name.replace(".state", "")) !== null;
    }

    _read(name) {
        try {
            return JSON.parse(this.storage.getItem(this.prefix + name));
        } catch {
            return null;
        }
    }

    /** A device without room remembers less; nothing that was scanned is lost by it. */
    _write(name, value) {
        try {
            this.storage.setItem(this.prefix + name, JSON.stringify(value));
        } catch {
            this.makeRoom();
        }
    }
}

/** What a code may mean among the rows of a receipt, what is named most exactly first. */
export function meanings(code, today) {
    const scan = decode(code, { today });
    const gtin = scan.gtin || scan.content_gtin;
    const names = [scan.lot, scan.serial, scan.kind === "gs1" ? null : scan.text];
    const keys = names.filter(Boolean).map(matchKey);
    const bears = (row) => [row.gtin, ...(row.case_gtins || [])].filter(Boolean);
    const isProduct = (row) => !gtin || bears(row).some((one) => one.padStart(14, "0") === gtin);
    const isLot = (row) => [row.lot, row.vendor_lot].some((n) => n && keys.includes(matchKey(n)));
    return [
        (row) => Boolean(scan.sscc) && row.sscc === scan.sscc,
        (row) => isProduct(row) && isLot(row),
        (row) => Boolean(gtin) && isProduct(row),
    ];
}
