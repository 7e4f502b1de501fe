from . import test_recall_cases, test_recall_tills
