import { toRaw } from "@odoo/owl";

const desks = new WeakMap(); // {the till's models: its lot desk}; records have no env to ask

export function registerDesk(models, desk) {
    desks.set(toRaw(models), desk);
}

/** The lot desk of the till that the record lives in, once it has opened. */
export function deskOf(record) {
    return desks.get(toRaw(record.models));
}
