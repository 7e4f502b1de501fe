from .checkout import *
from .checkout_ui import *
from .core import *
from .expiry import *
from .identity import *
from .journal import *
from .receiving import *
from .valuation import *
