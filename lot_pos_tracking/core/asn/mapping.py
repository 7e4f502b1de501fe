"""Which code of each syntax means which fact: data, so that a partner's habit is no code.

A partner's own mapping has the same shape and is laid over this one: a supplier who sends the
expiry as DTM+361 gets ``{"desadv_dates": {"361": "expiration_date"}}``; an empty value takes a
code away. Where several codes name the same fact, the first in this order wins.
"""

from collections.abc import Mapping

from .headings import HEADINGS, plain_heading
from .model import LINE_DATES

STANDARD: dict[str, dict[str, str]] = {
    # DTM of a DESADV (EANCOM code list 2005): of a line, and of the shipment
    "desadv_dates": {
        "36": "expiration_date",
        "361": "best_before_date",
        "360": "sell_by_date",
        "94": "production_date",
        "365": "packaging_date",
    },
    "desadv_header_dates": {"11": "despatch_date", "17": "expected_date"},
    "desadv_parties": {
        **dict.fromkeys(("SU", "SE", "SF"), "supplier"),
        **dict.fromkeys(("DP", "ST", "CN", "BY"), "ship_to"),
    },
    "desadv_functions": {"9": "original", "7": "original", "5": "replace", "1": "cancel"},
    # DTM of an 856 (X12 data element 374); 511 is used for best before, by agreement
    "x12_dates": {
        "036": "expiration_date",
        "511": "best_before_date",
        "094": "production_date",
        "405": "production_date",
    },
    "x12_header_dates": {"011": "despatch_date", "017": "expected_date"},
    "x12_parties": {
        **dict.fromkeys(("SU", "VN", "SE", "SF"), "supplier"),
        **dict.fromkeys(("ST", "CN", "BY"), "ship_to"),
    },
    "x12_functions": {"00": "original", "05": "replace", "01": "cancel"},
    "x12_items": {
        **dict.fromkeys(("UK", "EN", "UP", "UA", "UI"), "gtin"),
        **dict.fromkeys(("VA", "VN", "VC", "SK"), "vendor_code"),
        "LT": "lot",
        "CH": "country_of_origin",
    },
    # Elements of a line's Item/ItemInstance
    "ubl_dates": {
        "ExpiryDate": "expiration_date",
        "BestBeforeDate": "best_before_date",
        "ManufactureDate": "production_date",
    },
    # Item/AdditionalItemProperty of a UBL despatch advice, by name without blanks and case
    "ubl_properties": {"sellbydate": "sell_by_date", "packagingdate": "packaging_date"},
    "ubl_functions": {"9": "original", "5": "replace", "1": "cancel"},
    # Instance/lot master data of EPCIS (CBV 2.0, 10.2), by local name
    "epcis_dates": {
        "itemExpirationDate": "expiration_date",
        "bestBeforeDate": "best_before_date",
        "sellByDate": "sell_by_date",
        "productionDate": "production_date",
        "packagingDate": "packaging_date",
    },
    # Headings of a CSV or XLSX table, without accents, capitals and signs
    "table_headings": HEADINGS,
}

_FACTS = {*LINE_DATES, "gtin", "vendor_code", "lot", "country_of_origin"}
_FUNCTIONS = {"original", "replace", "cancel"}
#: What a code of each table may mean.
MEANINGS: dict[str, frozenset[str]] = {
    **dict.fromkeys(
        ("desadv_dates", "x12_dates", "ubl_dates", "ubl_properties", "epcis_dates"),
        frozenset(LINE_DATES),
    ),
    **dict.fromkeys(
        ("desadv_header_dates", "x12_header_dates"), frozenset({"despatch_date", "expected_date"})
    ),
    **dict.fromkeys(("desadv_parties", "x12_parties"), frozenset({"supplier", "ship_to"})),
    **dict.fromkeys(("desadv_functions", "x12_functions", "ubl_functions"), frozenset(_FUNCTIONS)),
    "x12_items": frozenset(_FACTS),
    "table_headings": frozenset(HEADINGS.values()),
}


def plain_code(table: str, code: str) -> str:
    """A code as the table has it: of a heading or a property only what counts is kept."""
    code = code.strip()
    if table == "table_headings":
        return plain_heading(code)
    return "".join(code.lower().split()) if table == "ubl_properties" else code


def merged(own: Mapping[str, Mapping[str, str]] | None) -> dict[str, dict[str, str]]:
    """The standard with a partner's own codes laid over it; they come first in their table.

    :raises ValueError: a table or a meaning that does not exist
    """
    result = {name: dict(table) for name, table in STANDARD.items()}
    for name, table in (own or {}).items():
        if name not in result or not set(table.values()) <= MEANINGS[name] | {""}:
            raise ValueError(name)
        codes = {plain_code(name, code): fact for code, fact in table.items()}
        result[name] = codes | {
            code: fact for code, fact in result[name].items() if code not in codes
        }
    return {
        name: {code: fact for code, fact in table.items() if fact} for name, table in result.items()
    }


def first_of(table: Mapping[str, str], found: Mapping[str, str], fact: str) -> str | None:
    """What the document says for a fact: of the codes it has, the first of the table."""
    return next(
        (found[code] for code, name in table.items() if name == fact and found.get(code)), None
    )
