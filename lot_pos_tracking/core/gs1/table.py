"""The application identifiers: format, separator and title, from biip's copy of the GS1 list.

The till reads the same table from ``static/src/core/gs1_table.js``, which
``tools/gs1_table.py`` writes from here, so both readers know exactly the same identifiers.
"""

import re
from dataclasses import dataclass

from biip.gs1_application_identifiers import _GS1_APPLICATION_IDENTIFIERS as _BIIP

# Where biip's pattern is not the format of the GenSpecs: {ai: pattern of the value}.
_CORRECTIONS = {
    "30": r"\d{1,8}",
    "7004": r"\d{1,4}",
    "8010": r"[A-Z0-9/#-]{1,30}",
    "8030": r"[0-9A-Za-z_-]{1,90}={0,2}",
}

# What the GenSpecs of 2025 and 2026 added or renamed, for releases of biip that are older:
# {ai: (title, pattern)}, all of them separated.
_NEWER = {
    "717": ("NHRN SRN", r"([!%-?A-Z_a-z\x22]{1,20})"),
    "8040": ("IMEI", r"(\d{15})"),
    "8041": ("IMEI2", r"(\d{15})"),
    "8042": ("ESIM", r"(\d{32})"),
    "8043": ("PSIM", r"(\d{18,20})"),
}
_RENAMED = {"364": "NET VOLUME (in³)", "365": "NET VOLUME (ft³)", "366": "NET VOLUME (yd³)"}

# Characters of identifier and value where no separator is needed, by the first two digits of
# the identifier, allocated or not (GenSpecs 7.8.5).
PREDEFINED_LENGTHS = {
    **{"00": 20, "01": 16, "02": 16, "03": 16, "04": 18, "20": 4, "41": 16},
    **{str(start): 8 for start in range(11, 20)},
    **{str(start): 10 for start in range(31, 37)},
}


@dataclass(frozen=True)
class Identifier:
    """One application identifier.

    ``pattern`` is a regular expression for the whole value, valid in Python and JavaScript.
    ``separated`` values run to the next FNC1; the others have a predefined length.
    """

    ai: str
    title: str
    pattern: str
    separated: bool

    def matches(self, value: str) -> bool:
        return re.fullmatch(self.pattern, value, re.ASCII) is not None

    @property
    def decimals(self) -> int | None:
        """Digits after the decimal point, which the last digit of the identifier tells."""
        measured = "31" <= self.ai[:2] <= "36" or self.ai[:3] in _PRICES
        return int(self.ai[3]) if len(self.ai) == 4 and measured else None


_PRICES = ("390", "391", "392", "393", "394", "395")


def _identifier(entry) -> Identifier:
    """An entry of biip's table; its pattern is ``^`` + identifier + value + ``$``."""
    pattern = _CORRECTIONS.get(entry.ai)
    if pattern is None:
        pattern = entry.pattern.removeprefix(f"^{entry.ai}").removesuffix("$")
    title = _RENAMED.get(entry.ai[:3], entry.data_title)
    return Identifier(entry.ai, title, pattern, entry.separator_required)


def _identifiers() -> dict[str, Identifier]:
    """The same table with every release of biip from 5.0 on."""
    table = {ai: Identifier(ai, title, form, True) for ai, (title, form) in _NEWER.items()}
    table.update((ai, _identifier(entry)) for ai, entry in _BIIP.items())
    return dict(sorted(table.items()))


IDENTIFIERS = _identifiers()  # {"01": Identifier}


def identifier_at(text: str) -> Identifier | None:
    """The identifier ``text`` begins with; two to four digits, none is the prefix of another."""
    for length in (2, 3, 4):
        if found := IDENTIFIERS.get(text[:length]):
            return found
    return None


def expand(names: str) -> list[str]:
    """The allocated identifiers meant by "11 310n 7030-7039": a name, a family, a range."""
    result = []
    for name in names.split():
        first, _, last = name.partition("-")
        if last:
            result += [ai for ai in IDENTIFIERS if len(ai) == len(first) and first <= ai <= last]
        else:
            result += [ai for ai in IDENTIFIERS if is_member(ai, name)]
    return result


def is_member(ai: str, name: str) -> bool:
    """Whether ``ai`` is ``name`` or, where name ends in ``n``, one of its family ("31nn")."""
    return len(ai) == len(name) and ai.startswith(name.rstrip("n"))
