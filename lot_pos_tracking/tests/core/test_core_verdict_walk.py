import json
import os
from pathlib import Path

from ...core.verdict import Verdict
from . import verdict_grid, verdict_walk
from .core_case import CoreCase
from .test_core_verdict import answer

QUESTIONS = int(os.environ.get("SALES_QUESTIONS", 2000))
SEED = int(os.environ.get("SALES_SEED", 1))


class TestVerdictWalk(CoreCase):
    def test_random_questions_are_answered_as_the_plainer_telling_of_the_rules_does(self):
        """With ``SALES_ANSWERS`` the cases and letters go to a file for the JavaScript twin."""
        told, stopped = [], 0
        for case, due in verdict_walk.questions(SEED, QUESTIONS):
            decision = answer(case)
            stops = decision.verdict >= Verdict.ASK
            self.assertEqual(stops, bool(due), (case, due, decision))
            self.assertLessEqual(due, set(map(str, decision.reasons)), case)
            stopped += stops
            told.append([case, verdict_grid.letter(decision)])
        self.assertGreater(stopped, QUESTIONS // 10)
        self.assertLess(stopped, QUESTIONS)
        if path := os.environ.get("SALES_ANSWERS"):
            Path(path).write_text(json.dumps(told))
