"""Programs of the machine: found, or installed from its own distribution's packages."""

import contextlib
import glob
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

from .console import Failure, run, say, step
from .state import log_path

IS_ROOT = os.geteuid() == 0
_apt = threading.Lock()


def privileged():
    """The prefix of a command that may install packages, None when we may not."""
    if IS_ROOT:
        return []
    if shutil.which("sudo"):
        with contextlib.suppress(OSError):
            if subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode == 0:
                return ["sudo", "-n"]
    return None


def apt_install(packages, why):
    names = " ".join(packages)
    prefix = privileged()
    if not shutil.which("apt-get"):
        raise Failure(f"{names}: missing ({why}), and this machine has no apt", f"install {names}")
    if prefix is None:
        text = f"{names}: missing ({why}), and only root may install it"
        raise Failure(text, f"run as root or with sudo: apt-get install {names}")
    settings = ["DEBIAN_FRONTEND=noninteractive", "NEEDRESTART_MODE=a"]
    options = ["-y", "-q", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=300"]
    install = [*prefix, "env", *settings, "apt-get", "install", *options, *packages]
    log = log_path("apt")
    with _apt, step(f"apt: {names} ({why})"):
        # own session: an interrupted ./dev must not leave a package half installed
        quiet = {"check": False, "start_new_session": True}
        if run(install, log, **quiet):
            run([*prefix, "dpkg", "--configure", "-a"], log, **quiet)
            run([*prefix, "apt-get", "update", "-q"], log, **quiet)
            hint = "is the package mirror reachable? try: apt-get update"
            run(install, log, hint=hint, start_new_session=True)


def base_python():
    return os.environ.get("DEV_PYTHON", sys.executable)


def postgres_folder():
    """Folder of initdb, pg_ctl and postgres; the newest when there are several."""
    candidates = [os.environ.get("PG_BIN", "")]
    if tool := shutil.which("initdb"):
        candidates.append(str(Path(tool).resolve().parent))
    for pattern in ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin"):
        candidates += sorted(glob.glob(pattern), key=_version, reverse=True)
    for folder in filter(None, candidates):
        if all((Path(folder) / tool).exists() for tool in ("initdb", "pg_ctl", "postgres")):
            return Path(folder)
    return None


def _version(path):
    digits = "".join(char if char.isdigit() else " " for char in path)
    return [int(number) for number in digits.split()]


def chromium():
    names = ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable")
    return next(filter(None, map(shutil.which, names)), None)


def need_python_venv():
    check = [base_python(), "-c", "import ensurepip, venv"]
    if subprocess.run(check, capture_output=True).returncode:
        apt_install(["python3-venv"], "virtual environment")


def need_database_packages():
    wanted = []
    if not postgres_folder():
        wanted.append("postgresql")
    if not glob.glob("/usr/lib/*/libmagic.so.1"):
        wanted.append("libmagic1")
    if wanted:
        apt_install(wanted, "database, file types")


def need_chromium():
    if not chromium():
        apt_install(["chromium"], "browser tests")


def need_all_packages():
    """One call of apt for everything that is missing and not the browser."""
    need_python_venv()
    need_database_packages()


def note_absent_fonts():
    if not glob.glob("/usr/share/fonts/**/*.ttf", recursive=True):
        say("note: no fonts on this machine; screenshots will show boxes")
