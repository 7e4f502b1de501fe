from . import (
    test_expiry_actions,
    test_expiry_alerts,
    test_expiry_reservation,
    test_expiry_stage,
)
