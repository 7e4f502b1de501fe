from . import lot_event, lot_hold, stock_lot
