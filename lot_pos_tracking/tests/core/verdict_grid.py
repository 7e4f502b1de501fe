"""The decision table multiplied out: every combination of the files named in ``GRIDS``.

The hand-written cases say what is right; the grid makes sure that both languages say the same
everywhere else. After a wanted change of the rules, and after reading what changed, write it anew:
``python -c "from lot_pos_tracking.tests.core import verdict_grid; verdict_grid.rewrite()"``
(with the stand-in packages of the repository's ``conftest.py``).
"""

import json
from itertools import product

from ...core.verdict import Decision
from . import case_files

GRIDS = ("verdict_grid", "verdict_grid_facts")
"""The questions of everyday, and the rarer facts: minutes, other evidence, refunds without a
ticket."""
LETTERS = "awkb"  # allow, warn, ask, block


def letter(decision: Decision) -> str:
    """The verdict's letter; upper case: overridable; followed by q: goods to quarantine."""
    code = LETTERS[decision.verdict]
    return (code.upper() if decision.overridable else code) + "q" * decision.to_quarantine


def combinations(axes: dict) -> list[dict]:
    """The cases of the grid, last axis fastest; parts set by several axes are laid over."""
    cases = []
    for chosen in product(*axes.values()):
        case = {}
        for fragment in chosen:
            for part, values in fragment.items():
                case[part] = None if values is None else {**(case.get(part) or {}), **values}
        cases.append(case)
    return cases


def rows(grid: dict, answer) -> dict[str, str]:
    """``{"enforce pick …": letters}``: one row per combination of the first two axes' entries."""
    letters = [letter(answer(case)) for case in combinations(grid["axes"])]
    axes = list(grid["axes"].values())
    width = len(letters) // (len(axes[0]) * len(axes[1]))
    return {
        f"{first}/{second}": "".join(letters[start : start + width])
        for (first, second), start in zip(
            product(range(len(axes[0])), range(len(axes[1]))),
            range(0, len(letters), width),
            strict=True,
        )
    }


def rewrite() -> None:
    from .test_core_verdict import answer

    for name in GRIDS:
        grid = case_files.load(name)
        grid["expect"] = rows(grid, answer)
        path = case_files.FOLDER / f"{name}.json"
        path.write_text(json.dumps(grid, indent=2, default=float) + "\n", "utf-8")
