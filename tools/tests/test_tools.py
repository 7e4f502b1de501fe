"""The parts of the environment that think rather than run other programs."""

import contextlib
import io
import tempfile
import threading
import unittest
from pathlib import Path
from unittest import mock

from tools import (
    apt_archive,
    native_suite,
    odoo_log,
    odoo_source,
    side_by_side,
    state,
    testing,
)
from tools.bench import runner, turns
from tools.console import Failure
from tools.test_counts import Counts, from_junit, from_tap

LOG = """\
2026-03-10 09:00:00,001 7 INFO db odoo.modules.loading: Loading module x (1/2)
2026-03-10 09:00:00,002 7 WARNING ? odoo.tools.config: missing --http-interface/http_interface
2026-03-10 09:00:00,003 7 ERROR db odoo.addons.x: it broke
Traceback (most recent call last):
ValueError: no
2026-03-10 09:00:00,004 7 INFO db odoo: the end
"""


class TestFindings(unittest.TestCase):
    def test_a_warning_counts_with_its_traceback_and_a_native_one_does_not(self):
        self.assertEqual(
            odoo_log.findings(LOG),
            [
                "2026-03-10 09:00:00,003 7 ERROR db odoo.addons.x: it broke\n"
                "Traceback (most recent call last):\nValueError: no"
            ],
        )

    def test_every_native_exception_has_a_reason(self):
        self.assertTrue(all(reason for _logger, _pattern, reason in odoo_log.NATIVE))


class TestCounts(unittest.TestCase):
    def test_the_closing_line_is_pytest_s(self):
        self.assertEqual(
            Counts(3, skipped=1).summary(1.5), "===== 3 passed, 1 skipped in 1.50s ====="
        )
        self.assertEqual(
            (Counts(2, 1) + Counts(1, 0, 2)).summary(9),
            "===== 1 failed, 3 passed, 2 errors in 9.00s =====",
        )
        self.assertEqual(Counts(errors=1).summary(0), "===== 1 error in 0.00s =====")

    def test_node_s_report_is_understood(self):
        tap = (
            "TAP version 13\n# tests 6\n# pass 3\n# fail 1\n# cancelled 1\n# skipped 1\n# todo 0\n"
        )
        self.assertEqual(from_tap(tap), Counts(3, 1, 1, 1))

    def test_pytest_s_report_is_understood(self):
        cases = (
            "<testcase/><testcase><failure/></testcase>",
            "<testcase><skipped/></testcase><testcase><error/></testcase>",
        )
        with tempfile.TemporaryDirectory() as folder:
            report = Path(folder) / "report.xml"
            self.assertEqual(from_junit(report), Counts())
            report.write_text(f"<testsuites><testsuite>{''.join(cases)}</testsuite></testsuites>")
            self.assertEqual(from_junit(report), Counts(1, 1, 1, 1))

    def test_a_run_that_ends_badly_without_a_count_is_a_failure(self):
        run = testing.Run()
        run.add("part", Counts(passed=2), 3)
        with mock.patch("builtins.print"), mock.patch.object(testing, "say"):
            self.assertEqual(run.close(), 1)
        self.assertEqual(run.counts, Counts(passed=2, errors=1))

    def test_a_run_of_nothing_is_a_failure(self):
        with mock.patch("builtins.print"), mock.patch.object(testing, "say"):
            self.assertEqual(testing.Run().close(), 1)


class TestSelection(unittest.TestCase):
    def test_paths_go_to_the_runner_that_can_run_them(self):
        tests = "lot_pos_tracking/tests"
        chosen = testing._selection(
            [f"{tests}/core", f"{tests}/__init__.py", f"{tests}/optional", "-k", "fefo"]
        )
        self.assertEqual(chosen.kernel, [f"{tests}/core"])
        self.assertEqual(chosen.base, [f"{tests}/__init__.py"])
        self.assertEqual(chosen.optional, [f"{tests}/optional"])
        self.assertEqual(chosen.options, ["-k", "fefo"])
        self.assertTrue(chosen.by_path)

    def test_one_test_of_a_file_goes_where_its_file_goes(self):
        case = "lot_pos_tracking/tests/optional/test_valuation_modules.py::TestKits"
        chosen = testing._selection([case])
        self.assertEqual((chosen.base, chosen.optional), ([], [case]))

    def test_a_folder_above_includes_the_tests_that_need_optional_modules(self):
        chosen = testing._selection(["lot_pos_tracking/tests"])
        self.assertEqual(chosen.base, ["lot_pos_tracking/tests"])
        self.assertEqual(chosen.optional, [testing.OPTIONAL])

    def test_without_a_path_everything_runs_once(self):
        chosen = testing._selection(["-x"])
        self.assertEqual(chosen.kernel, testing.KERNEL)
        self.assertIn("lot_pos_tracking/tests", chosen.base)
        self.assertEqual(chosen.optional, [testing.OPTIONAL])
        self.assertFalse(chosen.by_path)
        for folder in (testing.KERNEL[0], testing.OPTIONAL):
            self.assertIn(f"--ignore={folder}", testing.BASE_ONLY)

    def test_bundles_are_made_where_a_chosen_test_opens_pages(self):
        tests = "lot_pos_tracking/tests"
        self.assertTrue(testing._opens_pages([f"{tests}/trace"]))
        self.assertTrue(testing._opens_pages([f"{tests}/story/test_story.py::TestStory"]))
        self.assertFalse(testing._opens_pages([f"{tests}/identity", f"{tests}/expiry"]))

    def test_every_runner_has_a_database_of_its_own(self):
        databases = [testing.DATABASE, testing.BROWSER_DATABASE, testing.OPTIONAL_DATABASE]
        databases += [testing.LINTED, testing.REMOVED]
        self.assertEqual(len(set(databases)), len(databases))


class TestSideBySide(unittest.TestCase):
    def setUp(self):
        self.said, self.failed = [], []
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        for name, new in (
            ("log_path", lambda name: self.folder / name),
            ("say", self.said.append),
        ):
            patch = mock.patch.object(side_by_side, name, new)
            patch.start()
            self.addCleanup(patch.stop)

    def run_jobs(self, jobs, **options):
        out = io.StringIO()
        with (
            contextlib.redirect_stdout(out),
            side_by_side.SideBySide(self.failed.append, **options) as pool,
        ):
            for name, job in jobs.items():
                pool.start(name, job)
        return out.getvalue()

    def test_what_a_job_writes_stays_together(self):
        both = threading.Barrier(2, timeout=10)

        def job(name):
            def write(log):
                for _ in range(3):
                    both.wait()
                    log.write(f"{name}\n")

            return write

        out = self.run_jobs({"a": job("a"), "b": job("b")}, at_a_time=2)
        self.assertIn(out, ("a\na\na\nb\nb\nb\n", "b\nb\nb\na\na\na\n"))
        self.assertEqual(self.failed, [])

    def test_no_more_at_a_time_than_allowed_and_in_order(self):
        order, now, most = [], [], []

        def job(name):
            def note(_log):
                order.append(name)
                now.append(name)
                most.append(len(now))
                now.remove(name)

            return note

        self.run_jobs({name: job(name) for name in "abc"}, at_a_time=1)
        self.assertEqual(order, list("abc"))
        self.assertEqual(max(most), 1)

    def test_a_job_that_breaks_is_told_and_the_others_go_on(self):
        def breaks(log):
            log.write("before\n")
            raise Failure("no database", "make one")

        def stumbles(_log):
            raise ValueError("no value")

        out = self.run_jobs(
            {"a": breaks, "b": stumbles, "c": lambda log: log.write("fine\n")}, at_a_time=1
        )
        self.assertEqual(self.failed, ["a", "b"])
        self.assertIn("before\nERROR: no database\n  hint: make one\n", out)
        self.assertIn("ValueError: no value", out)
        self.assertTrue(out.endswith("fine\n"))

    def test_what_waits_does_not_begin_after_an_interruption(self):
        begun = threading.Event()
        goes_on = threading.Event()
        order = []

        def first(_log):
            begun.set()
            goes_on.wait(10)
            order.append("first")

        with (
            contextlib.redirect_stdout(io.StringIO()),
            mock.patch.object(side_by_side, "end_children", goes_on.set),
            self.assertRaises(KeyboardInterrupt),
            side_by_side.SideBySide(self.failed.append, at_a_time=1) as pool,
        ):
            pool.start("first", first)
            pool.start("second", lambda _log: order.append("second"))
            begun.wait(10)
            raise KeyboardInterrupt
        self.assertEqual(order, ["first"])

    def test_now_and_then_it_tells_how_far_it_is(self):
        told = threading.Event()

        def job(log):
            log.write("test_a.py ...   [ 41%]\ntest_b.py ..   [ 57%]\n")
            log.flush()
            told.wait(10)

        with mock.patch.object(side_by_side.SideBySide, "tell", autospec=True) as tell:
            tell.side_effect = lambda pool: told.set()
            self.run_jobs({"a": job}, every=0.05)
        self.assertTrue(told.is_set())
        self.assertEqual(side_by_side.share_done(self.folder / "test-a"), " (57%)")
        self.assertEqual(side_by_side.share_done(self.folder / "none"), "")


class TestArchive(unittest.TestCase):
    def test_the_mirror_is_the_machine_s_own(self):
        lines = "http://a/debian-security|main\nhttp://a/debian|contrib\nhttp://a/debian|main\n"
        self.assertEqual(apt_archive.mirror(lines), "http://a/debian")

    def test_absolute_links_stay_inside_the_unpacked_tree(self):
        with tempfile.TemporaryDirectory() as folder:
            prefix = Path(folder)
            (prefix / "usr/share").mkdir(parents=True)
            (prefix / "usr/share/font").write_text("ink")
            (prefix / "lib").mkdir()
            (prefix / "lib/font").symlink_to("/usr/share/font")
            odoo_source.make_links_relative(prefix)
            self.assertEqual((prefix / "lib/font").readlink(), Path("../usr/share/font"))
            self.assertEqual((prefix / "lib/font").read_text(), "ink")


class TestFingerprint(unittest.TestCase):
    def test_it_follows_contents_and_leaves_out_what_it_is_told(self):
        with tempfile.TemporaryDirectory() as folder:
            addon = Path(folder) / "addon"
            for name in ("models/a.py", "tests/test_a.py", "__pycache__/a.pyc"):
                (addon / name).parent.mkdir(parents=True)
                (addon / name).write_text("1")
            first = state.fingerprint(addon, skip=["tests"])
            (addon / "tests/test_a.py").write_text("2")
            (addon / "__pycache__/a.pyc").write_text("2")
            self.assertEqual(state.fingerprint(addon, skip=["tests"]), first)
            (addon / "models/a.py").write_text("2")
            self.assertNotEqual(state.fingerprint(addon, skip=["tests"]), first)


class TestNativeSuite(unittest.TestCase):
    def test_tests_that_changed_or_vanished_are_differences(self):
        without = {"a": "passed", "b": "passed", "c": "skipped"}
        with_addon = {"a": "passed", "b": "failed", "d": "passed"}
        self.assertEqual(
            native_suite.differences(without, with_addon),
            {
                "b": ("passed", "failed"),
                "c": ("skipped", "absent"),
                "d": ("absent", "passed"),
            },
        )


class TestBench(unittest.TestCase):
    def test_variants_are_told_as_ratios_to_the_first(self):
        results = {
            "sale": {
                "native": {"queries": 10, "wall": 0.3, "runs": [0.2]},
                "lots": {"queries": 15, "wall": 0.4, "runs": [0.3]},
            }
        }
        rows = [line.split() for line in runner.table(results)[1:]]
        self.assertEqual(rows[0], ["sale", "native", "10", "1.00", "200", "1.00", "300"])
        self.assertEqual(rows[1], ["lots", "15", "1.50", "300", "1.50", "400"])

    def test_a_machine_that_was_slow_for_a_round_changes_no_ratio(self):
        rounds = {"native": [0.2, 0.9, 0.2], "lots": [0.3, 1.35, 0.3]}
        results = {
            "sale": {
                variant: {"queries": 1, "wall": 1, "runs": runs} for variant, runs in rounds.items()
            }
        }
        row = runner.table(results)[2].split()
        self.assertEqual(row[3:5], ["300", "1.50"])

    def test_variants_run_one_at_a_time_in_their_order(self):
        with tempfile.TemporaryDirectory() as folder:
            path = f"{folder}/turns"
            conductor, ran = turns.Conductor(path), []

            def play(name):
                player = turns.Player(path, name)
                for _round in range(3):
                    with player:
                        ran.append(name)

            players = [threading.Thread(target=play, args=[name]) for name in ("b", "a")]
            for player in players:
                player.start()
            conductor.conduct(["a", "b"], lambda: True)
            for player in players:
                player.join(timeout=30)
        self.assertEqual(ran, ["a", "b"] * 3)

    def test_nobody_waits_for_a_variant_that_has_failed(self):
        with tempfile.TemporaryDirectory() as folder:
            turns.Conductor(f"{folder}/turns").conduct(["a", "b"], lambda: False)
