/**
 * One GS1 element, read and judged: the twin of core/gs1/{table,checks,dates,values}.py.
 * Days are "yyyy-mm-dd", minutes "yyyy-mm-dd hh:mm:ss", numbers decimal texts.
 */
import { CHECK_ROWS, COUNTRY_CODES, CSET82, CURRENCY_CODES, IDENTIFIER_ROWS } from "./gs1_table.js";

const CSET32 = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const PRIMES = [
    2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83,
];
const DAY_OR_MONTH = ["11", "12", "13", "15", "16", "17"];
const DAYS = [...DAY_OR_MONTH, "4324", "4325", "4326", "7003", "7006", "7007", "7011", "8008"];
const ANY_DAY = "2026-01-01";

/** {identifier: {title, pattern, separated}} */
export const IDENTIFIERS = {};
for (const [ais, pattern, separated, title] of IDENTIFIER_ROWS) {
    const identifier = { title, pattern: new RegExp(`^(?:${pattern})$`), separated: !!separated };
    for (const ai of ais.split(" ")) {
        IDENTIFIERS[ai] = identifier;
    }
}

/** {identifier: value} of rows [identifiers, value]. */
export function byIdentifier(rows) {
    return Object.fromEntries(
        rows.flatMap(([ais, value]) => ais.split(" ").map((ai) => [ai, value]))
    );
}

const CHECKS = byIdentifier(CHECK_ROWS);
const COUNTRIES = codes(COUNTRY_CODES);
const CURRENCIES = codes(CURRENCY_CODES);
const COUNTRY_LETTERS = new Set(Object.values(COUNTRIES));

function codes(text) {
    return Object.fromEntries(text.split(" ").map((code) => [code.slice(0, 3), code.slice(3)]));
}

/** The identifier a text begins with, or undefined. */
export function identifierAt(text) {
    return [2, 3, 4]
        .map((length) => text.slice(0, length))
        .find((ai) => Object.hasOwn(IDENTIFIERS, ai));
}

/** Whether `ai` is `name` or, where name ends in "n", one of its family ("31nn"). */
export function isMember(ai, name) {
    return ai.length === name.length && ai.startsWith(name.replace(/n+$/, ""));
}

/** Digits after the decimal point, or undefined for what is no measure or price. */
function decimalsOf(ai) {
    return /^(3[1-6]\d|39[0-5])\d$/.test(ai) ? Number(ai[3]) : undefined;
}

// --- check digits ---------------------------------------------------------------------------

export function checkDigitOf(payload) {
    let total = 0;
    for (let at = 0; at < payload.length; at++) {
        total += Number(payload[payload.length - 1 - at]) * (at % 2 ? 1 : 3);
    }
    return String((10 - (total % 10)) % 10);
}

export function isCheckDigit(value) {
    return /^\d{2,}$/.test(value) && checkDigitOf(value.slice(0, -1)) === value.at(-1);
}

function isCheckPair(value) {
    if (
        value.length < 3 ||
        value.length > 25 ||
        [...value].some((char) => !CSET82.includes(char))
    ) {
        return false;
    }
    const payload = [...value.slice(0, -2)].reverse();
    const sum =
        payload.reduce((total, char, at) => total + CSET82.indexOf(char) * PRIMES[at], 0) % 1021;
    return CSET32[sum >> 5] + CSET32[sum & 31] === value.slice(-2);
}

function isIban(value) {
    if (!/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(value)) {
        return false;
    }
    if (!COUNTRY_LETTERS.has(value.slice(0, 2)) && !value.startsWith("XK")) {
        return false;
    }
    let remainder = 0;
    for (const char of value.slice(4) + value.slice(0, 4)) {
        for (const digit of String(parseInt(char, 36))) {
            remainder = (remainder * 10 + Number(digit)) % 97;
        }
    }
    return remainder === 1;
}

function isBase64Padding(value) {
    const data = value.replace(/=+$/, "");
    const unused = { 0: 1, 1: 4, 2: 16 }[value.length - data.length];
    return unused === 1 || (value.length % 4 === 0 && BASE64.indexOf(data.at(-1)) % unused === 0);
}

// --- days -------------------------------------------------------------------------------------

function lastDay(year, month) {
    const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
    return month === 2 ? (leap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
}

const two = (number) => String(number).padStart(2, "0");

/** The year within -49/+50 years of `today` that ends in `yy` (GenSpecs 7.12). */
export function fullYear(yy, today) {
    const now = Number(today.slice(0, 4));
    const year = now - (now % 100) + yy;
    if (yy - (now % 100) >= 51) {
        return year - 100;
    }
    return yy - (now % 100) <= -50 ? year + 100 : year;
}

/** "yyyy-mm-dd", or undefined when there is no such day; nothing ever rolls over. */
export function readDay(yymmdd, today, monthOnly = false) {
    if (!/^\d{6}$/.test(yymmdd)) {
        return undefined;
    }
    const year = fullYear(Number(yymmdd.slice(0, 2)), today);
    const month = Number(yymmdd.slice(2, 4));
    let day = Number(yymmdd.slice(4));
    if (month < 1 || month > 12) {
        return undefined;
    }
    if (day === 0 && monthOnly) {
        day = lastDay(year, month);
    }
    if (day < 1 || day > lastDay(year, month)) {
        return undefined;
    }
    return `${year}-${two(month)}-${two(day)}`;
}

function isLongDay(value) {
    const [year, month, day] = [0, 4, 6].map((at, part) =>
        Number(value.slice(at, at + (part ? 2 : 4)))
    );
    return year > 0 && month >= 1 && month <= 12 && day >= 1 && day <= lastDay(year, month);
}

/** Same names as checks.FUNCTIONS in Python. */
export const FUNCTIONS = {
    base64_padding: isBase64Padding,
    check_digit: isCheckDigit,
    check_pair: isCheckPair,
    company_prefix: (value) => /^\d{4}/.test(value),
    country: (value) => Object.hasOwn(COUNTRIES, value),
    country_letters: (value) => COUNTRY_LETTERS.has(value),
    country_or_999: (value) => Object.hasOwn(COUNTRIES, value) || value === "999",
    currency: (value) => Object.hasOwn(CURRENCIES, value),
    day: (value) => readDay(value, ANY_DAY) !== undefined,
    day_or_month: (value) => readDay(value, ANY_DAY, true) !== undefined,
    has_letter: (value) => !/^\d+$/.test(value),
    hour_minute: (value) => /^([01]\d|2[0-3])[0-5]\d$/.test(value),
    iban: isIban,
    importer_index: (value) => /^[A-Za-z0-9_-]$/.test(value),
    latitude: (value) => Number(value) <= 1800000000,
    long_day: isLongDay,
    longitude: (value) => Number(value) <= 3600000000,
    media_type: (value) => (value >= "01" && value <= "10") || value >= "80",
    no_leading_zero: (value) => value === "0" || value[0] !== "0",
    not_zero: (value) => /[^0]/.test(value),
    percent_encoded: (value) => !/%(?![0-9A-Fa-f]{2})/.test(value),
    piece_of_total: (value) => value.slice(0, 2) > "00" && value.slice(0, 2) <= value.slice(2),
    place_in_sequence: (value) => value[0] > "0" && value[0] <= value[2],
    sex: (value) => "0129".includes(value),
    winding: (value) => "019".includes(value),
};

/** The name of the first check that a value of the right format fails, or undefined. */
function failedCheck(ai, value) {
    const failed = (CHECKS[ai] || []).find(([name, from, to]) => {
        const piece = value.slice(from, to);
        return piece && !FUNCTIONS[name](piece);
    });
    return failed && failed[0];
}

/** {ai, value, title, day?, minute?, number?, currency?, country?, problem?} */
export function readElement(ai, value, today) {
    const identifier = IDENTIFIERS[ai];
    const element = { ai, value, title: identifier.title };
    if (!value) {
        return { ...element, problem: "empty" };
    }
    const problem = identifier.pattern.test(value) ? failedCheck(ai, value) : "format";
    return problem ? { ...element, problem } : { ...element, ...typed(ai, value, today) };
}

function typed(ai, value, today) {
    if (DAYS.includes(ai)) {
        const day = readDay(value.slice(0, 6), today, DAY_OR_MONTH.includes(ai));
        if (!day) {
            return { problem: "day" }; // 29 February, whose year depends on today
        }
        const minute = `${day} ${value.slice(6, 8)}:${value.slice(8)}:00`;
        return ai === "7003" ? { day, minute } : { day };
    }
    if (ai === "30" || ai === "37") {
        return { number: decimal(value, 0) };
    }
    if (ai === "422") {
        return { country: COUNTRIES[value] };
    }
    const decimals = decimalsOf(ai);
    if (decimals === undefined) {
        return {};
    }
    return /^39[13]/.test(ai)
        ? { currency: CURRENCIES[value.slice(0, 3)], number: decimal(value.slice(3), decimals) }
        : { number: decimal(value, decimals) };
}

/** Digits as a decimal text: ("034560", 3) → "34.560". */
function decimal(digits, decimals) {
    const padded = digits.replace(/^0+/, "").padStart(decimals + 1, "0");
    const units = padded.slice(0, padded.length - decimals);
    return decimals ? `${units}.${padded.slice(-decimals)}` : units;
}

/** The same elements; an identifier that comes twice with different values is a problem. */
export function markRepeats(elements) {
    return elements.map((element) => {
        const differs = elements.some(
            (other) => other.ai === element.ai && other.value !== element.value
        );
        if (!differs || element.problem) {
            return element;
        }
        const { ai, value, title } = element;
        return { ai, value, title, problem: "repeated_differently" };
    });
}
