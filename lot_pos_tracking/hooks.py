"""What happens around installation and removal."""

import logging

from odoo import SUPERUSER_ID
from odoo.tools import SQL

_logger = logging.getLogger(__name__)


def pre_init_hook(env):
    """Name duplicate lot numbers, because the unique index cannot be made while they exist.

    Odoo skips such an index with a warning and goes on; the owner must know which lots to merge.
    """
    rows = env.execute_query(
        SQL(
            """
            SELECT COALESCE(company_id, 0), product_id, name, array_agg(id ORDER BY id)
              FROM stock_lot
             GROUP BY 1, 2, 3
            HAVING count(*) > 1
             LIMIT 50
            """
        )
    )
    for company_id, product_id, name, lot_ids in rows:
        _logger.warning(
            "Lot number %r of product %s in company %s exists several times: stock.lot %s. "
            "Merge or rename them, then update the add-on so that numbers become unique.",
            name,
            product_id,
            company_id or "(none)",
            lot_ids,
        )


def post_init_hook(env):
    env["res.company"].with_user(SUPERUSER_ID).search([])._lot_prepare_company()
    env["pos.pack.operation.lot"].with_user(SUPERUSER_ID)._lot_open_history()
    env["lot.opening"].with_user(SUPERUSER_ID)._open_installed()


def uninstall_hook(env):
    """Leave Odoo a database that it updates and sells with.

    Rows that refuse the deletion of others go first; upstream deletes records with an external id
    before it drops the tables.
    """
    env.cr.execute("DELETE FROM lot_hold")
    env.invalidate_all(flush=False)
