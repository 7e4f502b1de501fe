"""The story: one lot's whole way through the shop, told by a browser test with evidence."""

import shutil

from . import databases, preparation
from .addons import ADDON
from .console import say
from .state import ROOT, STATE
from .testing import Run, with_odoo

DATABASE = "story"
TESTS = f"{ADDON}/tests/story/test_story.py"
FOLDER = STATE / "story"


def tell():
    """Run the story on a copy of the add-on's database, so that ``demo`` keeps its demo data.

    :return: (its lines of evidence, whether it succeeded)
    """
    if not (ROOT / TESTS).is_file():
        return ["the story is absent from this tree"], True
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    with preparation.database_lock():
        databases.need_copy(DATABASE)
    run = Run()
    with_odoo(run, "story", DATABASE, ["-q", TESTS], {"STORY_DIR": str(FOLDER)})
    databases.drop(DATABASE)
    evidence = FOLDER / "evidence.txt"
    lines = evidence.read_text().splitlines() if evidence.is_file() else []
    good = not run.counts.bad and not run.broken and run.counts.passed > 0
    if not lines:
        say("the story left no evidence")
    return lines, good and bool(lines)
