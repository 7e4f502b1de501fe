"""The kernel's errors: data for programs, an English sentence for developers.

Nothing here is shown to a user. The edge translates ``error.code`` with ``error.data`` into a
sentence of the user's language; ``str(error)`` is for logs and tests.
"""

from typing import Any, ClassVar


class LotError(Exception):
    """Something about a lot that the kernel refuses to do.

    Each subclass names a stable ``code`` and a ``sentence`` with ``{named}`` fields. The data are
    kept in ``data`` and can be read as attributes: ``LotError(lot="L1").lot == "L1"``.
    """

    code: ClassVar[str] = "lot_error"
    sentence: ClassVar[str] = ""

    def __init__(self, message: str = "", *, code: str = "", **data: Any):
        super().__init__(message)
        self.message = message
        self.data = data
        if code:
            self.code = code

    def __getattr__(self, name: str) -> Any:
        try:
            return self.__dict__["data"][name]
        except KeyError:
            raise AttributeError(name) from None

    def __str__(self) -> str:
        if self.message:
            return self.message
        if self.sentence:
            try:
                return self.sentence.format(**self.data)
            except (KeyError, IndexError):
                pass
        facts = ", ".join(f"{key}={value!r}" for key, value in self.data.items())
        return f"{self.code}: {facts}" if facts else self.code

    def __reduce__(self):
        return (_rebuild, (type(self), self.message, self.code, self.data))


def _rebuild(kind: type[LotError], message: str, code: str, data: dict[str, Any]) -> LotError:
    return kind(message, code=code, **data)


class GS1Error(LotError):
    """A code, key or combination of application identifiers that GS1 does not allow.

    Data: ``value`` and, where it is about one element, ``ai``.
    """

    code = "gs1_invalid"


class GS1DateError(GS1Error):
    """A date element that is not a day of the calendar (GS1 GenSpecs 7.12)."""

    code = "gs1_date"
    sentence = "{value!r} is not a GS1 date."


class CheckDigitError(GS1Error):
    """The mod-10 check digit of a GS1 key is wrong (GS1 GenSpecs 7.9)."""

    code = "gs1_check_digit"
    sentence = "{value!r} has a wrong check digit."


class NumberingError(LotError):
    """A mask that cannot be read, or a number that a lot cannot bear.

    Data: ``mask``, ``token`` (the piece at fault, may be empty) and ``cure``, a developer's hint.
    """

    code = "numbering"
    sentence = "Mask {mask!r}, at {token!r}: {cure}"


class DocumentError(LotError):
    """A shipment document whose syntax is broken: nothing of it can be used.

    Data (None where unknown): ``line``, ``column`` (both from 1), ``segment`` (number or tag of
    the EDI segment, sheet cell, JSON or XML path) and ``cure``, what the sender should do.
    """

    code = "document_broken"

    def __init__(
        self,
        message: str = "",
        *,
        line: int | None = None,
        column: int | None = None,
        segment: str | int | None = None,
        cure: str = "",
        code: str = "",
        **data: Any,
    ):
        super().__init__(
            message, code=code, line=line, column=column, segment=segment, cure=cure, **data
        )

    @property
    def position(self) -> str:
        """ "line 3, column 7, segment LIN", as far as known; empty when nothing is."""
        named = (("line", "line"), ("column", "column"), ("segment", "segment"))
        return ", ".join(
            f"{word} {self.data[key]}" for key, word in named if self.data[key] is not None
        )

    def __str__(self) -> str:
        where = f" ({self.position})" if self.position else ""
        cure = f" {self.data['cure']}" if self.data["cure"] else ""
        return f"{self.message or self.code}{where}.{cure}"


class LedgerError(LotError):
    """A booking that the cost ledger cannot carry. Data: ``lot`` and what the subclass names."""

    code = "ledger"


class ReturnExceedsSale(LedgerError):
    """More comes back than left by that line. Data: ``lot, line, quantity, left``."""

    code = "return_exceeds_sale"
    sentence = "{quantity} of lot {lot!r} come back for line {line!r}, only {left} left with it."


class NothingOnHand(LedgerError):
    """A value change for a lot without stock. Data: ``lot``."""

    code = "nothing_on_hand"
    sentence = "Lot {lot!r} has nothing on hand that could change its value."


class ValueBelowZero(LedgerError):
    """A write-down below nothing. Data: ``lot, value`` (on hand) and ``amount``."""

    code = "value_below_zero"
    sentence = "Lot {lot!r} is worth {value}, it cannot change by {amount}."
