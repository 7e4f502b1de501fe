import assert from "node:assert/strict";
import { test } from "node:test";

import * as life from "../../src/core/shelf_life.js";
import { load } from "./case_files.mjs";

const { defaults, cases } = load("shelf_life");

for (const { name, dates, day, now = defaults.now, near_days = 0, minimum, expect } of cases) {
    test(`shelf life: ${name}`, () => {
        const answers = {
            days_left: life.daysLeft(dates, day),
            stage: life.stage(dates, day, now, near_days),
            last_good_day: life.lastGoodDay(dates),
            total_days: life.totalDays(dates),
            life_share: life.lifeShare(dates, day),
            minimum: life.checkMinimumLife(dates, day, minimum),
        };
        const asked = Object.fromEntries(Object.keys(expect).map((key) => [key, answers[key]]));
        assert.deepEqual(asked, expect);
    });
}

test("a moment reads the same in Odoo's and in ISO's writing, with any zone", () => {
    const odoo = life.utcMillis("2026-03-10 09:00:00");

    assert.equal(odoo, Date.UTC(2026, 2, 10, 9));
    assert.equal(life.utcMillis("2026-03-10T09:00:00Z"), odoo);
    assert.equal(life.utcMillis("2026-03-10T09:00:00.000Z"), odoo);
    assert.equal(life.utcMillis("2026-03-10T04:30-04:30"), odoo);
    assert.throws(() => life.utcMillis("yesterday"), RangeError);
});
