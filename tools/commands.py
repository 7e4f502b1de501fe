"""What each command of ./dev does, in a few lines each."""

import os
import shutil
import subprocess

from . import (
    bench_browser,
    bench_ledger,
    bench_sales,
    bench_tills,
    databases,
    demo,
    lint,
    native_suite,
    odoo_command,
    odoo_source,
    postgres,
    preparation,
    server,
    testing,
    venv,
)
from .bench import runner
from .console import say
from .state import STATE, short_folder
from .system import chromium, postgres_folder


def run(command, arguments, options):
    """:return: the exit code"""
    return COMMANDS[command](arguments, **options) or 0


def _setup(_arguments):
    with preparation.environment(browser=True) as browser_ready:
        with preparation.database_lock():
            databases.need_ready()
        browser_ready()


def _stop(_arguments):
    server.stop()


def _test_fast(_arguments):
    return testing.test_fast()


def _demo(_arguments, reset):
    return demo.demo(reset=reset)


def _serve(_arguments, reset):
    return demo.serve(reset=reset)


def _lock(_arguments):
    venv.compile_lock()


def _clean(_arguments):
    server.stop()
    for path in (short_folder("pg"), short_folder("tmp"), postgres.Cluster().base, STATE):
        shutil.rmtree(path, ignore_errors=True)
    say(f"removed {STATE}")


def _status(_arguments):
    facts = server.running()
    rows = {
        "state": STATE,
        "odoo": odoo_source.executable() if odoo_source.executable().exists() else "missing",
        "python": venv.PYTHON if venv.PYTHON.exists() else "missing",
        "postgresql": postgres_folder() or "missing",
        "cluster": "running" if postgres.Cluster().running() else "stopped",
        "chromium": chromium() or "missing",
        "server": f"http://localhost:{facts['port']}/odoo" if facts else "stopped",
    }
    for name, value in rows.items():
        print(f"{name:<11} {value}")


def _odoo(arguments):
    with preparation.environment():
        return odoo_command.pass_through(arguments)


def _postgres_tool(name):
    def call(arguments):
        with preparation.environment():
            env = {**os.environ, **postgres.environment()}
            if name == "psql":
                env.setdefault("PGDATABASE", "postgres")
            code = subprocess.call([str(postgres.tool(name)), *arguments], env=env)
            if code == 0 and name != "psql":
                _match_filestore(name, arguments)
            return code

    return call


def _match_filestore(name, arguments):
    """A database's attachments follow it: copied from its template, removed with it."""
    template, plain, rest = None, [], iter(arguments)
    for part in rest:
        if part in ("-T", "--template"):
            template = next(rest, None)
        elif part.startswith("--template="):
            template = part.partition("=")[2]
        elif not part.startswith("-"):
            plain.append(part)
    if name == "createdb" and template and plain:
        databases.copy_filestore(template, plain[0])
    elif name == "dropdb" and plain:
        shutil.rmtree(databases.filestore(plain[-1]), ignore_errors=True)


COMMANDS = {
    "demo": _demo,
    "test": testing.test,
    "serve": _serve,
    "stop": _stop,
    "test-fast": _test_fast,
    "lint": lint.lint,
    "bench": runner.bench,
    "bench-ledger": bench_ledger.bench_ledger,
    "bench-sales": bench_sales.bench_sales,
    "bench-tills": bench_tills.bench_tills,
    "bench-browser": bench_browser.bench_browser,
    "native-suite": native_suite.native_suite,
    "clean": _clean,
    "setup": _setup,
    "status": _status,
    "lock": _lock,
    "odoo": _odoo,
    "psql": _postgres_tool("psql"),
    "createdb": _postgres_tool("createdb"),
    "dropdb": _postgres_tool("dropdb"),
}
