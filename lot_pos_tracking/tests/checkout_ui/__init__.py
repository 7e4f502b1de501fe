from . import test_checkout_tours
