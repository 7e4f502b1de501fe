from . import (
    test_identity_change_lot,
    test_identity_companies,
    test_identity_holds,
    test_identity_lots,
    test_identity_negative_stock,
    test_identity_number_rules,
    test_identity_wanted_lots,
)
