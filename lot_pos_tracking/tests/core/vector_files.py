"""Finds the official conformance vectors, which live beside the repository and not in it."""

import json
import os
from pathlib import Path
from unittest import skipUnless

_REPOSITORY = Path(__file__).parents[3]
FOLDER = Path(os.environ.get("LOT_VECTORS") or _REPOSITORY.parent / "shared" / "vectors")

needs_vectors = skipUnless(
    FOLDER.is_dir(), "the official vectors are not beside the repository; see LOT_VECTORS"
)


def vectors(name: str) -> list:
    """The vectors of ``<name>.json``."""
    return json.loads((FOLDER / f"{name}.json").read_text("utf-8"))["vectors"]
