from . import test_checkout_till_data
