from ...core.lot_names import is_one_edit_apart, look_alike_key, match_key, near_matches
from . import case_files
from .core_case import CoreCase


class TestLotNames(CoreCase):
    def test_every_case_of_the_shared_file(self):
        for case in case_files.load("lot_names")["cases"]:
            with self.subTest(case["name"]):
                self.assertEqual(near_matches(case["name"], case["known"]), case["expect"])

    def test_keys_forget_blanks_case_and_look_alikes_but_nothing_inside(self):
        self.assertEqual(match_key("\x1d AB 12-x\n"), "ab 12-x")
        self.assertEqual(look_alike_key("lOI0"), "1010")

    def test_one_edit_is_an_insertion_deletion_substitution_or_swap(self):
        for left, right in [("abc", "abcd"), ("abc", "bc"), ("abc", "axc"), ("abc", "acb")]:
            self.assertTrue(is_one_edit_apart(left, right), (left, right))
            self.assertTrue(is_one_edit_apart(right, left), (right, left))
        for left, right in [("abc", "abc"), ("abc", "cba"), ("abc", "abcde"), ("abcd", "badc")]:
            self.assertFalse(is_one_edit_apart(left, right), (left, right))
