"""What the hash of an event covers, and how events form a chain.

A later change of these bytes would break every chain in every shop: only add new names to the
facts of an event, never change how they are written.
"""

import hashlib
import json
from datetime import date, datetime, timezone
from decimal import Decimal
from typing import Any


def canonical_bytes(event: dict[str, Any]) -> bytes:
    """The event as UTF-8 JSON: keys sorted, no spaces, moments as ISO UTC ending in Z.

    A moment without a zone is UTC already, as the database keeps it.

    :raises TypeError: a value that has no canonical form (a float that is not finite included)
    """
    text = json.dumps(
        _plain(event), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )
    return text.encode("utf-8")


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, datetime):
        value = value.astimezone(timezone.utc) if value.tzinfo else value
        return f"{value.replace(tzinfo=None).isoformat(timespec='microseconds')}Z"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if value is None or isinstance(value, str | bool | int | float):
        return value
    raise TypeError(f"no canonical form for {type(value).__name__}")


def chain_hash(previous: str, event: bytes) -> str:
    """SHA-256 in hex over the previous event's hash (hex, empty for the first) and this event."""
    return hashlib.sha256(previous.encode("ascii") + b"\n" + event).hexdigest()
