<<<<<<< HEAD
"""Rules of lots without Odoo: dates, money, codes, verdicts."""
=======
"""Rules of lots without Odoo: dates, money, codes, verdicts.

Needs the standard library, biip, pydifact and lxml.
"""
>>>>>>> 89d523e ([ADD] core: GS1 codes read, checked, written as labels, links and URNs)
