from . import lot_conflict_wizard, lot_hold_wizard, lot_shipment_upload
