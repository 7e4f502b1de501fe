from . import (
    lot_hold,
    lot_recall,
    lot_recall_balance,
    lot_recall_line,
    lot_recall_notice,
    lot_recall_scope,
    lot_recall_telling,
    res_company,
    stock_lot,
)
