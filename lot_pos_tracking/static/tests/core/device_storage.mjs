/** A storage as a browser has it, with so much room. */
export function deviceStorage(limit = Infinity) {
    const items = new Map();
    return {
        items,
        limit,
        get used() {
            return [...items].reduce((size, [key, text]) => size + key.length + text.length, 0);
        },
        get length() {
            return items.size;
        },
        key: (at) => [...items.keys()][at] ?? null,
        getItem: (key) => items.get(key) ?? null,
        setItem(key, value) {
            const before = items.has(key) ? key.length + items.get(key).length : 0;
            if (this.used - before + key.length + value.length > this.limit) {
                throw new Error("QuotaExceededError");
            }
            items.set(key, value);
        },
        removeItem: (key) => items.delete(key),
    };
}
