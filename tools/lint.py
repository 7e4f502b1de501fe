"""``./dev lint``: every linter, pinned, each told its files here."""

import os
import shutil
import subprocess

from . import preparation
from .addons import ADDON
from .console import run, say, step
from .odoo_source import library, need_odoo
from .state import ROOT, STATE, fingerprint, locked, log_path, stamp, stamped
from .venv import VENV

NPM = STATE / "npm"
JAVASCRIPT = [ADDON, "eslint.config.cjs", "prettier.config.cjs"]
FORMATTED = [f"{ADDON}/**/*.{{js,mjs,xml,scss}}", "*.cjs"]
CHECKERS = ["sql_injection", "gettext", "unlink_override"]
FOUND_BY_ODOO = "sql-injection,missing-gettext,gettext-variable,gettext-placeholders,gettext-repr"


def lint(_arguments, fix=False):
    preparation.need_python()
    need_odoo()
    _need_npm_packages()
    env = {
        **os.environ,
        "PATH": f"{VENV / 'bin'}:{NPM / 'node_modules/.bin'}:{os.environ.get('PATH', '')}",
        "PYTHONPATH": f"{library() / 'odoo/addons/test_lint/tests'}:{library()}",
        "NODE_PATH": str(NPM / "node_modules"),
    }
    bad = []
    for command in _commands(fix):
        say(" ".join(command))
        if subprocess.call(command, cwd=ROOT, env=env):
            bad.append(" ".join(command[:2]))
    for command in bad:
        say(f"FAILED {command}")
    print("lint: " + (f"{len(bad)} of the linters have findings" if bad else "clean"), flush=True)
    return 1 if bad else 0


def _commands(fix):
    return [
        ["ruff", "check", "--no-cache", *(["--fix"] if fix else []), "."],
        ["ruff", "format", "--no-cache", *([] if fix else ["--check"]), "."],
        ["pylint", f"--jobs={os.cpu_count() or 1}", ADDON],
        _checkers_of_odoo(),
        ["eslint", *(["--fix"] if fix else []), *JAVASCRIPT],
        ["prettier", "--log-level=warn", "--write" if fix else "--check", *FORMATTED],
    ]


def _checkers_of_odoo():
    """What ``test_lint`` lets pylint check, without a database: it stops at code it cannot read."""
    return [
        "pylint",
        f"--jobs={os.cpu_count() or 1}",
        f"--rcfile={os.devnull}",
        "--load-plugins=" + ",".join(f"_odoo_checker_{name}" for name in CHECKERS),
        "--disable=all",
        f"--enable={FOUND_BY_ODOO},raise-unlink-override",
        "--score=n",
        ADDON,
    ]


def _need_npm_packages():
    names = ["package.json", "package-lock.json", ".npmrc"]
    key = fingerprint(*(ROOT / name for name in names))
    if stamped("npm", key):
        return
    with locked("npm", "another ./dev is installing the linters; waiting for it"):
        with step("JavaScript linters (package-lock.json)"):
            shutil.rmtree(NPM, ignore_errors=True)
            NPM.mkdir(parents=True)
            for name in names:
                shutil.copy(ROOT / name, NPM)
            env = {**os.environ, "PATH": f"{VENV / 'bin'}:{os.environ.get('PATH', '')}"}
            hint = "is the npm registry reachable?"
            run([VENV / "bin/npm", "ci"], log_path("npm"), cwd=NPM, env=env, hint=hint)
        stamp("npm", key)
