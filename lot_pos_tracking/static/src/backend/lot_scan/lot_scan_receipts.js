import { _t } from "@web/core/l10n/translation";
import { ConnectionLostError } from "@web/core/network/rpc";

/** Whether the server could not be reached, as opposed to: it answered no. */
export const isLost = (error) => error instanceof ConnectionLostError;

/** Receipts as one device knows them: from the server, from its memory while there is no network. */
export class ReceiptDesk {
    constructor(orm, memory) {
        this.orm = orm.silent;
        this.memory = memory;
        this.offline = false;
    }

    /** A call of the server, which also tells whether there is one. */
    async ask(method, args, kwargs = {}) {
        try {
            const answer = await this.orm.call("lot.receiving", method, args, kwargs);
            this.offline = false;
            return answer;
        } catch (error) {
            this.offline = isLost(error);
            throw error;
        }
    }

    /** Nothing is sent; the screen shall not say that there is no network when there is. */
    lookForNetwork() {
        return this.ask("states", [[]]).catch(() => {});
    }

    /**
     * The receipts a code means, every open one without a code.
     *
     * @returns {{receipts: object[], goods: boolean, message: string}}
     */
    async find(code = "", today = "") {
        try {
            const found = await this.ask("find", [code]);
            if (!code) {
                this.memory.keepReceipts(found.receipts);
                this._keepStates(found.receipts);
            }
            return found;
        } catch (error) {
            if (!isLost(error)) {
                throw error;
            }
        }
        if (!code) {
            return { receipts: this.memory.receipts, goods: false, message: "" };
        }
        const found = this.memory.find(code, today);
        const message = found.receipts.length
            ? ""
            : _t("No receipt on this device fits %s. Find network first.", code);
        return { ...found, message };
    }

    /** Receipts can be opened without network later, also those nobody has opened yet. */
    async _keepStates(receipts) {
        const ids = receipts.map((receipt) => receipt.id);
        try {
            const states = await this.ask("states", [ids]);
            Object.values(states).forEach((state) => this.memory.keepState(state));
        } catch (error) {
            if (!isLost(error)) {
                throw error;
            }
        }
    }

    /** What a receipt has and waits for; nothing without network where it was never seen. */
    async state(pickingId) {
        try {
            return await this.ask("state", [pickingId]);
        } catch (error) {
            if (!isLost(error)) {
                throw error;
            }
        }
        return this.memory.state(pickingId);
    }
}
