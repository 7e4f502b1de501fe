"""A private PostgreSQL cluster: own folder, own user, a Unix socket and no TCP port."""

import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
from pathlib import Path

from .console import Failure, capture, run, say, step
from .state import STATE, TAG, log_path, short_folder
from .system import IS_ROOT, postgres_folder

SOCKETS = short_folder("pg")
# A cluster that can be made again: speed before durability.
SETTINGS = f"""
listen_addresses = ''
unix_socket_directories = '{SOCKETS}'
max_connections = 200
shared_buffers = '256MB'
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
max_wal_size = '2GB'
checkpoint_timeout = '30min'
jit = off
"""


def environment():
    """What a client needs to find the cluster."""
    return {"PGHOST": str(SOCKETS), "PGPORT": "5432", "PGUSER": "odoo"}


def tool(name):
    return postgres_folder() / name


def sql(statement, database="postgres"):
    """Run one statement; its rows as lines of text."""
    options = ["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1"]
    cmd = [tool("psql"), *options, "-d", database, "-c", statement]
    try:
        return capture(cmd, env={**os.environ, **environment()}).splitlines()
    except subprocess.CalledProcessError as error:
        raise Failure(f"PostgreSQL refused: {statement}\n{error.stderr.strip()}") from error


class Cluster:
    def __init__(self):
        self.owner = _owner()
        self.base = STATE / "pg"
        if self.owner and not self._may_enter(STATE):
            # a checkout below a home folder of mode 700
            self.base = Path("/var/tmp") / f"odoo-dev-{TAG}"
        self.data = self.base / "data"

    def _may_enter(self, folder):
        check = ["test", "-x", str(folder)]
        return subprocess.run(check, **self._identity()).returncode == 0

    def _identity(self):
        if not self.owner:
            return {}
        return {"user": self.owner.pw_uid, "group": self.owner.pw_gid, "extra_groups": []}

    def _options(self):
        env = {**os.environ, "LC_ALL": "C.UTF-8", "HOME": str(self.base)}
        return {**self._identity(), "cwd": "/", "env": env}

    def _folder(self, path):
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        if self.owner:
            os.chown(path, self.owner.pw_uid, self.owner.pw_gid)

    def running(self):
        with socket.socket(socket.AF_UNIX) as client:
            return client.connect_ex(str(SOCKETS / ".s.PGSQL.5432")) == 0

    def start(self):
        if self.running():
            return
        if not postgres_folder():
            raise Failure("PostgreSQL is missing", "install PostgreSQL 14 or newer, or set PG_BIN")
        self._folder(self.base)
        self._folder(SOCKETS)
        self._drop_other_version()
        if not (self.data / "PG_VERSION").is_file():
            with step(f"PostgreSQL cluster in {self.base}"):
                self._create()
        self._stop_without_socket()
        log = self.base / "server.log"
        options = ["-D", self.data, "-l", log, "-w", "-t", "90"]
        hint = f"see {log}; ./dev clean starts afresh"
        run([tool("pg_ctl"), *options, "start"], log_path("postgres"), hint=hint, **self._options())

    def _drop_other_version(self):
        made_by = self.data / "PG_VERSION"
        version = re.search(r"\d+", capture([tool("postgres"), "--version"]))[0]
        if made_by.is_file() and made_by.read_text().strip() != version:
            say(f"PostgreSQL is now version {version}: the cluster is made again")
            shutil.rmtree(self.data)

    def _create(self):
        part = self.base / "part"
        shutil.rmtree(part, ignore_errors=True)
        shutil.rmtree(self.data, ignore_errors=True)
        options = ["-D", part, "-U", "odoo", "-A", "trust", "-E", "UTF8", "-N"]
        cmd = [tool("initdb"), *options, "--locale=C.UTF-8"]
        run(cmd, log_path("postgres"), **self._options())
        with (part / "postgresql.conf").open("a") as settings:
            settings.write(SETTINGS)
        part.rename(self.data)

    def _stop_without_socket(self):
        """A server whose socket was swept from the temporary folder is out of reach: end it."""
        if process := self._server_process():
            run(self._stop_command(), log_path("postgres"), check=False, **self._options())
            if self._server_process():
                os.kill(process, signal.SIGQUIT)

    def _server_process(self):
        """Process number of this cluster's server, None when it does not run."""
        try:
            number = int((self.data / "postmaster.pid").read_text().split()[0])
            command = Path(f"/proc/{number}/cmdline").read_text()
        except (OSError, ValueError, IndexError):
            return None
        return number if str(self.data) in command else None

    def _stop_command(self):
        return [tool("pg_ctl"), "-D", self.data, "-m", "fast", "-w", "stop"]

    def stop(self):
        if self._server_process() and postgres_folder():
            run(self._stop_command(), log_path("postgres"), check=False, **self._options())
            return True
        return False


def _owner():
    """PostgreSQL refuses to run as root: who runs it instead."""
    if not IS_ROOT:
        return None
    users = {user.pw_name: user for user in pwd.getpwall()}
    return users.get("postgres") or users["nobody"]
