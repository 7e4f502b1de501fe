"""Rules of lots without Odoo: dates, money, codes, verdicts. Standard library, biip, pydifact, lxml."""
