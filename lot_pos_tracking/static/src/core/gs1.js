/**
 * What a scanner sent → GTIN, lot, dates, weight: the twin of core/gs1/elements.py.
 * `decode` never throws; what is wrong is in `problems`, what is not listed in `unread`, and
 * data with a problem are never handed out.
 */
import { isLink, parseLink } from "./gs1_link.js";
import { BRACKETED, GS, readBracketed, readMessage } from "./gs1_messages.js";
import { SEPARATORS } from "./gs1_table.js";
import { identifierAt, isCheckDigit, markRepeats } from "./gs1_values.js";

const GS1_CARRIERS = ["]C1", "]e0", "]e1", "]e2", "]d2", "]Q3", "]J1"];
const PLAIN_CARRIERS = ["]d1", "]Q1", "]J0"];
const EAN_LENGTHS = { "]E0": 13, "]E3": 13, "]E4": 8, "]I1": 14 };
const CARRIER = /^\][A-Zcdeopsz][0-9A-Fa-f]/;
const KEYS = ["00", "01", "02", "03", "253", "414", "8003", "8006", "8017", "8018", "8026"];
const DATES = ["11", "12", "13", "15", "16", "17", "7003", "8008"];
const COUPONS = ["255", "8110", "8112"];

/**
 * The scan, read: the same keys and values as `Scan.to_dict()` of the server.
 *
 * @param {string} scan
 * @param {{today: string, separators?: string[]}} options `today` ("yyyy-mm-dd") decides the
 *     century of two-digit years; `separators` are what the shop's scanners send for FNC1
 */
export function decode(scan, { today, separators = SEPARATORS }) {
    let text = scan.replace(/^[ \r\n\t]+|[ \r\n\t]+$/g, "");
    let carrier = null;
    if (text.startsWith("]")) {
        if (!CARRIER.test(text)) {
            return result({ text, problems: [["symbology", "", text.slice(0, 3)]] });
        }
        [carrier, text] = [text.slice(0, 3), text.slice(3)];
    }
    if (Object.hasOwn(EAN_LENGTHS, carrier ?? "")) {
        return readEan(text, carrier, today, separators);
    }
    if (carrier === null && !text) {
        return result({ text, problems: [["empty", "", ""]] });
    }
    if ((carrier === null || PLAIN_CARRIERS.includes(carrier)) && isLink(text)) {
        const link = parseLink(text, { today });
        return result({ text, carrier, kind: link.key ? "link" : "text", ...link });
    }
    if (carrier === null && [8, 12, 13, 14].includes(text.length) && isCheckDigit(text)) {
        return result({ text, kind: "ean", ean: text });
    }
    const isGs1 = GS1_CARRIERS.includes(carrier);
    if (BRACKETED.test(text) && (carrier === null || isGs1)) {
        return result({ text, carrier, kind: "gs1", ...readBracketed(text, today) });
    }
    const data = withSeparators(text, separators);
    if (isGs1 || (carrier === null && isElementString(data, today))) {
        return result({ text, carrier, kind: "gs1", ...readMessage(data, today) });
    }
    return result({ text, carrier });
}

function withSeparators(text, separators) {
    return separators.reduce((data, separator) => data.replaceAll(separator, GS), text);
}

/** A bare GTIN, perhaps with a composite component after "|]e0" or an add-on. */
function readEan(text, carrier, today, separators) {
    const at = text.indexOf("|]e0");
    let digits = at < 0 ? text : text.slice(0, at);
    if (carrier === "]E3") {
        digits = digits.slice(0, 13);
    }
    const isGood = digits.length === EAN_LENGTHS[carrier] && isCheckDigit(digits);
    const component =
        at < 0 ? {} : readMessage(withSeparators(text.slice(at + 4), separators), today);
    return result({
        text,
        carrier,
        kind: "ean",
        ...component,
        ean: isGood ? digits : null,
        problems: isGood ? [] : [[digits ? "check_digit" : "empty", "", digits]],
    });
}

/**
 * Whether a scan without carrier identifier is meant as element strings: it has a separator,
 * begins with a key, or all of it reads cleanly as several elements among them a date.
 */
function isElementString(data, today) {
    // eslint-disable-next-line no-control-regex -- separators before the first element mean nothing
    if (!identifierAt(data.replace(/^\x1d+/, ""))) {
        return false;
    }
    if (data.includes(GS)) {
        return true;
    }
    const { elements, unread } = readMessage(data, today);
    if (KEYS.includes(elements[0].ai)) {
        return [undefined, "check_digit"].includes(elements[0].problem);
    }
    const isClean = !unread.length && !elements.some((element) => element.problem);
    return isClean && elements.length > 1 && elements.some(({ ai }) => DATES.includes(ai));
}

function result({ text, carrier = null, kind = "text", ean = null, ...read }) {
    const elements = markRepeats(read.elements || []);
    const unread = read.unread || [];
    const problems = [
        ...(read.problems || []),
        ...elements.filter((e) => e.problem).map((e) => [e.problem, e.ai, e.value]),
    ];
    if (kind === "gs1" && !elements.length && !unread.length && !problems.length) {
        problems.push(["empty", "", ""]);
    }
    const find = (...ais) => {
        for (const ai of ais) {
            const isWanted = (one) =>
                ai.endsWith("n") ? one.ai.slice(0, 3) === ai.slice(0, 3) : one.ai === ai;
            const found = elements.find((one) => isWanted(one) && !one.problem);
            if (found) {
                return found;
            }
        }
        return {};
    };
    const value = (...ais) => find(...ais).value ?? null;
    const day = (...ais) => find(...ais).day ?? null;
    const number = (...ais) => find(...ais).number ?? null;
    const count = number("30", "37");
    return {
        text,
        carrier,
        kind,
        elements: elements.map((element) => [element.ai, element.value]),
        unread,
        problems,
        gtin: value("01", "03") ?? (ean ? ean.padStart(14, "0") : null),
        content_gtin: value("02"),
        sscc: value("00"),
        lot: value("10"),
        serial: value("21", "235"),
        production_date: day("11", "8008"),
        packaging_date: day("13"),
        best_before_date: day("15"),
        sell_by_date: day("16"),
        use_by_date: day("17", "7003"),
        use_by_time: find("7003").minute ?? null,
        count: count === null ? null : Number(count),
        net_weight_kg: number("310n"),
        net_volume_l: number("315n"),
        price: number("392n", "393n"),
        currency: find("392n").ai ? null : (find("393n").currency ?? null),
        country: find("422").country ?? null,
        order_number: value("400"),
        is_coupon: elements.some(({ ai }) => COUPONS.includes(ai)),
        is_clean: !problems.length && !unread.length,
    };
}
