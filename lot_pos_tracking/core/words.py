"""An enumeration whose members are their words (``enum.StrEnum`` needs Python 3.11)."""

from enum import Enum


class Word(str, Enum):
    """Compares, formats and serialises as its value."""

    __str__ = str.__str__
    __format__ = str.__format__
