"""Errors carry data for programs and a sentence for developers."""

import pickle

from ...core.errors import DocumentError, GS1DateError, LotError, NumberingError
from .core_case import CoreCase


class TestErrors(CoreCase):
    def test_an_error_carries_its_data_as_attributes_and_as_a_dict(self):
        error = LotError(lot="L1", quantity=3)

        self.assertEqual(error.code, "lot_error")
        self.assertEqual(error.lot, "L1")
        self.assertEqual(error.data, {"lot": "L1", "quantity": 3})
        self.assertEqual(str(error), "lot_error: lot='L1', quantity=3")

    def test_an_unknown_attribute_is_an_attribute_error(self):
        self.assertFalse(hasattr(LotError(), "lot"))

    def test_a_sentence_is_filled_with_the_data(self):
        self.assertEqual(str(GS1DateError(value="230231")), "'230231' is not a GS1 date.")
        self.assertEqual(
            str(NumberingError(mask="{x}", token="{x}", cure="no such token")),
            "Mask '{x}', at '{x}': no such token",
        )

    def test_a_missing_fact_never_hides_the_error(self):
        self.assertEqual(str(NumberingError(mask="{x}")), "numbering: mask='{x}'")

    def test_a_document_error_says_where_and_how_to_cure(self):
        error = DocumentError("Unknown segment", line=3, segment="XYZ", cure="Remove it.")

        self.assertEqual(error.position, "line 3, segment XYZ")
        self.assertEqual(str(error), "Unknown segment (line 3, segment XYZ). Remove it.")
        self.assertIsNone(error.column)

    def test_errors_survive_pickling(self):
        error = pickle.loads(pickle.dumps(DocumentError("Broken", line=3, code="other")))

        self.assertEqual((type(error), error.code, error.line), (DocumentError, "other", 3))
