"""Counts of test runners of several kinds, added up and shown as pytest would."""

import re
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass


@dataclass(frozen=True)
class Counts:
    passed: int = 0
    failed: int = 0
    errors: int = 0
    skipped: int = 0

    def __add__(self, other):
        pairs = zip(self._numbers(), other._numbers(), strict=True)
        return Counts(*(mine + theirs for mine, theirs in pairs))

    def _numbers(self):
        return (self.passed, self.failed, self.errors, self.skipped)

    @property
    def bad(self):
        return self.failed + self.errors

    def summary(self, seconds):
        """pytest's closing line."""
        parts = [f"{self.failed} failed"] if self.failed else []
        parts += [f"{self.passed} passed"] if self.passed or not self.bad else []
        parts += [f"{self.skipped} skipped"] if self.skipped else []
        parts += [f"{self.errors} error{'s' * (self.errors > 1)}"] if self.errors else []
        return f"===== {', '.join(parts)} in {seconds:.2f}s ====="


def from_junit(path):
    """Counts of pytest's ``--junitxml``; nothing when it did not get so far."""
    if not path.is_file():
        return Counts()
    passed = failed = errors = skipped = 0
    for case in ElementTree.parse(path).iter("testcase"):
        marks = {child.tag for child in case}
        if "failure" in marks:
            failed += 1
        elif "error" in marks:
            errors += 1
        elif "skipped" in marks:
            skipped += 1
        else:
            passed += 1
    return Counts(passed, failed, errors, skipped)


def from_tap(text):
    """Counts of Node's test runner, from the comments at the end of its TAP report."""
    found = dict(re.findall(r"^# (pass|fail|cancelled|skipped|todo) (\d+)$", text, re.MULTILINE))
    number = {name: int(value) for name, value in found.items()}
    return Counts(
        passed=number.get("pass", 0),
        failed=number.get("fail", 0),
        errors=number.get("cancelled", 0),
        skipped=number.get("skipped", 0) + number.get("todo", 0),
    )
