from . import test_identity_holds, test_identity_lots
