import { _t } from "@web/core/l10n/translation";
import { makeAwaitable } from "@point_of_sale/app/utils/make_awaitable_dialog";
import { SelectionPopup } from "@point_of_sale/app/components/popups/selection_popup/selection_popup";
import { decode } from "@lot_pos_tracking/core/gs1";
import { LotPairs } from "@lot_pos_tracking/app/services/lot_pairs";
import { isTrackedProduct } from "@lot_pos_tracking/app/utils/lot_facts";

/** What a scanned code does at the till. Codes without lots, dates or measures stay upstream's. */
export class LotScanner {
    constructor(desk) {
        this.desk = desk;
        this.pos = desk.pos;
        this.pairs = new LotPairs(desk);
    }

    read(code) {
        return decode(code, { today: this.desk.book.clock.today() });
    }

    /**
     * Sell what the code names.
     *
     * @return {Promise<boolean>} false: the code is none of ours, let upstream read it
     */
    async sell(code) {
        if (!this.desk.isActive) {
            return false;
        }
        const scan = this.read(code);
        if (scan.is_coupon) {
            return false;
        }
        if (["gs1", "link"].includes(scan.kind) || scan.elements.length) {
            return this.sellElements(scan);
        }
        if (scan.carrier) {
            return this.sellWithoutCarrier(scan);
        }
        if (scan.kind === "ean" && this.pairs.isSecondReading(scan.gtin)) {
            return true;
        }
        return this.sellLotCode(code, scan);
    }

    /** Upstream knows plain codes, and not what the scanner says before them of the kind of code. */
    async sellWithoutCarrier({ carrier, text }) {
        const digits = carrier === "]E3" ? 13 : undefined; // an add-on follows
        await this.desk.env.services.barcode_reader._scan(text.slice(0, digits));
        return true;
    }

    async sellElements(scan) {
        const named = scan.lot || scan.serial;
        if (!scan.gtin) {
            return named ? this.sellByLotNumber(named, scan) : false;
        }
        const product = await this.productOf(scan.gtin);
        if (!product) {
            this.pos.sound?.play("error");
            this.desk.notification.add(
                _t("No product of this shop has the GTIN %(gtin)s (AI 01).", { gtin: scan.gtin }),
                { type: "warning", title: _t("Unknown Barcode") }
            );
            return true;
        }
        await this.addProduct(product, scan);
        return true;
    }

    /** A plain text may be a lot number, unless it is the barcode of something else. */
    async sellLotCode(code, scan) {
        const models = this.pos.models;
        const isOther =
            models["product.product"].getBy("barcode", code) ||
            models["product.uom"].getBy("barcode", code) ||
            models["res.partner"].getBy("barcode", code);
        return isOther ? false : this.sellByLotNumber(scan.text, scan);
    }

    async sellByLotNumber(number, scan) {
        const lots = this.desk.book.lotsNamed(number);
        const products = [...new Map(lots.map((lot) => [lot.product_id?.id, lot.product_id]))]
            .map(([, product]) => product)
            .filter(Boolean);
        if (!products.length) {
            if (!scan.elements.length) {
                return false; // upstream asks the server for products that the till has not loaded
            }
            this.pos.sound?.play("error");
            this.desk.notification.add(
                _t("No lot of this shop has the number %(lot)s (AI 10).", { lot: number }),
                { type: "warning", title: _t("Unknown Barcode") }
            );
            return true;
        }
        const product = products.length === 1 ? products[0] : await this.ask(number, products);
        if (product) {
            await this.addProduct(product, { ...scan, lot: number, serial: number });
        }
        return true;
    }

    ask(number, products) {
        return makeAwaitable(this.desk.dialog, SelectionPopup, {
            title: _t("Several products have lot %s: which one is it?", number),
            list: products.map((product) => ({
                id: product.id,
                label: product.display_name,
                item: product,
                isSelected: false,
            })),
        });
    }

    /** The product with this GTIN, however short its barcode was entered. */
    async productOf(gtin) {
        const barcodes = [gtin, 13, 12, 8]
            .map((length) => (typeof length === "string" ? length : gtin.slice(14 - length)))
            .filter((barcode) => barcode.padStart(14, "0") === gtin);
        for (const barcode of barcodes) {
            const product =
                this.pos.models["product.product"].getBy("barcode", barcode) ||
                this.pos.models["product.uom"].getBy("barcode", barcode)?.product_id;
            if (product) {
                return product;
            }
        }
        if (this.desk.book.isOffline) {
            return null;
        }
        const found = await this.pos.loadNewProducts([
            ["product_variant_ids.barcode", "in", barcodes],
        ]);
        return found["product.product"]?.[0];
    }

    async addProduct(product, scan) {
        const pack = this.packDates(scan);
        const what = { product, quantity: this.quantityOf(product, scan) ?? 1, pack };
        if (!isTrackedProduct(product) && !(await this.allowsUntracked(what))) {
            return;
        }
        const vals = { product_id: product, product_tmpl_id: product.product_tmpl_id };
        const quantity = this.quantityOf(product, scan);
        if (quantity) {
            vals.qty = quantity;
        }
        const lotName = product.tracking === "serial" ? scan.serial : scan.lot;
        const waiting = this.pairs.waiting(product);
        const measures = Boolean(quantity || Number(scan.price));
        if (waiting && (await this.pairs.name(waiting, { lotName, pack, measures }))) {
            return waiting.line;
        }
        const opts = {
            presetVariant: product,
            lotScan: { lotName, pack, price: Number(scan.price) || 0 },
            // of a type that upstream does not know, so that it neither weighs nor types the code
            code: { type: "lot_scan", code: "", base_code: product.barcode },
        };
        if (!isTrackedProduct(product) && Object.values(pack).some(Boolean)) {
            opts.uiState = { scannedDates: pack };
        }
        const line = await this.pos.addLineToCurrentOrder(vals, opts, !quantity);
        if (line && waiting) {
            this.pairs.takeBack(waiting);
        }
        this.pos.numberBuffer.reset();
        return line;
    }

    /** Goods without lots: the date in the code still counts, offline as well. */
    async allowsUntracked({ product, quantity, pack }) {
        const decision = this.desk.book.judge({ product, quantity, pack, evidence: "scanned" });
        if (!this.desk.book.isStopping(decision)) {
            return true;
        }
        const order = this.pos.getOrder() || this.pos.addNewOrder();
        return this.desk.gate.refuse({ order, findings: [{ product, quantity, pack, decision }] });
    }

    packDates(scan) {
        return {
            production: scan.production_date,
            best_before: scan.best_before_date,
            sell_by: scan.sell_by_date,
            use_by: scan.use_by_date,
            use_by_time: this.desk.book.clock.toUtc(scan.use_by_time),
        };
    }

    /** By AI 310n in the product's unit of weight, or by AI 30; null when the code has neither. */
    quantityOf(product, scan) {
        const kilogram = this.kilogram();
        const unit = product.uom_id;
        if (scan.net_weight_kg && kilogram && unit) {
            const root = (uom) => (uom.parent_path || "").split("/")[0];
            if (root(kilogram) === root(unit)) {
                return (Number(scan.net_weight_kg) * kilogram.factor) / unit.factor;
            }
        }
        return scan.count || null;
    }

    kilogram() {
        return this.pos.models["uom.uom"].find((uom) => uom.name === "kg");
    }

    // -- while the picker is open --------------------------------------------------------------------

    /** `{row, pack}` of the lot that the code names among those on offer, or `{message}`. */
    readForPicker(code, { product, need, line, isReturn }) {
        const scan = this.read(code);
        const named = scan.lot || scan.serial || (scan.kind === "text" ? scan.text : "");
        if (!named) {
            return { message: _t("This code names no lot.") };
        }
        const lot = this.desk.book.findLot(product, named);
        if (!lot) {
            return { message: this.desk.pickerNotice(product, named) };
        }
        if (scan.gtin && product.barcode && product.barcode.padStart(14, "0") !== scan.gtin) {
            return { message: _t("This code belongs to another product.") };
        }
        const book = this.desk.book;
        const pack = this.packDates(scan);
        const free = book.freeOf(lot, line);
        const quantity = Math.min(need, free) || need;
        const what = { product, lot, line, isReturn, pack, evidence: "scanned", quantity };
        return { row: book.row(lot, book.judge(what), free, "scanned"), pack };
    }
}
