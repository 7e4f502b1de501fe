import { Component } from "@odoo/owl";

/** A lot's date and days left: the colour says it at a glance, the text says it to everybody. */
export class LotBadge extends Component {
    static template = "lot_pos_tracking.LotBadge";
    static props = {
        badge: {
            type: Object,
            shape: {
                date: String,
                days: { type: [Number, { value: null }] },
                text: String,
                colour: String,
            },
        },
    };
}
