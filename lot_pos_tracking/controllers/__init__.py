from . import epcis, lot_cost, lot_label, offline, trace
