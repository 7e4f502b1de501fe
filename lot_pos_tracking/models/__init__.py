from . import identity, journal
