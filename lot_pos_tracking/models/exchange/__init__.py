from . import lot_exchange, lot_exchange_epcis, lot_shipment, stock_picking
