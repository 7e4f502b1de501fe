from . import test_core_errors, test_core_rounding
