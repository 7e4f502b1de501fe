from . import (
    test_checkout_claims,
    test_checkout_closing,
    test_checkout_gate,
    test_checkout_lot_list,
    test_checkout_news,
    test_checkout_offline,
    test_checkout_override,
    test_checkout_perf,
    test_checkout_race,
    test_checkout_refund,
    test_checkout_till_data,
    test_checkout_walk,
)
