from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...bridge import end_of_day, shop_day, to_decimal, to_float
from ...core.allocation import Candidate, Strategy, take
from ...core.shelf_life import last_good_day
from ...core.verdict import Verdict

ONLINE_LAG = timedelta(seconds=2)
"""An order that arrives this soon after it was finalised was not waiting for a connection."""


class LotGate(models.AbstractModel):
    """The last gate, on the server.

    An order finalised online with a refused lot is refused as a whole: the cashier is still there.
    One finalised offline is accepted, marked and given to somebody to look after: the money has
    moved, and a refusal would only jam the till.
    """

    _name = "lot.gate"
    _description = "The Server's Gate for Orders with Lots"

    @api.model
    def _pass(self, order):
        """Let an order through that is about to be paid, or refuse it.

        :raises UserError: a line may not be sold; nothing of the order may be written
        """
        config = order.config_id
        lines = order.lines.filtered(lambda line: line.product_id.tracking != "none")
        kits = self.env["lot.kit"]._lines(order.lines)
        if config.lot_policy == "native" or not (lines or kits):
            return
        gate = self.with_company(config.company_id)
        offline = gate._was_offline(order)
        lines.pack_lot_ids._lot_complete()
        gate.env["lot.checkout"]._name_only_lots(order, lines)
        gate._settle_quantities(lines, strict=not offline and config.lot_policy == "enforce")
        self.env["lot.locks"]._serialise(lines.pack_lot_ids.lot_id)
        at = gate._judged_at(order, offline)
        asks = self.env["lot.ask"]._from_order(lines, offline)
        answers = self.env["lot.checkout"]._answers(config, asks, at=at, order_uuid=order.uuid)
        refused = [answer for answer in answers if answer.decision.verdict >= Verdict.ASK]
        refused += gate._stopped_kits(order, answers, at, offline) if kits else []
        if refused and not offline:
            gate._refuse(order, refused)
        gate._mark(order, answers, offline)
        gate._presume(order, [a for a in answers if not a.lot and not a.ask.is_refund])
        if offline and refused:
            self.env["lot.exception"]._open_offline(order, refused)
        self.env["lot.claim"]._release([order.uuid])

    @api.model
    def _stopped_kits(self, order, answers, at, offline):
        """Parts of kits that cannot be taken from lots which may be sold, and kits that come back
        although their ticket has none left.
        """
        taken = {}  # {lot id: Decimal}
        for answer in answers:
            if answer.lot and not answer.ask.is_refund:
                used = to_decimal(answer.ask.quantity, answer.ask.product.uom_id)
                taken[answer.lot.id] = taken.get(answer.lot.id, 0) + used
        found = self.env["lot.kit"]._answers(order, at=at, offline=offline, taken=taken)
        found += self.env["lot.kit"]._overdrawn(order)
        return found if order.config_id.lot_policy == "enforce" else []

    @api.model
    def _judged_at(self, order, offline):
        """The moment for which the lots must be good: of the sale, or the day they are sent.

        The till tells the moment of an offline sale; it cannot lie before its session.
        """
        at = fields.Datetime.now()
        if offline:  # a session that took over an order of a closed one began after the sale
            session = order.session_id
            at = order.date_order if session.rescue else max(order.date_order, session.start_at)
        if order.shipping_date and order.shipping_date > shop_day(order.config_id, at):
            return end_of_day(order.config_id, order.shipping_date)
        return at

    # -- online or offline -----------------------------------------------------------------------

    @api.model
    def _was_offline(self, order):
        """Whether the till had no connection when the order was finalised.

        The till says so, and it must be plausible: the order has waited, and the server has not
        refused it since it was finalised.
        """
        if not (order.lot_offline or any(order.lines.pack_lot_ids.mapped("offline"))):
            return False
        if order.date_order >= fields.Datetime.now() - ONLINE_LAG:
            return False
        self.env["lot.event"].flush_model()
        refused = self.env.execute_query(
            SQL(
                "SELECT 1 FROM lot_event WHERE kind = 'refusal' AND at >= %s "
                "AND facts ->> 'order' = %s LIMIT 1",
                order.date_order,
                order.uuid,
            )
        )
        return not refused

    # -- quantities ------------------------------------------------------------------------------

    @api.model
    def _settle_quantities(self, lines, *, strict):
        """Make the lots of each line add up to its quantity, as far as they can.

        One lot takes the whole line; lots without a quantity share what the others leave. What
        nobody covers stays open. More than the line sells is an error of who sent it.
        """
        for line in lines:
            line.pack_lot_ids._lot_share(line)
            excess = sum(line.pack_lot_ids.mapped("quantity")) - abs(line.qty)
            if line.product_uom_id.compare(excess, 0) <= 0:
                continue
            if strict:
                raise UserError(
                    self.env._(
                        "%(product)s: the lots add up to %(lots)s, the line sells %(quantity)s.",
                        product=line.product_id.display_name,
                        lots=sum(line.pack_lot_ids.mapped("quantity")),
                        quantity=abs(line.qty),
                    )
                )
            for pack in line.pack_lot_ids.sorted(reverse=True):
                cut = min(excess, pack.quantity)
                pack.quantity -= cut
                excess -= cut

    # -- outcomes --------------------------------------------------------------------------------

    @api.model
    def _refuse(self, order, answers):
        messages = [self.env["lot.checkout"]._message(answer) for answer in answers]
        self.env["lot.refusal"]._record_after_rollback(order.config_id, order.uuid, answers)
        raise UserError(
            self.env._(
                "This order cannot be sold:\n%(lines)s",
                lines="\n".join(f"- {message}" for message in dict.fromkeys(messages)),
            )
        )

    @api.model
    def _mark(self, order, answers, offline):
        """Write each answer on its pack row, and the approvals on their ticket."""
        order.lot_offline = offline
        approved = False
        for answer in answers:
            pack = answer.ask.record
            if not pack:
                continue
            vals = {
                "verdict": answer.decision.verdict.code,
                "reasons": ",".join(answer.decision.reasons) or False,
                "offline": offline,
                "to_quarantine": answer.decision.to_quarantine,
            }
            if answer.ask.approved & set(answer.decision.reasons):
                vals["evidence"] = "override"
                approved = True
            pack.write(vals)
        if approved:
            self.env["lot.override"]._link(order)

    @api.model
    def _presume_open(self, order, lines):
        """Presume lots for what of the sold lines has none so far."""
        lines = lines.filtered(lambda line: line.qty > 0)
        asks = self.env["lot.ask"]._from_order(lines, order.lot_offline)
        asks = [ask for ask in asks if not ask.lot_id]
        answers = self.env["lot.checkout"]._answers(
            order.config_id, asks, at=order.date_order, order_uuid=order.uuid
        )
        self._presume(order, [answer for answer in answers if not answer.lot])

    @api.model
    def _presume(self, order, answers):
        """Goods left without a lot: the first to expire are presumed, so that stock follows."""
        answers = [answer for answer in answers if not self._create_typed(order, answer)]
        if not answers:
            return
        products = {answer.ask.product.id for answer in answers}
        lots = self.env["lot.shelf"]._lots(
            order.config_id,
            [],
            at=fields.Datetime.now(),
            product_ids=sorted(products),
            except_order=order.uuid,
        )
        taken = {}  # {lot id: Decimal}
        for answer in answers:
            product = answer.ask.product
            rows = [
                Candidate(
                    key=lot.id,
                    quantity=to_decimal(lot.free, product.uom_id) - taken.get(lot.id, 0),
                    day=last_good_day(lot.dates),
                    in_date=lot.in_date,
                    id=lot.id,
                    blocked="held" if lot.holds else "",
                )
                for lot in lots.values()
                if lot.product_id == product.id
            ]
            need = to_decimal(answer.ask.quantity, product.uom_id)
            for part in take(need, rows, Strategy.FEFO).lines:
                taken[part.key] = taken.get(part.key, 0) + part.quantity
                self._presume_pack(answer, part.key, to_float(part.quantity))

    @api.model
    def _create_typed(self, order, answer):
        """Where the till only warns and upstream would create the lot, so do we.

        :return: whether the number is a lot now
        """
        creates = order.config_id.picking_type_id.use_create_lots
        if not (answer.ask.lot_name and creates and order.config_id.lot_policy == "warn"):
            return False
        # sudo: a cashier creates no lots by hand; the shop's settings say that the till may
        lot = (
            self.env["stock.lot"]
            .sudo()
            .create(
                {
                    "name": answer.ask.lot_name.strip(),
                    "product_id": answer.ask.product.id,
                    "company_id": order.company_id.id,
                }
            )
        )
        answer.ask.record.write({"lot_id": lot.id, "evidence": "typed"})
        return True

    @api.model
    def _presume_pack(self, answer, lot_id, quantity):
        pack = answer.ask.record
        vals = {
            "lot_id": lot_id,
            "quantity": quantity,
            "evidence": "presumed",
            "verdict": answer.decision.verdict.code,
            "reasons": ",".join(answer.decision.reasons) or False,
            "offline": answer.ask.offline,
        }
        if pack and not pack.lot_id:
            pack.write({**vals, "typed_name": pack.lot_name})
        else:
            line = answer.ask.line
            row = self.env["pos.pack.operation.lot"].create({**vals, "pos_order_line_id": line.id})
            row.quantity = quantity  # a single lot would take the whole line
