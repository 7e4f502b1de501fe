from . import (
    test_receiving_checks,
    test_receiving_claims,
    test_receiving_conflicts,
    test_receiving_fuzz,
    test_receiving_numbers,
    test_receiving_perf,
    test_receiving_race,
    test_receiving_scan,
    test_receiving_shipment,
    test_receiving_tours,
    test_receiving_ways_in,
)
