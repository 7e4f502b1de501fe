from . import test_expiry_stage
