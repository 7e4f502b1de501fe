import { ConnectionLostError } from "@web/core/network/rpc";
import { makeAwaitable } from "@point_of_sale/app/utils/make_awaitable_dialog";
import { LotOverridePopup } from "@lot_pos_tracking/app/components/popups/lot_override_popup/lot_override_popup";
import { LotRefusalPopup } from "@lot_pos_tracking/app/components/popups/lot_refusal_popup/lot_refusal_popup";
import { dateFields } from "@lot_pos_tracking/app/models/pos_pack_operation_lot";
import { isRefundLine, packQuantity } from "@lot_pos_tracking/app/utils/lot_facts";

/** The last gate of the till: every way of paying comes through `approves`. */
export class LotGate {
    constructor(desk) {
        this.desk = desk;
        this.pos = desk.pos;
        this.isPaying = false;
    }

    get book() {
        return this.desk.book;
    }

    /** A way to pay; more taps on it while the server is asked are the same tap. */
    async once(pay) {
        if (this.isPaying) {
            return;
        }
        this.isPaying = true;
        try {
            return await pay();
        } finally {
            this.isPaying = false;
        }
    }

    /** May the order be paid? Asks for missing lots, tells what stands in the way. */
    async approves(order) {
        if (!this.desk.isActive) {
            return true;
        }
        this.desk.rows.purge(order);
        if (!(await this.complete(order))) {
            return false;
        }
        const findings = this.findings(order);
        if (findings.length && !(await this.refuse({ order, findings }))) {
            return false;
        }
        if (!this.book.isOffline && !(await this.claims(order))) {
            return false;
        }
        this.stamp(order);
        return true;
    }

    /** Ask for the lots of lines that came without: combos, orders made elsewhere. */
    async complete(order) {
        for (const line of order.lines) {
            if (this.needsLots(line)) {
                order.selectOrderline(line);
                const parts = await this.desk.choose({
                    product: line.product_id,
                    need: Math.abs(line.qty),
                    adding: {
                        order,
                        quantity: Math.abs(line.qty),
                        isReturn: line.qty < 0,
                        startedAt: performance.now(),
                    },
                });
                if (parts) {
                    this.desk.rows.replace(line, parts);
                } else if (this.book.policy.lot_policy !== "warn") {
                    return false;
                }
            }
        }
        return true;
    }

    needsLots(line) {
        return (
            this.desk.isGuarding(line.product_id) &&
            line.qty !== 0 &&
            !line.refunded_orderline_id &&
            !line.pack_lot_ids.some((row) => row.lot_name)
        );
    }

    findings(order) {
        return order.lines
            .filter((line) => line.qty !== 0)
            .flatMap((line) => this.book.judgeLine(line))
            .filter(({ decision }) => this.book.isStopping(decision));
    }

    // -- refusal and override ----------------------------------------------------------------------

    /**
     * Tell why not, and offer the manager's way where the policy has one.
     *
     * @return {Promise<boolean>} a manager approved all of it
     */
    async refuse({ order, findings }) {
        this.pos.sound?.play("error");
        const texts = findings.flatMap((finding) =>
            finding.decision.reasons.map(
                (reason) => finding.message || this.desk.sentence(reason, finding)
            )
        );
        const isOverridable = findings.every(({ decision }) => this.book.isOverridable(decision));
        const isAsked = await makeAwaitable(this.desk.dialog, LotRefusalPopup, {
            texts: [...new Set(texts)],
            isOverridable,
        });
        return Boolean(isAsked) && (await this.override({ order, findings }));
    }

    /** A manager's approval, checked by the server; it stays with the order. */
    async override({ order, findings }) {
        const approved = await makeAwaitable(this.desk.dialog, LotOverridePopup, {
            findings: findings.map((finding) => ({
                key: `${finding.product.id}-${finding.lot?.id}`,
                texts: finding.decision.reasons.map((reason) =>
                    this.desk.sentence(reason, finding)
                ),
            })),
            approve: (approval) =>
                this.pos.data.call("pos.config", "approve_lot_override", [
                    [this.pos.config.id],
                    {
                        order_uuid: order.uuid,
                        lines: findings.map((finding) => this.payload(finding)),
                        ...approval,
                    },
                ]),
        });
        if (approved) {
            this.remember(order, findings);
        }
        return Boolean(approved);
    }

    /** The approval stays with the order, through a reload of the browser as well. */
    remember(order, findings) {
        const approvals = { ...order.uiState.lotApprovals };
        for (const { line, uuid = line?.uuid, lot, quantity, decision, row } of findings) {
            const key = `${uuid}/${lot?.id}`;
            const before = approvals[key] || { reasons: [], quantity: 0 };
            approvals[key] = {
                reasons: [...new Set([...before.reasons, ...decision.reasons])],
                quantity: Math.max(before.quantity, Math.abs(quantity)),
            };
            row?.update({ evidence: "override" });
        }
        order.uiState.lotApprovals = approvals;
    }

    // -- the server --------------------------------------------------------------------------------

    /** One round trip: the server checks the order and keeps its quantities for two minutes. */
    async claims(order, isSecondTry = false) {
        const findings = order.lines
            .filter((line) => line.qty !== 0)
            .flatMap((line) => this.book.judgeLine(line));
        if (!findings.length) {
            return true;
        }
        let answers;
        try {
            answers = await this.pos.data.call("pos.config", "claim_lots", [
                [this.pos.config.id],
                order.uuid,
                findings.map((finding) => this.payload(finding)),
            ]);
        } catch (error) {
            if (error instanceof ConnectionLostError) {
                return this.goesOffline(order);
            }
            throw error;
        }
        const refused = findings
            .map((finding, at) => ({ ...finding, ...this.answer(answers[at], finding) }))
            .filter(({ decision }) => this.book.isStopping(decision));
        const parts = refused.filter(({ kit }) => kit).map(({ product }) => product.id);
        if (
            parts.length &&
            !isSecondTry &&
            (await this.desk.feed.refresh({ product_ids: parts }))
        ) {
            return this.claimsAgain(order);
        }
        return !refused.length || (await this.refuse({ order, findings: refused }));
    }

    /** Nobody chose the lots of parts: with what the server knows now, others may do. */
    async claimsAgain(order) {
        const findings = this.findings(order);
        return findings.length ? this.refuse({ order, findings }) : this.claims(order, true);
    }

    /** The connection is gone: offline is a verdict on older data, not a reason to stop. */
    async goesOffline(order) {
        await this.pos.data.checkConnectivity();
        const findings = this.findings(order);
        return !findings.length || (await this.refuse({ order, findings }));
    }

    /** A finding as a question to the server. */
    payload({ line, uuid = line?.uuid, product, lot, lotName, quantity, evidence, pack }) {
        const origin = line?.refunded_orderline_id;
        const settled = line?.sale_order_line_id?.id;
        return {
            ...dateFields(pack),
            ...(settled && { sale_order_line_id: settled }),
            uuid,
            product_id: product.id,
            lot_id: lot?.id || false,
            lot_name: lot?.name || lotName || false,
            quantity: line && isRefundLine(line) ? -quantity : quantity,
            evidence: evidence || false,
            refunded_orderline_id: origin?.isSynced ? origin.id : false,
        };
    }

    answer(answer, { decision, kit }) {
        return {
            message: kit ? "" : answer.message,
            decision: {
                ...decision,
                verdict: answer.verdict,
                reasons: answer.reasons,
                overridable: Boolean(answer.overridable && !kit),
            },
        };
    }

    release(order) {
        if (this.desk.isActive && !this.book.isOffline && order?.uuid) {
            return this.pos.data
                .call("pos.config", "release_lots", [[this.pos.config.id], order.uuid])
                .catch((error) => {
                    if (!(error instanceof ConnectionLostError)) {
                        throw error;
                    }
                });
        }
    }

    // -- what goes with the order ------------------------------------------------------------------

    /** Each row says how the lot was judged, and whether the server could be asked. */
    stamp(order) {
        for (const line of order.lines) {
            for (const { row, decision } of this.book.judgeLine(line)) {
                row?.update({
                    verdict: decision.verdict,
                    offline: this.book.isOffline,
                    data_age: this.book.isOffline ? this.book.clock.dataAge() || 0 : 0,
                });
            }
        }
    }

    /** The connection was lost while paying. */
    stampOffline(order) {
        order.lines
            .flatMap((line) => line.pack_lot_ids)
            .filter((row) => packQuantity(row))
            .forEach((row) =>
                row.update({ offline: true, data_age: this.book.clock.dataAge() || 0 })
            );
    }
}
