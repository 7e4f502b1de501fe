import { _t } from "@web/core/l10n/translation";
import { quantityText, reasonText } from "@lot_pos_tracking/app/utils/lot_words";

/** What the picker says, to the eye and to a screen reader. */
export class PickerWords {
    /** @param {Object} props the picker's */
    constructor(props) {
        this.props = props;
    }

    total(chosen) {
        return this.props.isExact
            ? _t("%(chosen)s of %(needed)s %(unit)s chosen", {
                  chosen: this.text(chosen),
                  needed: this.text(this.props.need),
                  unit: this.props.unit,
              })
            : _t("%(chosen)s %(unit)s chosen", {
                  chosen: this.text(chosen),
                  unit: this.props.unit,
              });
    }

    get question() {
        if (this.props.isReturn) {
            return _t("Which lot comes back?");
        }
        return this.props.isSerial ? _t("Which serial number is it?") : _t("Which lot is it?");
    }

    get filterLabel() {
        return this.props.isSerial
            ? _t("Type or scan a serial number")
            : _t("Type or scan a lot number");
    }

    empty(hasLots, typed) {
        return hasLots
            ? _t("No lot matches “%s”.", typed)
            : _t("No lot of this product in this shop.");
    }

    text(quantity) {
        return quantityText(quantity, this.props.step);
    }

    /** No green beside a lot that is not for sale, however fresh it is. */
    badge(row) {
        const isMisleading = !row.isSellable && row.badge.colour === "success";
        return isMisleading ? { ...row.badge, colour: "secondary" } : row.badge;
    }

    free(row) {
        const values = { free: this.text(row.free), unit: this.props.unit };
        return this.props.isReturn
            ? _t("at most %(free)s %(unit)s", values)
            : _t("%(free)s %(unit)s free", values);
    }

    /** Why no more of this lot can be taken. */
    limit(row) {
        const values = { lot: row.name, free: this.text(row.free) };
        return this.props.isReturn
            ? _t("Of lot %(lot)s %(free)s can come back.", values)
            : _t("Lot %(lot)s has %(free)s free.", values);
    }

    reason(row) {
        const [reason] = row.decision.reasons;
        return reason ? reasonText(reason) : "";
    }

    /** Why nothing of this lot can be taken. */
    stopped(row) {
        return _t("Lot %(lot)s: %(reason)s.", { lot: row.name, reason: this.reason(row) });
    }

    rowLabel(row) {
        return [
            this.props.isSerial ? _t("Serial %s", row.name) : _t("Lot %s", row.name),
            row.badge.date,
            row.badge.text,
            this.free(row),
            this.reason(row),
        ]
            .filter(Boolean)
            .join(", ");
    }

    stepLabels({ name }) {
        return {
            less: _t("Less of lot %s", name),
            quantity: _t("Quantity of lot %s", name),
            more: _t("More of lot %s", name),
        };
    }
}
