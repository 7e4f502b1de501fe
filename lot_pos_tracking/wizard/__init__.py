from . import (
    lot_change_wizard,
    lot_close_session_wizard,
    lot_conflict_wizard,
    lot_epcis_export,
    lot_hold_wizard,
    lot_label_wizard,
    lot_pin_wizard,
    lot_shipment_upload,
)
