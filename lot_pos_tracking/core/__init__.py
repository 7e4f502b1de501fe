"""Rules of lots without Odoo: dates, money, codes, verdicts."""
