from . import test_journal_events
