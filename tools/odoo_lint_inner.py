"""Inside ``odoo shell``: run ``test_lint`` with nothing but our add-on in its sight."""

import os

from odoo import modules
from odoo.modules import Manifest
from odoo.tests.shell import run_tests
from odoo.tools import config

from odoo.addons.test_lint.tests import test_markers

from tools import odoo_verdicts

env = globals()["env"]
ADDON = os.environ["LINT_ADDON"]
ours = Manifest.for_addon(ADDON)
Manifest.all_addon_manifests = staticmethod(lambda: [ours])
modules.get_modules = lambda: [ADDON]
# one of the tests looks at everything below this folder
vars(config)["root_path"] = ours.path
check_file = test_markers.TestConflictMarkers.check_file
test_markers.TestConflictMarkers.check_file = lambda self, path: (
    check_file(self, path) if path.startswith(ours.path + os.sep) else None
)

verdicts = odoo_verdicts.record()
# ./dev lint runs a newer eslint than the one that test would look for
run_tests(env, "/test_lint,-/test_lint:TestESLint", modules=["test_lint"])
odoo_verdicts.save(verdicts)
