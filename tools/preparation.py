"""Everything a command needs, in parallel where the machine can do it in parallel."""

import concurrent.futures
import contextlib

from . import odoo_command, odoo_source, system, venv
from .postgres import Cluster
from .state import check_disk, database_user, locked

SETTING_UP = "another ./dev is setting up here; waiting for it"
PREPARING = "another ./dev is preparing a database; waiting for it"


def need_python():
    """The virtual environment only: enough for kernel tests and linters."""
    with locked("setup", SETTING_UP):
        system.need_python_venv()
        venv.need_venv()


@contextlib.contextmanager
def environment(*, browser=False):
    """Odoo, Python packages and a running PostgreSQL.

    Yields a function that returns when the browser is there, which may still be on its way.
    """
    check_disk()
    with database_user(), concurrent.futures.ThreadPoolExecutor(3) as pool:
        with locked("setup", SETTING_UP):
            jobs = [pool.submit(odoo_source.need_odoo), pool.submit(_need_packages_then_venv)]
            for job in jobs:
                job.result()
            odoo_command.write_configuration()
            Cluster().start()
        browser_job = pool.submit(system.need_chromium) if browser else None
        yield browser_job.result if browser_job else (lambda: None)


def _need_packages_then_venv():
    system.need_all_packages()
    venv.need_venv()


def database_lock():
    return locked("databases", PREPARING)
