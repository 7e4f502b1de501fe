from . import lot_cost, trace
