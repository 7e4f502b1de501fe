import { dateFields } from "@lot_pos_tracking/app/models/pos_pack_operation_lot";
import { isTrackedProduct, packQuantity } from "@lot_pos_tracking/app/utils/lot_facts";

/** Milliseconds in which a code that names the lot still belongs to the plain barcode before it. */
const NAMED_WITHIN = 10000;
/** Milliseconds in which a scanner reads both codes of a pack in one go; a hand is slower. */
const READ_TWICE_WITHIN = 1500;

/**
 * Packs with two codes, a plain barcode and one that names the lot. Read one right after the other
 * they are one pack: the second names the lot of the line that the first made.
 */
export class LotPairs {
    constructor(desk) {
        this.desk = desk;
        this.last = null; // what the last scan added; anything else that adds goods forgets it
    }

    /**
     * @param {Object} adding what was asked for, and the lots that were chosen for it
     * @param {Object} opts upstream's options of the line, with the code that it was added by
     */
    remember(line, { quantity, parts }, opts) {
        const isPlain = opts?.code?.type === "product";
        const chosen = parts?.reduce((sum, part) => sum + part.quantity, 0) ?? quantity;
        this.last =
            line && chosen === quantity && (isPlain || opts?.lotScan)
                ? { line, quantity, isPlain, total: line.qty, at: performance.now() }
                : null;
    }

    /** The plain barcode of a pack whose other code was read a moment ago says nothing new. */
    isSecondReading(gtin) {
        const { last } = this;
        const barcode = last?.line.product_id?.barcode;
        return Boolean(
            barcode?.padStart(14, "0") === gtin &&
            !last.isPlain &&
            this.isUntouched(last, READ_TWICE_WITHIN)
        );
    }

    /** What the plain barcode before added, when nothing happened since; else null. */
    waiting(product) {
        const { last } = this;
        return last?.isPlain &&
            last.line.product_id?.id === product.id &&
            this.isUntouched(last, NAMED_WITHIN)
            ? last
            : null;
    }

    isUntouched({ line, total, at }, milliseconds) {
        const order = line.order_id;
        return (
            performance.now() - at < milliseconds &&
            order &&
            !order.finalized &&
            order.uuid === this.desk.pos.getOrder()?.uuid &&
            order.getSelectedOrderline()?.uuid === line.uuid &&
            line.qty === total &&
            !line.isPartOfCombo()
        );
    }

    /**
     * Give the line the lot and the dates of the code; quantity, price and note stay.
     *
     * @return {Promise<boolean>} false: more than a lot has to change, so the pack's line must be
     *     made anew and `last` taken back
     */
    async name({ line, quantity }, { lotName, pack, measures }) {
        const product = line.product_id;
        if (measures) {
            return false;
        }
        if (!isTrackedProduct(product)) {
            line.uiState.scannedDates = pack;
        } else if (!lotName) {
            await this.nameDates(line, pack);
        } else if (product.tracking === "lot" && Math.abs(line.qty) !== quantity) {
            if (!this.isNamedAlready(line, product, lotName)) {
                return false;
            }
            await this.nameDates(line, pack);
        } else {
            await this.nameLot(line, { lotName, pack });
        }
        this.last = { line, quantity, isPlain: false, total: line.qty, at: performance.now() };
        return true;
    }

    /** The code tells dates and no other lot: they count, unless they stop the sale. */
    async nameDates(line, pack) {
        const { book, gate } = this.desk;
        const rows = [...line.pack_lot_ids];
        const findings = rows
            .map((row) =>
                book.finding(line, {
                    lot: book.lotOf(row),
                    lotName: row.lot_name,
                    quantity: packQuantity(row),
                    evidence: row.evidence,
                    pack,
                })
            )
            .filter(({ decision }) => book.isStopping(decision));
        if (!findings.length || (await gate.refuse({ order: line.order_id, findings }))) {
            rows.forEach((row) => row.update(dateFields(pack)));
        }
    }

    /** More of a lot was added to a line that has just this one. */
    isNamedAlready(line, product, lotName) {
        const lot = this.desk.book.findLot(product, lotName);
        return Boolean(
            lot &&
            line.pack_lot_ids.length === 1 &&
            this.desk.book.lotOf(line.pack_lot_ids[0])?.id === lot.id
        );
    }

    async nameLot(line, scan) {
        const product = line.product_id;
        const isSerial = product.tracking === "serial";
        const need = isSerial ? 1 : Math.abs(line.qty);
        const adding = {
            order: line.order_id,
            uuid: line.uuid,
            quantity: need,
            isReturn: line.qty < 0,
            scan,
            startedAt: performance.now(),
        };
        const parts = await this.desk.chooseScanned({ product, need, adding, line });
        if (parts && isSerial) {
            line.pack_lot_ids.at(-1)?.update(this.desk.rows.packValues(parts[0]));
        } else if (parts) {
            this.desk.rows.replace(line, parts);
        }
    }

    /** The line of the plain barcode gives back what the pack's own line has now. */
    takeBack({ line, quantity }) {
        const rest = Math.abs(line.qty) - quantity;
        if (rest > 0) {
            line.setQuantity(Math.sign(line.qty) * rest);
        } else {
            line.order_id.removeOrderline(line);
        }
    }
}
