/**
 * The till's store for one line that is being added. Upstream's `addLineToOrder` asks for lots with
 * `editLots(product, rows)`, which does not say for which of several lines: one may wait for a
 * configurator while the next is scanned. Here that question carries its own line.
 *
 * @param {Object} store the till's store; all but the question is read from and written to it
 * @param {Object} adding the line that is being added, as `LotDesk.addLine` describes it
 */
export function storeAdding(store, adding) {
    const editLots = (product, rows) => store.editLots(product, rows, adding);
    return new Proxy(store, {
        get: (target, name) => (name === "editLots" ? editLots : Reflect.get(target, name)),
        set: (target, name, value) => Reflect.set(target, name, value),
    });
}
