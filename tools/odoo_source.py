"""Odoo 19.0 itself: Debian's package, unpacked into the state folder and never installed.

The mirror is the one in the machine's own apt configuration. ``ODOO_SRC`` names a source tree to
use instead, ``ODOO_DEB`` a package file that was downloaded by hand.
"""

import os
import shutil
from pathlib import Path

from .apt_archive import Archive
from .console import Failure, capture, run, say, step
from .state import ROOT, STATE, fingerprint, log_path, stamp, stamped

PACKAGE = "odoo-19"
TESTED = "19.0.0+dfsg-1"
# What the package reaches through symlinks. The second list is taken from Debian 12, because newer
# versions of those packages no longer have the files that the symlinks name.
ASSETS = [
    "fonts-dejavu-core",
    "fonts-glyphicons-halflings",
    "fonts-montserrat",
    "fonts-ocr-b",
    "fonts-roboto-unhinted",
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
]
OLDER_ASSETS = ["fonts-font-awesome", "fonts-inconsolata"]
# Debian leaves this file out (it is not free), the bundles still name it, and its absence is a
# console error on every page, which fails browser tests. Only background blur in calls loads it.
STUBS = ["mail/static/lib/selfie_segmentation/selfie_segmentation.js"]

PREFIX = STATE / "odoo"


def source():
    """The tree of ``ODOO_SRC``, None when the package is used."""
    return Path(os.environ["ODOO_SRC"]).resolve() if os.environ.get("ODOO_SRC") else None


def executable():
    return source() / "odoo-bin" if source() else PREFIX / "usr/bin/odoo"


def library():
    """The folder that holds the Python package ``odoo``."""
    return source() or PREFIX / "usr/lib/python3/dist-packages"


def addons_path():
    folders = [library() / "odoo/addons", ROOT]
    if source():
        folders.insert(1, source() / "addons")
    return ",".join(map(str, folders))


def build_key():
    """Names the Odoo build: databases made with another one are not reused."""
    if not source():
        return (STATE / "stamps/odoo").read_text()
    if (source() / ".git").exists():
        return capture(["git", "-C", source(), "rev-parse", "HEAD"]).strip()
    return fingerprint(str(source()), source() / "odoo/release.py")


def need_odoo():
    if source():
        if not executable().is_file():
            raise Failure(f"ODOO_SRC={source()} has no odoo-bin", "name an Odoo 19.0 source tree")
        return
    key = fingerprint(PACKAGE, ASSETS, OLDER_ASSETS, STUBS, os.environ.get("ODOO_DEB", ""))
    if stamped("odoo", key) and executable().exists():
        return
    if not shutil.which("apt-get"):
        text = "Odoo 19 is taken from Debian's archive and this machine has no apt"
        raise Failure(text, "set ODOO_SRC to an Odoo 19.0 source tree, or use docker compose")
    with step(f"Odoo 19 from the distribution's archive (package {PACKAGE})"):
        _download_and_unpack()
    stamp("odoo", key)


def _download_and_unpack():
    work, part, log = STATE / "apt", STATE / "odoo.part", log_path("odoo-source")
    debs = work / "debs"
    shutil.rmtree(debs, ignore_errors=True)
    debs.mkdir(parents=True)
    archive = Archive(work, log)
    newest = archive.suite(archive.development)
    wanted = list(ASSETS)
    if os.environ.get("ODOO_DEB"):
        shutil.copy(os.environ["ODOO_DEB"], debs)
    else:
        _check_version(newest.versions(PACKAGE), archive.development)
        wanted.insert(0, PACKAGE)
    newest.download(wanted, debs)
    archive.suite(archive.older).download(OLDER_ASSETS, debs)
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir()
    for deb in sorted(debs.glob("*.deb")):
        run(["dpkg-deb", "-x", deb, part], log)
    make_links_relative(part)
    add_stubs(part)
    shutil.rmtree(PREFIX, ignore_errors=True)
    part.rename(PREFIX)
    shutil.rmtree(work, ignore_errors=True)


def _check_version(versions, suite):
    if not versions:
        text = f"the archive's suite {suite} has no package {PACKAGE}"
        raise Failure(text, "set ODOO_SRC to an Odoo 19.0 source tree, or ODOO_DEB to a package")
    if TESTED not in versions:
        say(f"note: {PACKAGE} is now {versions[0]}; this project was last tested with {TESTED}")


def make_links_relative(prefix):
    """Absolute symlinks of the unpacked packages have to stay inside the prefix."""
    for top, folders, files in os.walk(prefix):
        for name in folders + files:
            link = Path(top) / name
            if link.is_symlink() and (target := os.readlink(link)).startswith("/"):
                link.unlink()
                link.symlink_to(os.path.relpath(prefix / target.lstrip("/"), link.parent))


def add_stubs(prefix):
    for name in STUBS:
        stub = prefix / "usr/lib/python3/dist-packages/odoo/addons" / name
        if not stub.exists():
            stub.parent.mkdir(parents=True, exist_ok=True)
            stub.write_text("/* left out of the distribution's package */\n")
