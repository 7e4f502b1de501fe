from . import test_core_errors
