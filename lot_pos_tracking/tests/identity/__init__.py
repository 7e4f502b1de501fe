from . import (
    test_identity_companies,
    test_identity_holds,
    test_identity_lots,
    test_identity_number_rules,
)
