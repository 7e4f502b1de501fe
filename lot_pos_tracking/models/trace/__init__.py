from . import (
    lot_trace,
    lot_trace_export,
    lot_trace_flow,
    lot_trace_genealogy,
    lot_trace_names,
    stock_lot,
)
