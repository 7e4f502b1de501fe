"""What one scan names, and why it may be refused."""

from dataclasses import dataclass, field
from datetime import date

from odoo import models

DATE_FIELDS = {
    "production_date": "lot_production_date",
    "best_before_date": "lot_best_before_date",
    "sell_by_date": "lot_sell_by_date",
    "use_by_date": "lot_use_by_date",
}


@dataclass
class Goods:
    """What a scan says is in the hand: quantity in the product's unit."""

    product: models.BaseModel
    quantity: float
    lot: str | None = None
    dates: dict[str, date] = field(default_factory=dict)
    line: models.BaseModel | None = None
    extra: bool = False
    typed: bool = False


class ScanRefused(Exception):
    """Nothing is received for this scan; ``choices`` make a question of it."""

    def __init__(self, reason, message, choices=()):
        super().__init__(message)
        self.reason, self.message, self.choices = reason, message, list(choices)
