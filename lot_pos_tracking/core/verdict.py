"""May this lot be sold here and now? The one decision table behind picker, payment and server.

The table of rules is in :func:`decide`; ``static/src/core/verdict.js`` is its twin, and both
answer every case of ``tests/cases/verdict.json``.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from .lot_names import match_key
from .rounding import compare
from .shelf_life import (
    LotDates,
    days_left,
    is_best_before_passed,
    is_sell_by_passed,
    is_use_by_passed,
    last_good_day,
)
from .verdict_facts import (
    CONDITIONS,
    DEFAULT_OVERRIDE,
    NEVER_OVERRIDABLE,
    READ_FROM_PACK,
    Decision,
    LineFacts,
    LotFacts,
    Policy,
    Reason,
    Verdict,
)

__all__ = [
    "DEFAULT_OVERRIDE",
    "NEVER_OVERRIDABLE",
    "Decision",
    "LineFacts",
    "LotFacts",
    "Policy",
    "Reason",
    "Verdict",
    "decide",
    "effective_dates",
    "has_date_mismatch",
]

Finding = tuple[Verdict, Reason]


def decide(
    policy: Policy, line: LineFacts, lot: LotFacts | None, day: date, now: datetime
) -> Decision:
    """The decision for one lot of one line on the shop's ``day``, at the UTC moment ``now``.

    - ``native`` always allows. ``warn`` only warns, except for a recalled lot, which stays blocked:
      a soft start must not hand out dangerous goods.
    - A kiosk has nobody to ask: what would ask, blocks, and nothing can be overridden.
    - A reason that a manager approved and the policy lets him approve only warns.
    """
    if policy.lot_policy == "native":
        return Decision(Verdict.ALLOW)
    if line.is_refund:
        return _decide_refund(policy, line, lot, day, now)
    findings = [
        *_condition_findings(policy, line, lot, day, now),
        *_identity_findings(policy, line, lot),
        *_stock_findings(line, lot),
        *_data_findings(policy, line, lot),
    ]
    return _conclude(policy, line, findings)


def effective_dates(record: LotDates, pack: LotDates, *, uses_dates: bool = True) -> LotDates:
    """The dates that count: of pack and record the earlier one, kind by kind.

    A date derived by the ERP (``expiration``) gives way as soon as the pack names any date.
    """
    if not uses_dates:
        return pack
    dates = replace(
        record,
        production=record.production or pack.production,
        best_before=_earlier(record.best_before, pack.best_before),
        sell_by=_earlier(record.sell_by, pack.sell_by),
        use_by=_earlier(record.use_by, pack.use_by),
        use_by_time=_earlier(record.use_by_time, pack.use_by_time),
    )
    return replace(dates, expiration=None) if last_good_day(pack) else dates


def _condition_findings(
    policy: Policy, line: LineFacts, lot: LotFacts | None, day: date, now: datetime
) -> Iterator[Finding]:
    """Recall, hold and dates. A passed hard date makes the softer ones pointless to tell."""
    names = {match_key(line.lot_name), match_key(lot.name) if lot else ""} - {""}
    if (lot and lot.recalled) or names & line.recalled_keys:
        yield Verdict.BLOCK, Reason.RECALLED
    if lot and lot.is_held_for("pos"):
        yield Verdict.BLOCK, Reason.HELD
    record = lot.dates if lot else LotDates()
    dates = effective_dates(record, line.pack, uses_dates=line.uses_dates)
    if is_use_by_passed(dates, day, now):
        yield Verdict.BLOCK, Reason.EXPIRED
    elif is_sell_by_passed(dates, day):
        yield Verdict.BLOCK, Reason.SELL_BY_PASSED
    else:
        if is_best_before_passed(dates, day):
            yield _verdict_of(policy.best_before), Reason.BEST_BEFORE_PASSED
        left = days_left(dates, day)
        if policy.min_days > 0 and left is not None and left < policy.min_days:
            yield Verdict.BLOCK, Reason.MIN_DAYS


def _identity_findings(policy: Policy, line: LineFacts, lot: LotFacts | None) -> Iterator[Finding]:
    """Which lot is it, and how do we know? Only asked of tracked products."""
    if line.tracking == "none":
        return
    if not lot and line.lot_name:
        yield Verdict.ASK, Reason.UNKNOWN_LOT
    elif policy.lot_choice == "scan" and line.evidence != "scanned":
        yield Verdict.BLOCK, Reason.NOT_SCANNED
    elif not lot or (line.product_has_recall and line.evidence not in READ_FROM_PACK):
        yield Verdict.ASK, Reason.NOT_SCANNED


def _stock_findings(line: LineFacts, lot: LotFacts | None) -> Iterator[Finding]:
    if not lot:
        return
    if not lot.in_shop:
        yield Verdict.BLOCK, Reason.NOT_IN_SHOP
    elif compare(lot.free, line.quantity, line.precision) < 0:
        yield Verdict.BLOCK, Reason.SHORT_QUANTITY


def _data_findings(policy: Policy, line: LineFacts, lot: LotFacts | None) -> Iterator[Finding]:
    """Can the data be trusted? Only asked of tracked products: others have no lot data."""
    if line.tracking == "none":
        return
    if line.offline and (line.data_age is None or line.data_age > policy.offline_max_age):
        yield _verdict_of(policy.offline_stale), Reason.STALE_DATA
    if lot and line.uses_dates and has_date_mismatch(lot.dates, line.pack):
        yield Verdict.WARN, Reason.DATE_MISMATCH


def has_date_mismatch(record: LotDates, pack: LotDates) -> bool:
    """A date read from the pack is not the one on record, of the same kind where there is one."""
    kinds = ("best_before", "sell_by", "use_by", "use_by_time")
    pairs = [(getattr(record, kind), getattr(pack, kind)) for kind in kinds]
    if any(ours and theirs and ours != theirs for ours, theirs in pairs):
        return True
    nothing_printed = not any(ours for ours, _theirs in pairs)
    theirs = last_good_day(pack)
    return bool(nothing_printed and record.expiration and theirs and record.expiration != theirs)


def _decide_refund(
    policy: Policy, line: LineFacts, lot: LotFacts | None, day: date, now: datetime
) -> Decision:
    """Always possible for what the ticket sold; the goods' state decides where they go."""
    conditions = [
        (verdict, reason)
        for verdict, reason in _condition_findings(policy, line, lot, day, now)
        if verdict == Verdict.BLOCK and reason in CONDITIONS
    ]
    notes = [(Verdict.ALLOW, reason) for _verdict, reason in conditions]
    if line.sold is None:
        decision = _conclude(policy, line, [*notes, *_unnamed_findings(line, lot)])
    else:
        known = line.sold.get(lot.id, Decimal(0)) if lot else Decimal(0)
        left = known + line.sold.get(None, Decimal(0))
        if line.tracking != "none" and compare(left, line.quantity, line.precision) < 0:
            notes.append((Verdict.BLOCK, Reason.WRONG_REFUND_LOT))
        decision = _conclude(policy, line, notes)
    nameless = line.tracking != "none" and not lot
    return replace(decision, to_quarantine=bool(conditions) or nameless)


def _unnamed_findings(line: LineFacts, lot: LotFacts | None) -> Iterator[Finding]:
    if line.tracking != "none" and not lot:
        yield Verdict.ASK, Reason.UNKNOWN_LOT if line.lot_name else Reason.NOT_SCANNED


def _conclude(policy: Policy, line: LineFacts, findings: Iterable[Finding]) -> Decision:
    """The strictest verdict, the reasons in order, and whether a manager could lift it."""
    allowed = policy.override - NEVER_OVERRIDABLE
    if line.product_has_recall:  # approving an unread pack could be approving the recalled one
        allowed -= {Reason.NOT_SCANNED}
    settled = [
        (_settle(policy, verdict, reason, line.approved & allowed), reason)
        for verdict, reason in findings
    ]
    order = list(Reason)
    settled.sort(key=lambda finding: (-finding[0], order.index(finding[1])))
    verdict = settled[0][0] if settled else Verdict.ALLOW
    stopping = {reason for verdict, reason in settled if verdict >= Verdict.ASK}
    return Decision(
        verdict,
        tuple(reason for _verdict, reason in settled),
        overridable=bool(stopping) and stopping <= allowed and not policy.kiosk,
    )


def _settle(
    policy: Policy, verdict: Verdict, reason: Reason, approved: frozenset[Reason]
) -> Verdict:
    soft = policy.lot_policy == "warn" and reason != Reason.RECALLED
    if soft or (reason in approved and not policy.kiosk):
        return min(verdict, Verdict.WARN)
    if policy.kiosk and verdict == Verdict.ASK:
        return Verdict.BLOCK
    return verdict


def _verdict_of(choice: str) -> Verdict:
    return Verdict.BLOCK if choice == "block" else Verdict.WARN


def _earlier(left, right):
    return min(left, right) if left and right else left or right
