"""Reads the case files that the Python kernel shares with its JavaScript twins."""

import json
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from ...core.shelf_life import LotDates

FOLDER = Path(__file__).parent.parent / "cases"
DAYS = ("production", "best_before", "sell_by", "use_by", "expiration")


def load(name: str) -> dict:
    """The content of ``tests/cases/<name>.json``; numbers with a point are decimals."""
    return json.loads((FOLDER / f"{name}.json").read_text("utf-8"), parse_float=Decimal)


def moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def lot_dates(raw: dict) -> LotDates:
    return LotDates(
        **{kind: day(raw.get(kind)) for kind in DAYS},
        use_by_time=moment(raw.get("use_by_time")),
    )
