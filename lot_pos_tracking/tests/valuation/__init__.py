from . import (
    test_valuation_accounts,
    test_valuation_cutover,
    test_valuation_later_builds,
    test_valuation_moves,
    test_valuation_order,
    test_valuation_pos,
    test_valuation_race,
    test_valuation_receipts,
    test_valuation_reports,
    test_valuation_rights,
    test_valuation_walk,
)
