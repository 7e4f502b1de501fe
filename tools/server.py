"""The Odoo server that ``serve`` and ``demo`` leave in the background and ``stop`` ends."""

import contextlib
import fcntl
import json
import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

from .console import Failure, say, step, tail
from .odoo_command import command, odoo_environment, serving_port
from .postgres import Cluster
from .state import ROOT, STATE, database_in_use, log_path

DATABASE = "demo"
RECORD = STATE / "server.json"


def running():
    """``{pid, port, code}`` of this checkout's server, None when it does not run."""
    try:
        facts = json.loads(RECORD.read_text())
        arguments = Path(f"/proc/{facts['pid']}/cmdline").read_text()
    except (OSError, ValueError, KeyError):
        return None
    return facts if str(STATE) in arguments else None


def start(code):
    """Serve database ``demo`` in the background.

    :param code: key of the code that the server has in memory
    :return: the port
    """
    if facts := running():
        return facts["port"]
    port = serving_port()
    options = ["--http-port", str(port), "--db-filter", f"^{DATABASE}$", "--max-cron-threads", "1"]
    log = log_path("server")
    with step(f"Odoo on port {port}"), (STATE / "in-use.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        with log.open("ab") as out:
            process = subprocess.Popen(
                command("-d", DATABASE, *options),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                env=odoo_environment(),
                cwd=ROOT,
                start_new_session=True,
                pass_fds=[lock.fileno()],
            )
        RECORD.write_text(json.dumps({"pid": process.pid, "port": port, "code": code}))
        try:
            wait_until_it_answers(process, port, log)
        except BaseException:
            end(process.pid)
            RECORD.unlink(missing_ok=True)
            raise
    return port


def wait_until_it_answers(process, port, log, patience=120):
    deadline = time.monotonic() + patience
    pages = ["/web/health?db_server_status=1", "/web/login"]
    while not all(_answers(f"http://127.0.0.1:{port}{page}") for page in pages):
        if process.poll() is not None or time.monotonic() > deadline:
            raise Failure(f"Odoo did not start\n{tail(log)}\n(log: {log})")
        time.sleep(0.3)


def _answers(url):
    try:
        with urllib.request.urlopen(url, timeout=20) as response:
            return response.status == 200
    except (urllib.error.URLError, OSError):
        return False


def describe(port):
    return (
        f"\n  Odoo           http://localhost:{port}/odoo\n"
        f"  Point of Sale  http://localhost:{port}/odoo/point-of-sale\n"
        "  log in as      admin / admin   (database demo)\n"
        f"  log            {log_path('server')}\n"
        "  it runs in the background; ./dev stop ends it\n"
    )


def end(pid):
    for number, patience in ((signal.SIGTERM, 15), (signal.SIGKILL, 5)):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, number)
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, os.WNOHANG)
            if not Path(f"/proc/{pid}").exists():
                return
            time.sleep(0.1)


def stop_server():
    if facts := running():
        end(facts["pid"])
        say(f"stopped Odoo (process {facts['pid']}, port {facts['port']})")
    RECORD.unlink(missing_ok=True)


def stop():
    """Stop what was started here, except under a command that is at work."""
    stop_server()
    if database_in_use():
        say("PostgreSQL stays: another ./dev command is using it")
    elif Cluster().stop():
        say("stopped PostgreSQL")
