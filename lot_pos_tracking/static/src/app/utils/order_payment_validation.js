import { patch } from "@web/core/utils/patch";
import { ConnectionLostError } from "@web/core/network/rpc";
import OrderPaymentValidation from "@point_of_sale/app/utils/order_payment_validation";

/** Last gate in the client: quick payment comes here without passing pay(). */
patch(OrderPaymentValidation.prototype, {
    setup(vals) {
        const before = new Set(vals.pos.getOrder()?.payment_ids.map((payment) => payment.uuid));
        super.setup(...arguments);
        this.fastPayments = vals.fastPaymentMethod
            ? this.order.payment_ids.filter((payment) => !before.has(payment.uuid))
            : [];
    },

    async isOrderValid(isForceValidate) {
        if (!(await super.isOrderValid(...arguments))) {
            return false;
        }
        const desk = this.pos.lotDesk;
        let isApproved = false;
        try {
            isApproved = !desk || (await desk.gate.approves(this.order));
        } finally {
            const refused = isApproved ? [] : this.fastPayments;
            refused.forEach((payment) => this.order.removePaymentline(payment));
        }
        return isApproved;
    },

    handleValidationError(error) {
        if (error instanceof ConnectionLostError && this.pos.lotDesk?.isActive) {
            this.pos.lotDesk.gate.stampOffline(this.order);
        }
        return super.handleValidationError(...arguments);
    },
});
