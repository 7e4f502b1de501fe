from . import lot_event, lot_hold, stock_lot, stock_move
