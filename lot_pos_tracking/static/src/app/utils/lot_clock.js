import { browser } from "@web/core/browser/browser";

const { DateTime } = luxon;

/**
 * The shop's clock. The till's own clock is only used to count from the last word of the server,
 * whose offset is remembered, so that a till that starts offline with a wrong clock still knows
 * which day it is in the shop.
 *
 * @param {string} key names the till in the browser's storage
 */
export class LotClock {
    constructor(key) {
        this.key = `lot_clock_${key}`;
        this.state = { offset: 0, zone: "UTC", heardAt: null, stamp: null };
        try {
            Object.assign(this.state, JSON.parse(browser.localStorage.getItem(this.key)));
        } catch {
            browser.localStorage.removeItem(this.key);
        }
    }

    /**
     * Set the clock by the server.
     *
     * @param {{now: string, zone: string}} word `now` is an ISO moment. The same word again comes
     *     from the till's own cache and says nothing about the time.
     */
    hear({ now, zone }) {
        if (!now || now === this.state.stamp) {
            return;
        }
        const heardAt = DateTime.fromISO(now, { zone: "UTC" }).toMillis();
        this.state = {
            offset: heardAt - Date.now(),
            zone: zone || this.state.zone,
            heardAt,
            stamp: now,
        };
        browser.localStorage.setItem(this.key, JSON.stringify(this.state));
    }

    /** Milliseconds by which the till's own clock is slow; 0 while it is right to the minute. */
    error() {
        return Math.abs(this.state.offset) < 60000 ? 0 : this.state.offset;
    }

    /** Milliseconds since 1970 by the server's clock. */
    millis() {
        return Date.now() + this.state.offset;
    }

    /** The moment as the kernel reads it, UTC. */
    now() {
        return DateTime.fromMillis(this.millis(), { zone: "UTC" }).toFormat("yyyy-MM-dd HH:mm:ss");
    }

    /** The shop's calendar day, "yyyy-mm-dd". */
    today() {
        return DateTime.fromMillis(this.millis(), { zone: this.state.zone }).toISODate();
    }

    /** A minute of the shop's day, as packs print it, in UTC; null stays null. */
    toUtc(minute) {
        return minute
            ? DateTime.fromSQL(minute, { zone: this.state.zone })
                  .toUTC()
                  .toFormat("yyyy-MM-dd HH:mm:ss")
            : null;
    }

    /** Minutes since the server last spoke about lots; null when it never did. */
    dataAge() {
        return this.state.heardAt === null
            ? null
            : Math.max(0, Math.floor((this.millis() - this.state.heardAt) / 60000));
    }
}
