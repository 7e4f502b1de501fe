"""Base of the kernel's tests: they run with plain pytest and in Odoo's runner alike."""

try:
    from odoo.tests import BaseCase as CoreCase
except ImportError:
    from unittest import TestCase as CoreCase

__all__ = ["CoreCase"]
