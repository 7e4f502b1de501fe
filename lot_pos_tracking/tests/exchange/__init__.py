from . import test_exchange_epcis
