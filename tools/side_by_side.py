"""Jobs side by side, the output of each in one piece when it ends, a line a minute until then."""

import concurrent.futures
import os
import re
import threading
import time
import traceback

from .console import Failure, end_children, say
from .state import log_path

# Browser tests run out of time when more than two things happen on two cores.
AT_A_TIME = min(2, os.cpu_count() or 1)
EVERY = 60


class SideBySide:
    """``with SideBySide(failed) as jobs: jobs.start(name, job)``; leaving it waits for all.

    ``job`` is called with the open log it writes to. ``failed(name)`` is called when it raised.
    Jobs begin in the order in which they were started.
    """

    def __init__(self, failed, at_a_time=AT_A_TIME, every=EVERY):
        self.failed = failed
        self.every = every
        self.pool = concurrent.futures.ThreadPoolExecutor(at_a_time)
        self.futures = []
        self.running = {}
        self.printing = threading.Lock()

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        try:
            while not kind and self._pending():
                concurrent.futures.wait(self._pending(), timeout=self.every)
                self.tell()
        finally:
            if kind:
                end_children()
            self.pool.shutdown(cancel_futures=True)

    def _pending(self):
        return [future for future in self.futures if not future.done()]

    def start(self, name, job):
        self.futures.append(self.pool.submit(self._run, name, job))

    def _run(self, name, job):
        path = log_path(f"test-{name}")
        self.running[name] = (time.monotonic(), path)
        say(f"... {name}")
        try:
            with path.open("w", encoding="utf-8") as log:
                job(log)
        except Exception as failure:  # one job's end is not the others'
            self.failed(name)
            with path.open("a", encoding="utf-8") as log:
                log.write(_told(failure))
        started, _path = self.running.pop(name)
        self._show(name, path, time.monotonic() - started)

    def _show(self, name, path, seconds):
        text = path.read_text(encoding="utf-8", errors="replace").rstrip()
        with self.printing:
            say(f"... {name} ended ({seconds:.1f} s)")
            if text:
                print(text, flush=True)

    def tell(self):
        """Say what runs, for how long and how far pytest is."""
        lines = []
        for name, (started, path) in list(self.running.items()):
            seconds = time.monotonic() - started
            lines.append(f"{name} {seconds:.0f} s{share_done(path)}")
        if lines:
            say(f"    running: {', '.join(lines)}")


def _told(failure):
    if isinstance(failure, Failure):
        return f"{failure}\n"
    return "".join(traceback.format_exception(failure))


def share_done(path):
    """pytest's last percentage in a log, as it is shown; nothing where there is none."""
    text = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
    found = re.findall(r"\[ *(\d+%)\]$", text, re.MULTILINE)
    return f" ({found[-1]})" if found else ""
