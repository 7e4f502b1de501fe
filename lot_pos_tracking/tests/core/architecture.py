"""What the source code says about itself, read without running it."""

import ast
import re
import subprocess
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ADDON = Path(__file__).resolve().parents[2]
REPOSITORY = ADDON.parent
BASE = {"identity", "journal"}
# What a domain may use: what is below it in the picture, and itself.
BELOW = {
    "identity": set(),
    "journal": {"identity"},
    "receiving": BASE,
    "checkout": BASE,
    "expiry": BASE,
    "trace": BASE,
    "valuation": BASE,
    "recall": BASE | {"trace"},
}
LEAVES = {"analytics", "exchange"}
BELOW |= {leaf: set(BELOW) for leaf in LEAVES}


@dataclass(frozen=True)
class Model:
    """A model of our own. ``kind`` is the name of its base class."""

    name: str
    kind: str
    domain: str


class Source:
    """One Python file of the add-on."""

    def __init__(self, path):
        self.path = path
        self.name = path.relative_to(ADDON).as_posix()
        self.text = path.read_text(encoding="utf-8")

    @cached_property
    def tree(self):
        return ast.parse(self.text)

    @cached_property
    def lines(self):
        return self.text.splitlines()

    @property
    def domain(self):
        """Folder of ``models/`` it lies in; empty elsewhere."""
        parts = Path(self.name).parts
        return parts[1] if parts[0] == "models" and len(parts) > 2 else ""

    def imports(self):
        """(line, level, dotted name) of every imported module."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((node.lineno, 0, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                names = [alias.name for alias in node.names]
                base = [node.module] if node.module else []
                for name in names if node.level and not base else [""]:
                    yield node.lineno, node.level, ".".join([*base, *([name] if name else [])])

    def resolved_imports(self):
        """(line, path below the add-on as a tuple) of every relative import."""
        here = Path(self.name).with_suffix("").parts
        for line, level, name in self.imports():
            if level:
                yield line, here[: len(here) - level] + tuple(name.split("."))

    def dotted_calls(self):
        """(line, ``a.b.c``) of every attribute chain that starts with a name."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Attribute):
                chain, value = [node.attr], node.value
                while isinstance(value, ast.Attribute):
                    chain.append(value.attr)
                    value = value.value
                if isinstance(value, ast.Name):
                    chain.append(value.id)
                yield node.lineno, ".".join(reversed(chain))

    def strings(self):
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.lineno, node.value

    def explains(self, mark, first, last):
        """Whether a comment that starts with ``mark`` stands in these lines or the three above."""
        return any(mark in line for line in self.lines[max(first - 4, 0) : last])

    def unexplained_sudo(self):
        """Lines of ``sudo(`` without a comment ``# sudo:`` at or just above their statement."""
        statements = [node for node in ast.walk(self.tree) if isinstance(node, ast.stmt)]
        for node in ast.walk(self.tree):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            if node.func.attr != "sudo":
                continue
            around = [
                statement.lineno
                for statement in statements
                if statement.lineno <= node.lineno <= statement.end_lineno
            ]
            if not self.explains("# sudo:", max(around), node.end_lineno):
                yield node.lineno

    def own_models(self):
        for node in ast.walk(self.tree):
            if not isinstance(node, ast.ClassDef):
                continue
            values = {
                target.id: statement.value
                for statement in node.body
                if isinstance(statement, ast.Assign)
                for target in statement.targets
                if isinstance(target, ast.Name)
            }
            name = values.get("_name")
            if not isinstance(name, ast.Constant) or not name.value.startswith("lot."):
                continue
            if name.value in _constants(values.get("_inherit")):
                continue
            yield Model(name.value, _constants_of_bases(node), self.domain)


def _constants(node):
    if node is None:
        return set()
    return {part.value for part in ast.walk(node) if isinstance(part, ast.Constant)}


def _constants_of_bases(node):
    return next((base.attr for base in node.bases if isinstance(base, ast.Attribute)), "")


def production():
    """Every Python file that runs in a shop."""
    for path in sorted(ADDON.rglob("*.py")):
        if "tests" not in path.relative_to(ADDON).parts:
            yield Source(path)


def kernel():
    return [source for source in production() if source.name.startswith("core/")]


def models():
    """``{name: Model}`` of all models of our own."""
    return {model.name: model for source in production() for model in source.own_models()}


def repository_files():
    """Every text file that is published; the add-on's own files where there is no git."""
    cmd = ["git", "-C", str(REPOSITORY), "ls-files", "-z"]
    try:
        names = subprocess.run(cmd, capture_output=True, check=True).stdout.decode().split("\0")
        paths = [REPOSITORY / name for name in names if name]
    except (OSError, subprocess.CalledProcessError):
        paths = [path for path in ADDON.rglob("*") if "__pycache__" not in path.parts]
    for path in paths:
        if not path.is_file():
            continue
        try:
            yield path.relative_to(REPOSITORY).as_posix(), path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def matches(pattern, text):
    """Line numbers at which a pattern is found."""
    return [text.count("\n", 0, match.start()) + 1 for match in re.finditer(pattern, text)]
