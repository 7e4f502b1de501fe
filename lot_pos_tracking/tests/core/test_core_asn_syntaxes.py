"""One shipment in seven syntaxes, and what no parser may do with any bytes."""

import json
import random

from ...core.asn import detect
from ...core.errors import DocumentError
from .asn_case import SAMPLES, SHIPMENTS, desadv, read, sample, x12
from .core_case import CoreCase


class TestOneShipment(CoreCase):
    def test_seven_syntaxes_give_the_same_canonical_dict(self):
        expected = json.loads((SHIPMENTS / "canonical.json").read_bytes())
        self.assertEqual(set(SAMPLES), set(detect.FORMATS))
        for kind, name in SAMPLES.items():
            with self.subTest(kind):
                content = sample(kind)
                shipment = read(content)

                self.assertEqual(detect.detect(content), kind)
                self.assertEqual(detect.detect(b"?", name), kind)
                self.assertEqual(shipment.to_canonical(), expected)
                self.assertEqual(shipment.issues, ())


class TestAnyBytes(CoreCase):
    """Bounded and seeded; ``DocumentError`` is the only exception a parser may raise."""

    PIECES = (
        b"'",
        b"+",
        b"~",
        b"*",
        b"<",
        b">",
        b'"',
        b"null",
        b"[]",
        b"{}",
        b",",
        b";",
        b"\n",
        b"=",
        b"?",
    )

    def outcome(self, content: bytes, kind: str | None) -> str:
        try:
            shipment = read(content, format=kind)
        except DocumentError as error:
            self.assertTrue(str(error))
            return "refused"
        json.dumps(shipment.to_canonical())
        return "read"

    def test_damaged_documents_of_every_syntax(self):
        dice = random.Random(20261122)
        for kind in SAMPLES:
            outcomes = set()
            for _turn in range(150):
                content = bytearray(sample(kind))
                for _cut in range(dice.randint(1, 4)):
                    at = dice.randrange(len(content))
                    what = dice.random()
                    if what < 0.3:
                        content[at] = dice.randrange(256)
                    elif what < 0.6:
                        del content[at : at + dice.randint(1, 60)]
                    else:
                        content[at:at] = dice.choice(self.PIECES)
                outcomes.add(self.outcome(bytes(content), kind))
            self.assertEqual(outcomes - {"read", "refused"}, set())
            self.assertIn("refused", outcomes, kind)

    def test_every_truncation_is_refused_or_read(self):
        for kind in SAMPLES:
            content = sample(kind)
            for end in range(0, len(content), max(1, len(content) // 60)):
                self.outcome(content[:end], kind)

    def test_segments_and_values_in_any_order(self):
        """Envelopes and counts are right here, so that the readers behind them are reached."""
        dice = random.Random(7)
        edifact = [line.rstrip("'") for line in sample("desadv").decode().splitlines()[3:-3]]
        american = [line.rstrip("~") for line in sample("x12_856").decode().splitlines()[3:-4]]
        reached = 0
        for _turn in range(150):
            for build, head, rest in (
                (desadv, edifact[0], edifact[1:]),
                (x12, american[0], [one for one in american[1:] if not one.startswith("CTT")]),
            ):
                chosen = dice.sample(rest, dice.randint(1, len(rest)))
                for at in range(len(chosen)):
                    if dice.random() < 0.2:
                        cut = dice.randrange(len(chosen[at]))
                        chosen[at] = chosen[at][:cut] + dice.choice(
                            ("", ":", "+", "*", "x", "9" * 30)
                        )
                reached += self.outcome(build(head, *chosen).encode(), None) == "read"
        self.assertGreater(reached, 60)

    def test_json_values_of_any_type(self):
        dice = random.Random(9)
        odd = [
            None,
            True,
            5,
            -1.5,
            "",
            "x" * 500,
            [],
            {},
            [None],
            {"id": 1},
            [[]],
            "urn:epc:id:sscc:1.2",
        ]
        for kind in ("epcis", "json"):
            for _turn in range(300):
                document = json.loads(sample(kind))
                node, parent, key = document, None, None
                for _step in range(dice.randint(1, 9)):
                    if not isinstance(node, dict | list) or not node:
                        break
                    parent = node
                    key = dice.choice(sorted(node) if isinstance(node, dict) else range(len(node)))
                    node = node[key]
                parent[key] = dice.choice(odd)
                self.outcome(json.dumps(document).encode(), kind)
