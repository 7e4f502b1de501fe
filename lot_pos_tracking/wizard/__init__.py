from . import lot_hold_wizard
