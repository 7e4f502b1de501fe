"""Warnings and errors in Odoo's log, without those that Odoo 19 itself causes."""

import re

# (logger, message, why it is not ours)
NATIVE = [
    ("odoo.tools.config", "missing --http-interface", "the default of a private server"),
]
_LINE = re.compile(
    r"^\S+ \S+ \d+ (?P<level>WARNING|ERROR|CRITICAL) "
    r"(?P<database>\S+) (?P<logger>[\w.]+): (?P<text>.*)$"
)


def is_native(logger, message):
    return any(
        (logger == name or logger.startswith(f"{name}.")) and re.search(pattern, message)
        for name, pattern, _why in NATIVE
    )


def findings(text):
    """Lines of a log that our code has to answer for, each with its continuation lines."""
    found, current = [], None
    for line in text.splitlines():
        if match := _LINE.match(line):
            current = None if is_native(match["logger"], match["text"]) else [line]
            if current:
                found.append(current)
        elif re.match(r"^\d{4}-\d\d-\d\d \d\d:", line):
            current = None
        elif current is not None:
            current.append(line)
    return ["\n".join(lines[:40]) for lines in found]
