"""Odoo databases as copies: *template* (what we depend on) -> *ready* (our add-on) -> the rest.

A copy takes a fraction of a second. The template is kept for one Odoo build and one set of
modules, the ready database for one state of the add-on's code. Each is built under another name
and renamed at its end, so that an interrupted run leaves nothing half made. Beside them go *more*
(the template with optional modules) -> *full* (our add-on) for the tests that need those.
"""

import os
import shutil

from . import odoo_log
from .addons import ADDON, OPTIONAL, base_modules, has_demo
from .console import Failure, step
from .odoo_command import run_in_shell, run_odoo
from .odoo_source import build_key
from .postgres import sql
from .state import ROOT, STATE, fingerprint, log_path, stamp, stamped, unstamp

WARM_ASSETS = ROOT / "tools/warm_assets.py"
TEMPLATE_OPTIONS = ["--with-demo", "--skip-auto-install", "--stop-after-init", "--no-http"]
# Code that does not change what an installation writes into the database.
NOT_INSTALLED = ["tests", "static/src", "static/tests", "migrations/tests"]


def names():
    return sql("SELECT datname FROM pg_database WHERE NOT datistemplate")


def filestore(database):
    return STATE / "data/filestore" / database


def clone(source, target):
    drop(target)
    version = int(sql("SHOW server_version_num")[0])
    strategy = " STRATEGY FILE_COPY" if version >= 150000 else ""
    sql(f'CREATE DATABASE "{target}" TEMPLATE "{source}"{strategy}')
    copy_filestore(source, target)


def copy_filestore(source, target):
    """Hard links will do: files are named by their content and never rewritten."""
    shutil.rmtree(filestore(target), ignore_errors=True)
    if filestore(source).is_dir():
        shutil.copytree(filestore(source), filestore(target), copy_function=os.link)


def drop(database):
    sql(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')
    shutil.rmtree(filestore(database), ignore_errors=True)


def rename(source, target):
    shutil.rmtree(filestore(target), ignore_errors=True)
    if filestore(source).is_dir():
        filestore(source).rename(filestore(target))
    sql(f'ALTER DATABASE "{source}" RENAME TO "{target}"')


def _drop_others(prefix):
    for name in names():
        if name.startswith(prefix):
            drop(name)


def need_template():
    """The modules we depend on, with demo data."""
    modules = base_modules()
    name = template_name()
    if name in names():
        return name
    _drop_others("tmpl_")
    with step(f"template database: {', '.join(modules)} with demo data (once)"):
        run_odoo(["-d", "tmpl_part", "-i", ",".join(modules), *TEMPLATE_OPTIONS], "template")
        run_in_shell("tmpl_part", WARM_ASSETS, "template")
        rename("tmpl_part", name)
    return name


def template_name():
    return f"tmpl_{fingerprint(build_key(), base_modules(), 1)}"


def need_optional_template():
    """The template, which is there, with the optional modules on top of it."""
    name = f"more_{fingerprint(template_name(), OPTIONAL, 1)}"
    if name not in names():
        _drop_others("more_")
        with step(f"template database with optional modules: {', '.join(OPTIONAL)} (once)"):
            clone(template_name(), "more_part")
            modules = ",".join(OPTIONAL)
            run_odoo(["-d", "more_part", "-i", modules, *TEMPLATE_OPTIONS], "optional")
            rename("more_part", name)
    return name


def need_optional():
    """The add-on beside the optional modules, as the working tree is now."""
    template = need_optional_template()
    name = f"full_{fingerprint(template, ROOT / ADDON, skip=NOT_INSTALLED)}"
    if name not in names():
        _drop_others("full_")
        with step(f"database with {ADDON} and the optional modules"):
            clone(template, "full_part")
            install("full_part", "-i")
            rename("full_part", name)
    return name


def need_ready(*, bundles=True):
    """The template with our add-on in it, as the working tree is now.

    :param bundles: with its asset bundles made; nothing but a browser asks for them
    """
    template = need_template()
    addon = ROOT / ADDON
    name = f"ready_{fingerprint(template, addon, skip=NOT_INSTALLED)}"
    if name not in names():
        _drop_others("ready_")
        with step(f"database with {ADDON} installed"):
            clone(template, "ready_part")
            install("ready_part", "-i")
            rename("ready_part", name)
        unstamp("assets")
    if bundles and not stamped("assets", assets := _assets_key(name)):
        with step("asset bundles"):
            run_in_shell(name, WARM_ASSETS, "assets")
        stamp("assets", assets)
    return name


def _assets_key(database):
    """Odoo makes a bundle again when a file is newer, even with the same content."""
    files = sorted(path for path in (ROOT / ADDON / "static").rglob("*") if path.is_file())
    return fingerprint(database, [(str(path), path.stat().st_mtime_ns) for path in files])


def install(database, flag):
    """Install (``-i``) or update (``-u``) the add-on; a warning on the way is a failure."""
    options = ["--with-demo", "--stop-after-init", "--no-http"]
    log = log_path(f"db-{database}")
    hint = f"the add-on does not install; the whole log: {log}"
    text = run_odoo(["-d", database, flag, ADDON, *options], log.stem, hint)
    if found := odoo_log.findings(text):
        shown = "\n".join(found[:10])
        raise Failure(f"{len(found)} warnings while installing {ADDON}\n{shown}", f"log: {log}")
    # Odoo only warns when demo data cannot be loaded, and goes on without
    query = f"SELECT 1 FROM ir_module_module WHERE name = '{ADDON}' AND state = 'installed'"
    if has_demo():
        query += " AND demo"
    if not sql(query, database):
        raise Failure(f"{ADDON} is not installed with its demo data", f"log: {log}")


def need_copy(database, *, bundles=True):
    """A fresh copy of the ready database."""
    clone(need_ready(bundles=bundles), database)


def need_demo(reset=False):
    """Database ``demo``; what a user did in it survives an update of the code."""
    ready = need_ready()
    if reset or "demo" not in names() or not stamped("db-demo-base", need_template()):
        clone(ready, "demo")
    elif not stamped("db-demo", ready):
        with step("database demo: update"):
            install("demo", "-u")
    stamp("db-demo-base", need_template())
    stamp("db-demo", ready)
