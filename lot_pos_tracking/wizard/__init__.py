from . import (
    lot_close_session_wizard,
    lot_conflict_wizard,
    lot_hold_wizard,
    lot_label_wizard,
    lot_pin_wizard,
    lot_shipment_upload,
)
