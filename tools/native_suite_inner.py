"""Inside ``odoo shell``: run Odoo's tests, with the add-on switched to the native behaviour.

Tests make companies and tills of their own, so the policy is native by default, not only on the
records that are there.
"""

import os

from odoo.tests.shell import run_tests

from tools import odoo_verdicts

env = globals()["env"]

for model, field in {"res.company": "lot_pos_policy", "pos.config": "lot_policy"}.items():
    if field in env[model]._fields:
        env["ir.default"].set(model, field, "native")
        env[model].with_context(active_test=False).search([]).write({field: "native"})
env.cr.commit()

verdicts = odoo_verdicts.record()
run_tests(env, os.environ["NATIVE_TAGS"], modules=os.environ["NATIVE_MODULES"].split(","))
odoo_verdicts.save(verdicts)
