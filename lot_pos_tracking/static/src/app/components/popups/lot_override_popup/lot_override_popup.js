import { Component, onMounted, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { Dialog } from "@web/core/dialog/dialog";
import { ConnectionLostError, RPCError } from "@web/core/network/rpc";

/** A manager says who they are and why; only the server knows whether that is enough. */
export class LotOverridePopup extends Component {
    static template = "lot_pos_tracking.LotOverridePopup";
    static components = { Dialog };
    static props = {
        findings: Array, // [{key, texts}]
        approve: Function, // ({login, pin, reason}) => Promise of {ok} or {message}
        getPayload: Function,
        close: Function,
    };

    setup() {
        this.login = useRef("login");
        this.pin = useRef("pin");
        this.state = useState({ login: "", pin: "", comment: "", message: "", isBusy: false });
        onMounted(() => this.login.el?.focus());
    }

    get isReady() {
        const { login, pin, comment, isBusy } = this.state;
        return Boolean(login.trim() && pin && comment.trim() && !isBusy);
    }

    async submit(ev) {
        ev?.preventDefault();
        if (!this.isReady) {
            return;
        }
        this.state.isBusy = true;
        this.state.message = "";
        try {
            const answer = await this.props.approve({
                login: this.state.login.trim(),
                pin: this.state.pin,
                reason: this.state.comment.trim(),
            });
            if (answer.ok) {
                this.props.getPayload(true);
                this.props.close();
                return;
            }
            this.refuse(answer.message);
        } catch (error) {
            this.refuse(this.explain(error));
        } finally {
            this.state.isBusy = false;
        }
    }

    refuse(message) {
        this.state.pin = "";
        this.state.message = message;
        this.pin.el?.focus();
    }

    explain(error) {
        if (error instanceof ConnectionLostError) {
            return _t("The server cannot be asked now: an approval needs a connection.");
        }
        if (error instanceof RPCError) {
            return error.data?.message || error.message;
        }
        throw error;
    }
}
