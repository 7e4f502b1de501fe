import { readFileSync } from "node:fs";

/** The content of tests/cases/<name>.json, shared with the Python kernel. */
export function load(name) {
    const url = new URL(`../../../tests/cases/${name}.json`, import.meta.url);
    return JSON.parse(readFileSync(url, "utf-8"));
}
