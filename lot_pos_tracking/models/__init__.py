# The base first: who extends a hook with super() must be registered after who has it.
from . import identity, journal

# isort: split
from . import checkout, expiry, recall, receiving, trace, valuation

# isort: split
from . import exchange
