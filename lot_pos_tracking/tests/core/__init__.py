from . import (
    test_core_allocation,
    test_core_errors,
    test_core_gs1,
    test_core_gs1_vectors,
    test_core_journal,
    test_core_lot_names,
    test_core_numbering,
    test_core_rounding,
    test_core_shelf_life,
    test_core_verdict,
)
