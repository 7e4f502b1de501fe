"""Read other suites of the machine's own package mirror without touching the system's apt."""

import os
from pathlib import Path

from .console import Failure, capture, run

DISTRIBUTIONS = {
    # name in os-release: (suite with the newest packages, suite with older assets, components)
    "debian": ("sid", "bookworm", "main"),
    "ubuntu": ("devel", "jammy", "main universe"),
}


def distribution():
    """``debian`` or ``ubuntu``, also for what is derived from them."""
    try:
        lines = Path("/etc/os-release").read_text().splitlines()
    except OSError:
        lines = []
    facts = dict(line.replace('"', "").split("=", 1) for line in lines if "=" in line)
    for name in [facts.get("ID", ""), *facts.get("ID_LIKE", "").split()]:
        if name in DISTRIBUTIONS:
            return name
    return "debian"


class Archive:
    """The mirror named by the machine's apt configuration."""

    def __init__(self, work, log):
        self.work, self.log = work, log
        self.name = distribution()
        self.development, self.older, self.components = DISTRIBUTIONS[self.name]
        self.uri = mirror(_index_targets())
        self.keyring = f"/usr/share/keyrings/{self.name}-archive-keyring.gpg"
        if not os.path.exists(self.keyring):
            hint = f"apt-get install {self.name}-archive-keyring, or set ODOO_SRC"
            raise Failure(f"{self.keyring} is missing", hint)

    def suite(self, name):
        return Suite(self, name)


def _index_targets():
    form = "$(REPO_URI)|$(COMPONENT)"
    return capture(["apt-get", "indextargets", "--format", form, "Created-By: Packages"])


def mirror(targets):
    """The address of the main archive in lines of ``address|component``."""
    pairs = [line.split("|") for line in targets.splitlines() if "|" in line]
    uris = [uri for uri, component in pairs if component == "main"]
    uris = [uri for uri in uris if "security" not in uri and "updates" not in uri]
    if not uris:
        text = "the apt configuration names no mirror with a main component"
        raise Failure(text, "see /etc/apt/sources.list*, or set ODOO_SRC")
    return uris[0]


class Suite:
    """One suite, with lists and settings of its own."""

    def __init__(self, archive, name):
        self.archive = archive
        base = archive.work / name
        for folder in ("lists/partial", "cache/archives/partial"):
            (base / folder).mkdir(parents=True, exist_ok=True)
        (base / "status").write_text("")
        source = f"deb [signed-by={archive.keyring}] {archive.uri} {name} {archive.components}\n"
        (base / "sources.list").write_text(source)
        (base / "apt.conf").write_text(settings(base))
        self.env = {**os.environ, "APT_CONFIG": str(base / "apt.conf")}
        hint = "is the package mirror reachable?"
        run(["apt-get", "update", "-q"], archive.log, env=self.env, hint=hint)

    def versions(self, package):
        lines = capture(["apt-cache", "madison", package], env=self.env).splitlines()
        return [line.split("|")[1].strip() for line in lines]

    def download(self, packages, folder):
        cmd = ["apt-get", "download", "-q", *packages]
        hint = "is the package mirror reachable? the next run goes on from here"
        run(cmd, self.archive.log, env=self.env, cwd=folder, hint=hint)


def settings(base):
    lines = {
        "Dir::Etc::sourcelist": base / "sources.list",
        "Dir::Etc::sourceparts": "-",
        "Dir::Etc::preferences": "/dev/null",
        "Dir::Etc::preferencesparts": "/dev/null",
        "Dir::State::lists": base / "lists",
        "Dir::State::status": base / "status",
        "Dir::Cache": base / "cache",
        "APT::Sandbox::User": "",
        "Acquire::Languages": "none",
        "Acquire::Retries": 3,
        # a mirror may be a frozen copy: its signature is checked, its age is not judged
        "Acquire::Check-Valid-Until": "false",
        "Acquire::Check-Date": "false",
    }
    return "".join(f'{name} "{value}";\n' for name, value in lines.items())
