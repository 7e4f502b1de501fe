from . import test_valuation_modules
