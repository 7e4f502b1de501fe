#!/usr/bin/env python3
"""Writes the till's copy of the GS1 tables: ``lot_pos_tracking/static/src/core/gs1_table.js``.

Run it after a new release of biip or a change of the tables in ``lot_pos_tracking/core/gs1``.
"""

import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
TARGET = REPOSITORY / "lot_pos_tracking" / "static" / "src" / "core" / "gs1_table.js"


def main() -> None:
    sys.path.insert(0, str(REPOSITORY / "lot_pos_tracking"))  # the kernel alone, without Odoo
    from core.gs1.till_table import as_javascript  # noqa: PLC0415

    TARGET.write_text(as_javascript(), "utf-8")


if __name__ == "__main__":
    main()
