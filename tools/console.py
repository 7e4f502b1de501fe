"""What the user sees: progress lines on stderr, failures with a hint; and commands with a log."""

import contextlib
import signal
import subprocess
import sys
import threading
import time

STARTED = time.monotonic()
_lock = threading.Lock()
_children = set()


class Failure(Exception):
    """The command cannot go on. ``hint`` is one line that says what to do about it."""

    def __init__(self, text, hint=""):
        super().__init__(text)
        self.hint = hint

    def __str__(self):
        hint = f"\n  hint: {self.hint}" if self.hint else ""
        return f"ERROR: {super().__str__()}{hint}"


def say(text):
    with _lock:
        print(f"[{time.monotonic() - STARTED:6.1f}s] {text}", file=sys.stderr, flush=True)


@contextlib.contextmanager
def step(name):
    say(f"... {name}")
    start = time.monotonic()
    yield
    say(f"ok  {name} ({time.monotonic() - start:.1f} s)")


def tail(path, lines=30):
    return "\n".join(path.read_text(errors="replace").splitlines()[-lines:])


def run(cmd, log, *, check=True, hint="", **options):
    """Run ``cmd`` with its output in the file ``log``; a failure shows the end of that file.

    :return: the exit code
    """
    cmd = [str(part) for part in cmd]
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as out:
        out.write(f"\n$ {' '.join(cmd)}\n".encode())
        out.flush()
        options = {"stdin": subprocess.DEVNULL, **options}
        code = wait(subprocess.Popen(cmd, stdout=out, stderr=subprocess.STDOUT, **options))
    if check and code:
        if "No space left on device" in tail(log):
            hint = "the disk is full: free some space and run the same command again"
        text = f"`{' '.join(cmd[:6])} ...` ended with {code}\n{tail(log)}\n(log: {log})"
        raise Failure(text, hint)
    return code


def wait(process):
    """Wait for a child that has to end when ./dev is interrupted."""
    _children.add(process)
    try:
        return process.wait()
    finally:
        _children.discard(process)


def capture(cmd, **options):
    cmd = [str(part) for part in cmd]
    return subprocess.run(cmd, capture_output=True, text=True, check=True, **options).stdout


def end_children():
    for process in list(_children):
        with contextlib.suppress(ProcessLookupError):
            process.terminate()


def interrupted(*_):
    """Signal handler: the children end first, so that waiting threads come back."""
    end_children()
    raise KeyboardInterrupt


def handle_signals():
    signal.signal(signal.SIGINT, interrupted)
    signal.signal(signal.SIGTERM, interrupted)
