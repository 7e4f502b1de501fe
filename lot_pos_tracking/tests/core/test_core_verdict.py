import re
from decimal import Decimal as D
from random import Random

from ...core.verdict import (
    NEVER_OVERRIDABLE,
    Decision,
    LineFacts,
    LotFacts,
    Policy,
    Reason,
    Verdict,
    decide,
)
from . import case_files, verdict_grid
from .core_case import CoreCase

CASES = case_files.load("verdict")
DEFAULTS = CASES["defaults"]


def policy_of(raw: dict) -> Policy:
    return Policy(**{**raw, "override": frozenset(map(Reason, raw["override"]))})


def line_of(raw: dict) -> LineFacts:
    sold = raw["sold"]
    return LineFacts(
        **{
            **raw,
            "quantity": D(raw["quantity"]),
            "pack": case_files.lot_dates(raw["pack"]),
            "recalled_keys": frozenset(raw["recalled_keys"]),
            "sold": None if sold is None else {key: D(quantity) for key, quantity in sold},
            "approved": frozenset(map(Reason, raw["approved"])),
        }
    )


def lot_of(raw: dict | None) -> LotFacts | None:
    return raw and LotFacts(
        **{
            **raw,
            "dates": case_files.lot_dates(raw["dates"]),
            "holds": tuple(map(frozenset, raw["holds"])),
            "free": D(raw["free"]),
        }
    )


def answer(case: dict) -> Decision:
    """The decision for a case, whose parts are laid over the defaults of the case file."""
    lot = {**DEFAULTS["lot"], **case.get("lot", {})} if case.get("lot", {}) is not None else None
    return decide(
        policy_of({**DEFAULTS["policy"], **case.get("policy", {})}),
        line_of({**DEFAULTS["line"], **case.get("line", {})}),
        lot_of(lot),
        case_files.day(case.get("day", DEFAULTS["day"])),
        case_files.moment(case.get("now", DEFAULTS["now"])),
    )


class TestVerdict(CoreCase):
    def test_every_case_of_the_shared_file(self):
        for case in CASES["cases"]:
            with self.subTest(case["name"]):
                decision = answer(case)
                self.assertEqual(
                    {
                        "verdict": decision.verdict.code,
                        "reasons": [str(reason) for reason in decision.reasons],
                        "overridable": decision.overridable,
                        "to_quarantine": decision.to_quarantine,
                    },
                    {"overridable": False, "to_quarantine": False, **case["expect"]},
                )

    def test_every_reason_has_a_case(self):
        told = {reason for case in CASES["cases"] for reason in case["expect"]["reasons"]}

        self.assertEqual(told, set(Reason))

    def test_names_of_cases_are_unique(self):
        names = [case["name"] for case in CASES["cases"]]

        self.assertEqual(len(names), len(set(names)))


class TestVerdictLaws(CoreCase):
    """What must hold whatever the facts: tried on random mixtures of the cases' parts."""

    def setUp(self):
        super().setUp()
        self.rng = Random(20260312)

    def _mixture(self) -> dict:
        case = {}
        for part in ("policy", "line", "lot"):
            values = [case[part] for case in CASES["cases"] if part in case]
            case[part] = self.rng.choice(values)
            if case[part] is not None and self.rng.random() < 0.5:
                case[part] = {**case[part], **(self.rng.choice(values) or {})}
        return case

    def test_recalled_goods_are_never_sold_unless_the_policy_is_native(self):
        for _round in range(3000):
            case = self._mixture()
            case["lot"] = {**(case["lot"] or {}), "recalled": True}
            case["line"] = {**case["line"], "is_refund": False}

            decision = answer(case)

            if case["policy"].get("lot_policy") == "native":
                self.assertEqual(decision, Decision(Verdict.ALLOW))
            else:
                self.assertEqual(decision.verdict, Verdict.BLOCK)
                self.assertIn(Reason.RECALLED, decision.reasons)
                self.assertFalse(decision.overridable)

    def test_approving_everything_an_overridable_decision_names_makes_it_a_sale(self):
        met = 0
        for _round in range(3000):
            case = self._mixture()
            decision = answer(case)
            reasons = list(map(str, decision.reasons))
            approved = answer({**case, "line": {**case["line"], "approved": reasons}})

            if decision.overridable:
                met += 1
                self.assertLessEqual(approved.verdict, Verdict.WARN)
            else:
                self.assertEqual(approved.verdict > Verdict.WARN, decision.verdict > Verdict.WARN)
            self.assertEqual(set(approved.reasons), set(decision.reasons))
        self.assertGreater(met, 100)

    def test_never_overridable_reasons_stop_every_override(self):
        for _round in range(3000):
            case = self._mixture()
            case["policy"] = {**case["policy"], "override": list(map(str, Reason))}
            case["line"] = {**case["line"], "is_refund": False}
            decision = answer(case)
            if NEVER_OVERRIDABLE & set(decision.reasons):
                self.assertFalse(decision.overridable, case)


class TestVerdictGrid(CoreCase):
    def test_every_combination_is_answered_as_recorded(self):
        for name in verdict_grid.GRIDS:
            grid = case_files.load(name)
            with self.subTest(name):
                self.assertEqual(verdict_grid.rows(grid, answer), grid["expect"])

    def test_no_combination_sells_what_is_recalled(self):
        """Read from the recorded letters, so that what was recorded is judged as well."""
        met = 0
        for name in verdict_grid.GRIDS:
            grid = case_files.load(name)
            cases = verdict_grid.combinations(grid["axes"])
            letters = re.findall("[abkwABKW]q?", "".join(grid["expect"].values()))
            self.assertEqual(len(letters), len(cases))
            for case, found in zip(cases, letters, strict=True):
                line, lot = case.get("line", {}), case.get("lot", {})
                recalled = (lot or {}).get("recalled") or "l1" in line.get("recalled_keys", ())
                free = case["policy"].get("lot_policy") == "native" or line.get("is_refund")
                if recalled and lot is not None and not free:
                    met += 1
                    self.assertEqual(found, "b", case)
        self.assertGreater(met, 3000)

    def test_every_refund_of_what_the_ticket_sold_is_possible(self):
        for name in verdict_grid.GRIDS:
            for case in verdict_grid.combinations(case_files.load(name)["axes"]):
                sold = case.get("line", {}).get("sold")
                if sold and sold[0][0] in (None, 1):
                    self.assertLessEqual(answer(case).verdict, Verdict.WARN, case)
