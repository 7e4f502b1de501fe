"""Where the environment keeps its state, what is finished (stamps) and who is at work (locks)."""

import contextlib
import fcntl
import hashlib
import json
import os
import shutil
from pathlib import Path

from .console import Failure, say

ROOT = Path(__file__).resolve().parent.parent
STATE = Path(os.environ.get("DEV_HOME") or ROOT / ".dev").expanduser().resolve()
TAG = hashlib.sha256(str(STATE).encode()).hexdigest()[:8]
IGNORED = {"__pycache__", ".pytest_cache", ".ruff_cache"}
NEEDED_GB = 4


def log_path(name):
    folder = STATE / "logs"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{name}.log"


def short_folder(purpose):
    """A folder with a short path: names of Unix sockets end at 107 bytes."""
    return Path("/tmp") / f"odoo-dev-{TAG}-{purpose}"


def temporary_folder(purpose=""):
    """The folder for temporary files, or the one of a single purpose inside it."""
    folder = short_folder("tmp")
    folder.mkdir(mode=0o700, exist_ok=True)
    if purpose:
        folder = folder / purpose
        folder.mkdir(exist_ok=True)
    return folder


def check_disk(needed=NEEDED_GB):
    STATE.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(STATE).free / 2**30
    if free < needed:
        text = f"only {free:.1f} GB are free for {STATE}, {needed} are needed"
        raise Failure(text, "free some space, or move the state elsewhere with DEV_HOME")


def fingerprint(*parts, skip=()):
    """A short key of values and of files' contents; ``skip`` names folders left out."""
    digest = hashlib.sha256()
    for part in parts:
        if not isinstance(part, Path):
            digest.update(json.dumps(part, sort_keys=True, default=str).encode() + b"\0")
            continue
        for path in [part] if part.is_file() else sorted(part.rglob("*")):
            names = path.relative_to(part.parent)
            if not path.is_file() or IGNORED & set(names.parts):
                continue
            if any(names.as_posix().startswith(f"{part.name}/{folder}/") for folder in skip):
                continue
            digest.update(names.as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def stamped(name, key):
    path = STATE / "stamps" / name
    return path.is_file() and path.read_text() == key


def stamp(name, key):
    path = STATE / "stamps" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(key)


def unstamp(name):
    (STATE / "stamps" / name).unlink(missing_ok=True)


@contextlib.contextmanager
def locked(name, waiting):
    """One ./dev at a time per ``name``; the second one says ``waiting`` and waits."""
    STATE.mkdir(parents=True, exist_ok=True)
    with (STATE / f"{name}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(waiting)
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def database_user():
    """Held by everyone who uses the cluster, so that ``./dev stop`` does not stop it under them."""
    STATE.mkdir(parents=True, exist_ok=True)
    with (STATE / "in-use.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        yield


def database_in_use():
    if not (STATE / "in-use.lock").is_file():
        return False
    with (STATE / "in-use.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False
