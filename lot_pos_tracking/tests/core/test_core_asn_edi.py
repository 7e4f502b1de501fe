"""EDIFACT DESADV and X12 856: levels, lots, functions, counts and partners' own codes."""

import random
from datetime import date
from decimal import Decimal

from ...core.asn import mapping
from ...core.asn.mapping import STANDARD
from .asn_case import AsnCase, codes, desadv, read, sample, x12


class TestDesadv(AsnCase):
    HEAD = ("BGM+351+D1+9", "CPS+1")

    def test_a_line_of_several_lots_becomes_several_lines(self):
        shipment = read(
            desadv(
                *self.HEAD,
                "LIN+1++04012345670011:SRV",
                "QTY+12:100:PCE",
                "DTM+94:20260301:102",
                *("PCI+17", "QTY+11:60", "DTM+36:20260401:102", "GIN+BX+A1"),
                *("PCI+17", "QTY+11:40", "DTM+36:20260402:102", "GIN+BX+A2"),
            )
        )

        facts = [
            (line.line_number, line.lot, line.quantity, line.expiration_date, line.production_date)
            for line in shipment.lines
        ]
        made = date(2026, 3, 1)
        self.assertEqual(
            facts,
            [
                ("1", "A1", Decimal(60), date(2026, 4, 1), made),
                ("1.2", "A2", Decimal(40), date(2026, 4, 2), made),
            ],
        )
        self.assertEqual(shipment.issues, ())

    def test_lots_that_do_not_add_up_are_flagged(self):
        shipment = read(
            desadv(
                *self.HEAD,
                *("LIN+1++04012345670011:SRV", "QTY+12:100"),
                *("PCI+17", "QTY+11:60", "GIN+BX+A1", "PCI+17", "QTY+11:30", "GIN+BX+A2"),
            )
        )

        self.assertEqual(codes(shipment), [("quantity_differs", "segment 4 LIN", "90 / 100")])

    def test_a_case_lies_in_the_unit_of_its_pallet(self):
        shipment = read(
            desadv(
                "BGM+351+D1+9",
                *("CPS+1", "CPS+2+1", "GIN+BJ+340123450000000017", "CPS+3+2"),
                *("LIN+1++04012345670011:EN", "QTY+12:5", "PIA+1+L-1:NB"),
                *("CPS+4+1", "LIN+2++04012345670028:EN", "QTY+12:6"),
            )
        )

        self.assertEqual(
            [(unit.sscc, [line.lot for line in unit.lines]) for unit in shipment.logistic_units],
            [("340123450000000017", ["L-1"]), (None, [None])],
        )

    def test_functions_replace_and_cancel(self):
        for code, function in (
            ("9", "original"),
            ("5", "replace"),
            ("1", "cancel"),
            ("", "original"),
        ):
            document = desadv(f"BGM+351+D1+{code}", "LIN+1++04012345670011:EN", "QTY+12:1")
            self.assertEqual(read(document).function, function)
        self.assertEqual(read(desadv("BGM+351+D1+1")).issues, ())
        self.assertEqual(codes(read(desadv("BGM+351+D1+31")))[0][0], "function_unknown")

    def test_separators_come_from_una_and_released_signs_are_data(self):
        document = desadv(
            *self.HEAD, "LIN+1++04012345670011:EN", "QTY+12:1,5", "GIN+BX+A?+?:?'?1??"
        )
        plain = read("UNA:+,? '" + document)
        other = read(
            "UNA^|,\\ ~UNH|1|DESADV^D^96A~BGM|351|D1~LIN|1||04012345670011~QTY|12^1,5~"
            "GIN|BX|A+:'1?~UNT|6|1~"
        )

        self.assertEqual(next(plain.lines).quantity, Decimal("1.5"))
        self.assertEqual([line.lot for line in plain.lines], ["A+:'1?"])
        self.assertEqual(next(other.lines).quantity, Decimal("1.5"))
        self.assertEqual([line.lot for line in other.lines], ["A+:'1?"])

    def test_dates_in_other_formats(self):
        for value, day in [
            ("DTM+36:202603312359:203", date(2026, 3, 31)),
            ("DTM+36:260331:101", date(2026, 3, 31)),
            ("DTM+36:202602:610", date(2026, 2, 28)),
            ("DTM+36:20260301-20260331:718", date(2026, 3, 31)),
        ]:
            document = desadv(*self.HEAD, "LIN+1++04012345670011:EN", "QTY+12:1", value)
            self.assertEqual(next(read(document).lines).expiration_date, day, value)
        document = desadv(*self.HEAD, "LIN+1++04012345670011:EN", "QTY+12:1", "DTM+36:20260231:102")
        self.assertEqual(codes(read(document)), [("date_unreadable", "segment 6 DTM", "20260231")])

    def test_a_partner_may_mean_the_expiry_by_another_code(self):
        document = desadv(
            *self.HEAD, "LIN+1++04012345670011:EN", "QTY+12:1", "DTM+361:20260331:102"
        )
        own = {"desadv_dates": {"361": "expiration_date"}}

        (by_the_book,), (by_habit,) = read(document).lines, read(document, mapping=own).lines

        self.assertEqual(by_the_book.best_before_date, date(2026, 3, 31))
        self.assertEqual(
            (by_habit.best_before_date, by_habit.expiration_date), (None, date(2026, 3, 31))
        )
        with self.assertRaises(ValueError):
            mapping.merged({"desadv_dates": {"361": "birthday"}})
        self.assertEqual(mapping.merged(None), STANDARD)

    def test_wrong_counts_and_cut_documents_are_refused_with_the_segment(self):
        whole = sample("desadv").decode()
        for broken, segment, code in [
            (whole.replace("UNT+5", "UNT+4"), "56 UNT", "document_count"),
            (whole.replace("CNT+2:4", "CNT+2:5"), "55 CNT", "document_count"),
            (whole.replace("UNZ+1", "UNZ+2"), "57 UNZ", "document_count"),
            (whole.replace("UNZ+1+REF42", "UNZ+1+REF43"), "57 UNZ", "document_count"),
            (whole[: whole.index("UNT+")], "55 CNT", "document_broken"),
            (whole[: whole.index("GIN+BX")] + "GIN", "25 ", "document_broken"),
            (whole.replace("DESADV:D", "INVOIC:D"), "2 UNH", "document_unknown"),
        ]:
            error = self.refused(broken)
            self.assertEqual(
                (error.code, error.segment.partition(" ")[2]), (code, segment.partition(" ")[2])
            )
        doubled = whole.replace("UNZ", whole[whole.index("UNH") : whole.index("UNZ")] + "UNZ")
        self.assertEqual(self.refused(doubled).code, "document_several")


class TestX12(AsnCase):
    LEVELS = (
        ("HL*4*3*I", "LIN*1*UK*04012345670011*LT*L1", "SN1**5*EA"),
        ("HL*3*2*T", "MAN*GM*00340123450000000017"),
        ("HL*2*1*O", "PRF*P00012"),
        ("HL*1**S", "DTM*011*20260309"),
        ("HL*5*2*I", "LIN*2*UP*036000291452", "SN1**7*CA", "REF*LT*L2", "DTM*036*20260401"),
    )

    def test_levels_are_joined_by_parents_in_any_order(self):
        dice = random.Random(4)
        for _turn in range(20):
            levels = [*self.LEVELS]
            dice.shuffle(levels)
            shipment = read(x12("BSN*00*D1*20260309*0830", *[s for one in levels for s in one]))

            found = {
                unit.sscc: [(line.gtin, line.lot, line.quantity, line.uom) for line in unit.lines]
                for unit in shipment.logistic_units
            }
            self.assertEqual(
                found,
                {
                    "340123450000000017": [("04012345670011", "L1", Decimal(5), "C62")],
                    None: [("00036000291452", "L2", Decimal(7), "CS")],
                },
            )
            self.assertEqual((shipment.purchase_order, shipment.issues), ("P00012", ()))

    def test_a_level_of_its_own_for_each_lot(self):
        shipment = read(
            x12(
                "BSN*05*D1*20260309*0830",
                *("HL*1**S", "HL*2*1*I", "LIN*1*UK*04012345670011", "SN1**10*EA", "PID*F****Milk"),
                *("HL*3*2*L", "REF*LT*A", "SN1**6*EA", "HL*4*2*L", "REF*LT*B", "SN1**3*EA"),
            )
        )

        facts = [(line.gtin, line.lot, line.quantity, line.description) for line in shipment.lines]
        self.assertEqual(
            facts,
            [
                ("04012345670011", "A", Decimal(6), "Milk"),
                ("04012345670011", "B", Decimal(3), "Milk"),
            ],
        )
        self.assertEqual(shipment.function, "replace")
        self.assertEqual(codes(shipment), [("quantity_differs", "segment 6 HL", "9 / 10")])

    def test_broken_trees_are_refused(self):
        for levels in (
            ["HL*1*9*S"],
            ["HL*1*1*S"],
            ["HL*1*2*S", "HL*2*1*O"],
            ["HL*1**S", "HL*1**O"],
        ):
            self.assertEqual(
                self.refused(x12("BSN*00*D1*20260309*0830", *levels)).code, "document_tree"
            )
        deep = [f"HL*{n}*{n - 1 or ''}*I" for n in range(1, 2000)]
        self.assertEqual(self.refused(x12("BSN*00*D1*20260309*0830", *deep)).code, "document_tree")

    def test_wrong_counts_and_cut_documents_are_refused_with_the_segment(self):
        whole = sample("x12_856").decode()
        for old, new, tag in [
            ("SE*37", "SE*38", "SE"),
            ("GE*1*42", "GE*2*42", "GE"),
            ("GE*1*42", "GE*1*43", "GE"),
            ("IEA*1*", "IEA*2*", "IEA"),
            ("CTT*8", "CTT*9", "CTT"),
        ]:
            self.assertIn(old, whole)
            error = self.refused(whole.replace(old, new))
            self.assertEqual((error.code, error.segment.split()[1]), ("document_count", tag))
        self.refused(whole[:60])
        self.refused(whole[:-30])
        self.assertEqual(self.refused(whole.replace("ST*856", "ST*810")).code, "document_unknown")
