from . import test_checkout_gate, test_checkout_refund, test_checkout_till_data
