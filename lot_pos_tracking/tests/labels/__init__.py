from . import (
    test_labels_pallets,
    test_labels_print,
    test_labels_route,
    test_labels_wizard,
)
