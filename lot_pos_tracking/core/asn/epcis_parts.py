"""Pieces of EPCIS events that may be missing or of the wrong shape, and the ids they use."""

import re
from typing import Any
from urllib.parse import unquote

from ..errors import DocumentError, GS1Error
from ..gs1.epc import constrained_link

_LINK_PART = re.compile(r"/(\d{2,4})/([^/]+)")


def part_of(data: dict, name: str) -> dict:
    value = data.get(name)
    if not isinstance(value, dict):
        raise wrong_shape(name, "an object")
    return value


def wrong_shape(path: str, expected: str) -> DocumentError:
    return DocumentError(f"{path} is not {expected}", segment=path, cure=f"Give {expected}.")


def dicts(value: Any) -> list[dict]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def texts(value: Any) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def local_name(name: str) -> str:
    """ "shipping" of "shipping", "cbv:BizStep-shipping", "urn:…:bizstep:shipping", "#shipping"."""
    return re.split(r"[:#/]", name)[-1].removeprefix("BizStep-").removeprefix("BTT-")


def is_step(event: dict, step: str) -> bool:
    return isinstance(event.get("bizStep"), str) and local_name(event["bizStep"]) == step


def transaction(event: dict, kind: str) -> str | None:
    for one in dicts(event.get("bizTransactionList")):
        number = one.get("bizTransaction")
        if isinstance(number, str) and local_name(str(one.get("type"))) == kind:
            return re.split(r"[:/]", number)[-1]
    return None


def canonical(identifier: str) -> str:
    """The constrained link of a GS1 key in any writing; other identifiers as they are."""
    try:
        return constrained_link(identifier) or identifier
    except GS1Error:
        return identifier


def keys_of(link: str) -> dict[str, str]:
    """{identifier: value} of a canonical link."""
    if not link.startswith("https://id.gs1.org/"):
        return {}
    return {ai: unquote(value) for ai, value in _LINK_PART.findall(link[18:])}
