"""``./dev demo`` and ``./dev serve``: database ``demo`` behind a running server."""

from . import databases, preparation, server, story
from .addons import ADDON
from .console import say
from .odoo_command import serving_port
from .state import ROOT, fingerprint


def serve(*, reset=False):
    _check_port()
    with preparation.environment():
        port = _serve(reset)
    print(server.describe(port), flush=True)
    return 0


def demo(*, reset=False):
    _check_port()
    with preparation.environment(browser=True) as browser_ready:
        with preparation.database_lock():
            databases.need_ready()
        browser_ready()
        lines, good = story.tell()
        port = _serve(reset)
    say("READY" if good else "the story FAILED; Odoo is serving nevertheless")
    print(server.describe(port))
    print("  what the story showed (screenshots in " + str(story.FOLDER) + "):")
    print("\n".join(f"    {line}" for line in lines), flush=True)
    return 0 if good else 1


def _check_port():
    """A port that is in use is better known before the work than after it."""
    if not server.running():
        serving_port()


def _serve(reset):
    code = fingerprint(ROOT / ADDON, skip=["tests"])
    if (facts := server.running()) and (reset or facts["code"] != code):
        server.stop_server()
    with preparation.database_lock():
        databases.need_demo(reset)
    return server.start(code)
