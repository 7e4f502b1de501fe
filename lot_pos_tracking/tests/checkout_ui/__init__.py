from . import (
    test_checkout_line_tours,
    test_checkout_live_tours,
    test_checkout_offline_tours,
    test_checkout_tours,
)
