from .core import *
from .identity import *
from .journal import *
