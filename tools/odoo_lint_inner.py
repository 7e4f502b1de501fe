"""Inside ``odoo shell``: run ``test_lint`` with nothing but our add-on in its sight."""

import json
import os

from odoo import modules
from odoo.modules import Manifest
from odoo.tests import result
from odoo.tests.shell import run_tests
from odoo.tools import config

from odoo.addons.test_lint.tests import test_markers

env = globals()["env"]
ADDON = os.environ["LINT_ADDON"]
verdicts = {}


def remember(method, verdict):
    original = getattr(result.OdooTestResult, method)

    def wrapper(self, test, *arguments):
        name = test.id() if hasattr(test, "id") else str(test)
        if verdict != "passed" or name not in verdicts:
            verdicts[name] = verdict
        return original(self, test, *arguments)

    setattr(result.OdooTestResult, method, wrapper)


for method, verdict in {
    "startTest": "passed",
    "addSkip": "skipped",
    "addFailure": "failed",
    "addError": "error",
}.items():
    remember(method, verdict)

ours = Manifest.for_addon(ADDON)
Manifest.all_addon_manifests = staticmethod(lambda: [ours])
modules.get_modules = lambda: [ADDON]
# one of the tests looks at everything below this folder
vars(config)["root_path"] = ours.path
check_file = test_markers.TestConflictMarkers.check_file
test_markers.TestConflictMarkers.check_file = lambda self, path: (
    check_file(self, path) if path.startswith(ours.path + os.sep) else None
)

# ./dev lint runs a newer eslint than the one that test would look for
run_tests(env, "/test_lint,-/test_lint:TestESLint", modules=["test_lint"])
with open(os.environ["LINT_RESULTS"], "w") as stream:
    json.dump(verdicts, stream, indent=1, sort_keys=True)
