from . import lot_cost, lot_label, trace
