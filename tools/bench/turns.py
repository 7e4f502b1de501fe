"""Variants of a scenario take turns: what slows the machine down for a while slows all of them.

A conductor listens on a socket, one player in each variant's process asks it for every run.
"""

import socket


class Conductor:
    """Lets players run, one at a time, round by round."""

    def __init__(self, path):
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(str(path))
        self.listener.listen()
        self.listener.settimeout(1)

    def conduct(self, names, alive):
        """Until the first player leaves: all have the same number of runs.

        :param alive: whether all processes still run; a dead one would be waited for
        """
        players = {}
        while len(players) < len(names) and alive():
            try:
                connection, _address = self.listener.accept()
            except TimeoutError:
                continue
            players[connection.makefile().readline().strip()] = connection
        while len(players) == len(names):
            for name in names:
                if not _run(players[name]):
                    players.clear()
                    break
        self.listener.close()


def _run(player):
    try:
        player.sendall(b"\n")
        return player.recv(1)
    except OSError:
        return b""


class Player:
    """``with player: …``: waits for its turn, and ends it."""

    def __init__(self, path, name):
        """:param path: of the conductor's socket; without one there is nobody to wait for"""
        self.conductor = None
        if path:
            self.conductor = socket.socket(socket.AF_UNIX)
            self.conductor.connect(path)
            self.conductor.sendall(f"{name}\n".encode())

    def __enter__(self):
        if self.conductor:
            self.conductor.recv(1)

    def __exit__(self, *_):
        if self.conductor:
            self.conductor.sendall(b"\n")
