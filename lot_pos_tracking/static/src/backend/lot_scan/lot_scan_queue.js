/**
 * Scans that wait for the network, on the device. Each is written down before it is sent and
 * removed only after the server answered, so that none is lost; the server counts each uuid once,
 * so that none counts twice.
 *
 * Plain JavaScript: the storage is handed in, Node runs it too.
 */
export class ScanQueue {
    /**
     * @param {{getItem: Function, setItem: Function, removeItem: Function}} storage
     * @param {string} key one for each receipt and user
     */
    constructor(storage, key) {
        this.storage = storage;
        this.key = key;
        this.entries = this._read();
    }

    get size() {
        return this.entries.length;
    }

    _read() {
        try {
            const entries = JSON.parse(this.storage.getItem(this.key) || "[]");
            return Array.isArray(entries) ? entries : [];
        } catch {
            return [];
        }
    }

    _write() {
        if (this.entries.length) {
            this.storage.setItem(this.key, JSON.stringify(this.entries));
        } else {
            this.storage.removeItem(this.key);
        }
    }

    /** :throws when the device has no room left; the scan is then not kept */
    push(entry) {
        this.entries.push(entry);
        try {
            this._write();
        } catch (error) {
            this.entries.pop();
            throw error;
        }
    }

    /** The oldest entries, in the order they were scanned. */
    head(count) {
        return this.entries.slice(0, count);
    }

    /** The scans that count: not taken back since, and not the taking back itself. */
    counting() {
        const undone = new Set(this.entries.map((entry) => entry.undo));
        return this.entries.filter((entry) => !entry.undo && !undone.has(entry.uuid));
    }

    /** Forget what the server has answered. */
    settle(uuids) {
        const settled = new Set(uuids);
        this.entries = this.entries.filter((entry) => !settled.has(entry.uuid));
        this._write();
    }
}

/** A name for a scan that no other device gives. */
export function scanUuid(source = globalThis.crypto) {
    if (source?.randomUUID) {
        return source.randomUUID();
    }
    const bytes = source.getRandomValues(new Uint8Array(16));
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
