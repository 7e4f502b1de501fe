"""Odoo's command line with everything in its place: configuration, environment, progress."""

import contextlib
import os
import re
import socket
import subprocess
import sys
import threading

from .console import Failure, run, say
from .odoo_source import addons_path, executable, library
from .postgres import SOCKETS, environment
from .state import ROOT, STATE, fingerprint, log_path, temporary_folder
from .system import postgres_folder
from .venv import PYTHON, VENV

# One for each checkout, which may share the state with another.
CONFIGURATION = STATE / f"odoo-{fingerprint(str(ROOT))[:8]}.conf"


def write_configuration(path=CONFIGURATION, **more):
    options = {
        "addons_path": addons_path(),
        "data_dir": STATE / "data",
        "screenshots": STATE / "screenshots",
        "db_host": SOCKETS,
        "db_port": 5432,
        "db_user": "odoo",
        "http_interface": "127.0.0.1",
        "list_db": False,
        "max_cron_threads": 0,
        **more,
    }
    lines = [f"{name} = {value}" for name, value in options.items()]
    path.write_text("\n".join(["[options]", *lines, ""]))


def odoo_environment():
    dropped = {
        "PYTHONHOME",
        "OPENERP_SERVER",
        "PYTHONDONTWRITEBYTECODE",
        "PGDATABASE",
        "PGPASSWORD",
    }
    env = {name: value for name, value in os.environ.items() if name not in dropped}
    return {
        **env,
        **environment(),
        "PATH": f"{VENV / 'bin'}:{postgres_folder()}:{env.get('PATH', '')}",
        "PYTHONPATH": str(library()),
        "PYTHONPYCACHEPREFIX": str(STATE / "pycache"),
        "PYTHONWARNINGS": "ignore",
        "ODOO_RC": str(CONFIGURATION),
        "TMPDIR": str(temporary_folder()),
        "LC_ALL": "C.UTF-8",
    }


def command(*arguments):
    return [str(part) for part in (PYTHON, executable(), *arguments)]


def run_odoo(arguments, log_name, hint=""):
    """Run Odoo to its end while showing which module it is at.

    :return: what it logged
    """
    log = log_path(log_name)
    log.touch()
    start = log.stat().st_size
    done = threading.Event()
    watcher = threading.Thread(target=_follow, args=(log, start, done), daemon=True)
    watcher.start()
    try:
        run(command(*arguments), log, env=odoo_environment(), cwd=ROOT, hint=hint)
    finally:
        done.set()
        watcher.join()
    return log.read_bytes()[start:].decode(errors="replace")


def _follow(log, start, done):
    shown = None
    while not done.wait(0.5):
        with log.open("rb") as stream:
            stream.seek(start)
            hits = re.findall(rb"Loading module (\S+) \((\d+)/(\d+)\)", stream.read())
        if not hits or hits[-1] == shown:
            continue
        shown = hits[-1]
        name, number, total = (part.decode() for part in shown)
        if sys.stderr.isatty():
            text = f"\r          module {number}/{total} {name:<40}"
            print(text, end="\r" if number == total else "", file=sys.stderr, flush=True)
        elif int(number) % 10 == 0 or number == total:
            say(f"    module {number}/{total} {name}")


def run_in_shell(database, script, log_name, *, more_env=None, arguments=()):
    """Run a Python file inside ``odoo shell``; its output goes to the log.

    :raises Failure: when the script raised
    """
    guarded = (
        f"import os, sys, traceback\nsys.path.append({str(ROOT)!r})\n"
        "try:\n"
        f"    exec(compile(open({str(script)!r}).read(), {str(script)!r}, 'exec'))\n"
        "except BaseException:\n"
        "    traceback.print_exc()\n"
        "    sys.stdout.flush(); sys.stderr.flush()\n"
        "    os._exit(1)\n"
    )
    starter = STATE / f"shell-{database}.py"
    starter.write_text(guarded)
    cmd = command("shell", "-d", database, "--http-port", free_port(), *arguments)
    env = {**odoo_environment(), **(more_env or {})}
    with starter.open() as stdin:
        run(cmd, log_path(log_name), stdin=stdin, env=env, cwd=ROOT)
    starter.unlink()


def pass_through(arguments):
    """``./dev odoo …``: the caller's own terminal, and a port that nobody else has."""
    configuration = STATE / f"odoo-{os.getpid()}.conf"
    write_configuration(configuration, http_port=free_port())
    env = {**odoo_environment(), "ODOO_RC": str(configuration)}
    env["PWD"] = os.getcwd()
    try:
        return subprocess.call(command(*arguments), env=env)
    finally:
        configuration.unlink(missing_ok=True)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def port_is_free(port):
    with contextlib.closing(socket.socket()) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def serving_port():
    """The port of ``DEV_HTTP_PORT``, which has to be free, or the first free one from 8069."""
    if wanted := os.environ.get("DEV_HTTP_PORT"):
        if not wanted.isdigit() or not 0 < int(wanted) < 65536:
            raise Failure(f"DEV_HTTP_PORT={wanted} is not a port number")
        if not port_is_free(int(wanted)):
            raise Failure(f"port {wanted} is in use", "set DEV_HTTP_PORT to another port")
        return int(wanted)
    for port in range(8069, 8100):
        if port_is_free(port):
            if port != 8069:
                say(f"port 8069 is in use by another program: taking {port}")
            return port
    raise Failure("no free port between 8069 and 8099", "set DEV_HTTP_PORT")
