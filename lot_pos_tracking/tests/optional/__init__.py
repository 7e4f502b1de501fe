from . import (
    test_checkout_module_tours,
    test_checkout_modules,
    test_checkout_restaurant,
    test_checkout_self_order,
    test_valuation_apps,
    test_valuation_modules,
    test_valuation_race_landed,
    test_valuation_walk_apps,
)
