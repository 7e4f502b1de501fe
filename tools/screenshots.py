"""The README shows pictures of the story: ``./dev demo``, then ``python3 -m tools.screenshots``."""

import shutil
import sys

from .addons import ADDON
from .state import ROOT
from .story import FOLDER

PICTURES = {
    "1-import-preview": "import",
    "2-receive-start-phone": "receive-start-phone",
    "2-receive-phone": "receive-phone",
    "2-receive-differences-phone": "receive-differences-phone",
    "2-receive-question-phone": "receive-question-phone",
    "2-receive-offline-phone": "receive-offline-phone",
    "2-receive-conflict-phone": "receive-conflict-phone",
    "3-picker": "picker",
    "3-picker-phone": "picker-phone",
    "3-expired": "expired",
    "6-journey": "journey",
}


def publish(folder=FOLDER):
    """Copy the chosen pictures to where the README and the list of apps look for them."""
    target = ROOT / ADDON / "static/description"
    for source, name in PICTURES.items():
        shutil.copyfile(folder / f"{source}.png", target / f"{name}.png")


if __name__ == "__main__":
    sys.exit(publish())
