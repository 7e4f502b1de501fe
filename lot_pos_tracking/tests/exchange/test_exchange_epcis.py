import json

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from ...core.epcis import check
from ..receiving.receiving_common import ReceivingCommon

SSCC = "106141412345678908"
MILK = "https://id.gs1.org/01/04006381333931/10/"


class ExchangeCommon(ReceivingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.base = cls.env["ir.config_parameter"].sudo().get_param("web.base.url")
        cls.exchange = cls.env["lot.exchange"].with_user(cls.receiver)

    def arrive(self, *rows, **header):
        """A receipt whose announced lots were all counted and booked."""
        order = self.make_order((self.milk, 24))
        self.shipment = self.import_shipment(*rows, order=order, **header)
        picking = order.picking_ids
        picking.move_line_ids.filtered("shipment_line_id").picked = True
        self.validate(picking)
        return picking

    def events(self, *pickings, **options):
        ids = [picking.id for picking in pickings]
        document = self.exchange.epcis_document(ids, **options)
        self.assertEqual(check.problems(document), [])
        json.dumps(document)
        return document["epcisBody"]["eventList"]

    def told(self, events):
        return [(one["type"], one["action"], one["bizStep"], one["disposition"]) for one in events]


@tagged("post_install", "-at_install")
@freeze_time("2026-11-22 09:00:00")
class TestEpcisOfReceiving(ExchangeCommon):
    def test_a_receipt_is_told_with_what_when_where_and_why(self):
        self.company.partner_id.tz = "Europe/Berlin"
        picking = self.arrive(
            self.milk_row("A", 12, expiration_date="2027-01-31"),
            self.milk_row("B", 4),
            number="D1001",
        )

        (event,) = self.events(picking)

        place = {"id": f"{self.base}/epcis/place/{self.stock_location.id}"}
        order = picking.purchase_id
        self.assertRegex(event.pop("eventID"), r"^urn:uuid:[0-9a-f-]{36}$")
        self.assertEqual(
            event,
            {
                "type": "ObjectEvent",
                "eventTime": "2026-11-22T09:00:00.000Z",
                "eventTimeZoneOffset": "+01:00",
                "recordTime": "2026-11-22T09:00:00.000Z",
                "quantityList": [
                    {"epcClass": f"{MILK}A", "quantity": 12},
                    {"epcClass": f"{MILK}B", "quantity": 4},
                ],
                "action": "OBSERVE",
                "bizStep": "receiving",
                "disposition": "in_progress",
                "readPoint": place,
                "bizLocation": place,
                "bizTransactionList": [
                    {"type": kind, "bizTransaction": f"{self.base}/epcis/document/{kind}/{name}"}
                    for kind, name in (
                        ("po", order.name),
                        ("desadv", "D1001"),
                        ("recadv", picking.name.replace("/", "%2F")),
                    )
                ],
                "sourceList": [
                    {
                        "type": "owning_party",
                        "source": f"{self.base}/epcis/party/{self.vendor.id}",
                    }
                ],
                "destinationList": [
                    {
                        "type": "owning_party",
                        "destination": f"{self.base}/epcis/party/{self.company.partner_id.id}",
                    }
                ],
            },
        )

    def test_parties_places_and_papers_are_named_by_their_global_location_number(self):
        shop, dairy = "4012345000115", "0614141000012"
        numbers = {self.company.partner_id.id: shop, self.vendor.id: dairy}
        self.patch(
            type(self.env["lot.exchange"]),
            "_location_number",
            lambda _face, partner: numbers.get(partner.id, ""),
        )
        picking = self.arrive(self.milk_row("A", 12), number="D1001", supplier=dairy)

        (event,) = self.events(picking)

        place = f"https://id.gs1.org/414/{shop}/254/{self.stock_location.id}"
        self.assertEqual(event["readPoint"], {"id": place})
        self.assertEqual(
            [one["bizTransaction"] for one in event["bizTransactionList"]],
            [
                f"urn:epcglobal:cbv:bt:{shop}:{picking.purchase_id.name}",
                f"urn:epcglobal:cbv:bt:{dairy}:D1001",
                f"urn:epcglobal:cbv:bt:{shop}:{picking.name.replace('/', '%2F')}",
            ],
        )
        self.assertEqual(event["sourceList"][0]["source"], f"https://id.gs1.org/417/{dairy}")
        self.assertEqual(
            event["destinationList"][0]["destination"], f"https://id.gs1.org/417/{shop}"
        )

        numbers[self.vendor.id] = "0614141000013"  # its check digit is wrong
        (event,) = self.events(picking)
        self.assertEqual(
            event["sourceList"][0]["source"], f"{self.base}/epcis/party/{self.vendor.id}"
        )

    def test_a_pallet_came_as_one_and_its_lots_were_taken_off(self):
        picking = self.arrive(
            self.milk_row("A", 12, sscc=SSCC),
            self.milk_row("B", 4, sscc=SSCC),
            self.milk_row("C", 8),
        )

        events = self.events(picking)

        self.assertEqual(
            self.told(events),
            [
                ("ObjectEvent", "OBSERVE", "receiving", "in_progress"),
                ("AggregationEvent", "DELETE", "unpacking", "in_progress"),
                ("ObjectEvent", "OBSERVE", "receiving", "in_progress"),
            ],
        )
        pallet, unpacking, loose = events
        lots = [
            {"epcClass": f"{MILK}A", "quantity": 12},
            {"epcClass": f"{MILK}B", "quantity": 4},
        ]
        unit = f"https://id.gs1.org/00/{SSCC}"
        self.assertEqual((pallet["epcList"], pallet["quantityList"]), ([unit], lots))
        self.assertEqual((unpacking["parentID"], unpacking["childQuantityList"]), (unit, lots))
        self.assertEqual(loose["quantityList"], [{"epcClass": f"{MILK}C", "quantity": 8}])

    def test_a_lot_that_we_number_comes_into_being_with_its_dates(self):
        self.env["lot.number.rule"].create(
            {"name": "Ours", "mask": "OWN-{seq:4}", "vendor_lot_policy": "own"}
        )
        order = self.make_order((self.milk, 6))
        picking = order.picking_ids
        line = picking.move_line_ids[:1]
        line.write({"quantity": 6, "picked": True, "lot_use_by_date": "2027-01-31"})
        self.validate(picking)
        lot = picking.move_line_ids.lot_id

        born, received = self.events(picking)

        self.assertEqual(
            (born["action"], born["bizStep"], born["disposition"], born["ilmd"]),
            (
                "ADD",
                "commissioning",
                "active",
                {"cbvmda:lotNumber": lot.name, "cbvmda:itemExpirationDate": "2027-01-31"},
            ),
        )
        self.assertEqual(born["quantityList"], [{"epcClass": MILK + lot.name, "quantity": 6}])
        self.assertNotIn("ilmd", received)

    def test_holds_and_their_end_are_told(self):
        picking = self.arrive(self.milk_row("A", 12))
        lot = picking.move_line_ids.lot_id.with_user(self.holder)

        lot.action_hold("quality", "smells")
        lot.hold_ids.action_lift("was the truck")
        lot.action_hold("recall", "vendor called")

        self.assertEqual(
            self.told(self.events(picking))[1:],
            [
                ("ObjectEvent", "OBSERVE", "holding", "non_sellable_other"),
                ("ObjectEvent", "OBSERVE", "inspecting", "conformant"),
                ("ObjectEvent", "OBSERVE", "holding", "recalled"),
            ],
        )

    def test_what_came_in_another_quantity_is_told_when_the_shipment_is_closed(self):
        order = self.make_order((self.milk, 24))
        shipment = self.import_shipment(self.milk_row("A", 12), order=order)
        receiving = self.env["lot.receiving"].with_user(self.receiver)
        receiving.scan(order.picking_ids.id, "(01)04006381333931(10)A(30)11")
        receiving.finish(order.picking_ids.id)

        shipment.with_user(self.receiver).action_done()

        events = self.exchange.epcis_document(shipment_ids=shipment.ids)["epcisBody"]["eventList"]
        self.assertEqual(
            [*self.told(events), events[-1]["quantityList"]],
            [
                ("ObjectEvent", "OBSERVE", "receiving", "in_progress"),
                ("ObjectEvent", "OBSERVE", "inspecting", "mismatch_quantity"),
                [{"epcClass": f"{MILK}A"}],
            ],
        )

    def test_a_lot_that_never_came_is_told_by_the_vendors_number(self):
        order = self.make_order((self.milk, 24))
        shipment = self.import_shipment(
            self.milk_row("A", 12), self.milk_row("GONE", 4), order=order
        )
        other = self.import_shipment(
            self.milk_row("OTHER", 4), order=self.make_order((self.milk, 4)), number="D2"
        )
        picking = order.picking_ids
        picking.move_line_ids.filtered(lambda line: line.lot_name == "A").picked = True
        self.validate(picking)

        shipment.with_user(self.receiver).action_done()
        self.assertEqual(other.state, "matched")

        for asked in ({"shipment_ids": shipment.ids}, {"picking_ids": picking.ids}):
            events = self.exchange.epcis_document(**asked)["epcisBody"]["eventList"]
            self.assertEqual(
                [*self.told(events), events[-1]["quantityList"]],
                [
                    ("ObjectEvent", "OBSERVE", "receiving", "in_progress"),
                    ("ObjectEvent", "OBSERVE", "inspecting", "mismatch_quantity"),
                    [{"epcClass": f"{MILK}GONE"}],
                ],
            )
        self.assertTrue(self.env["lot.event"].verify(self.company)["ok"])
        self.assertFalse(self.env["stock.lot"].search([("name", "=", "GONE")]))

    def test_the_way_into_quarantine_and_out_of_it_is_told_with_its_place(self):
        picking = self.arrive(self.milk_row("A", 12), self.milk_row("B", 4))
        quarantine = self.company._lot_quarantine_location()
        lots = picking.move_line_ids.lot_id
        for source, target in (
            (self.stock_location, quarantine),
            (quarantine, self.stock_location),
        ):
            transfer = self.env["stock.picking"].create(
                {
                    "picking_type_id": picking.picking_type_id.warehouse_id.int_type_id.id,
                    "location_id": source.id,
                    "location_dest_id": target.id,
                    "move_ids": [
                        Command.create(
                            {
                                "product_id": self.milk.id,
                                "product_uom_qty": 6,
                                "location_id": source.id,
                                "location_dest_id": target.id,
                                "move_line_ids": [
                                    Command.create(
                                        {
                                            "product_id": self.milk.id,
                                            "lot_id": lot.id,
                                            "quantity": 3,
                                            "location_id": source.id,
                                            "location_dest_id": target.id,
                                            "picked": True,
                                        }
                                    )
                                    for lot in lots
                                ],
                            }
                        )
                    ],
                }
            )
            self.validate(transfer)

        received, into, out = self.events(picking)

        self.assertEqual(
            self.told([received, into, out]),
            [
                ("ObjectEvent", "OBSERVE", "receiving", "in_progress"),
                ("ObjectEvent", "OBSERVE", "holding", "non_sellable_other"),
                ("ObjectEvent", "OBSERVE", "storing", "in_progress"),
            ],
        )
        place = f"{self.base}/epcis/place/"
        self.assertEqual(into["bizLocation"], {"id": f"{place}{quarantine.id}"})
        self.assertEqual(out["bizLocation"], {"id": f"{place}{self.stock_location.id}"})
        for event in (into, out):
            self.assertEqual(
                event["quantityList"],
                [
                    {"epcClass": f"{MILK}A", "quantity": 3},
                    {"epcClass": f"{MILK}B", "quantity": 3},
                ],
            )

    def test_serial_numbers_are_instances_and_weight_has_its_unit(self):
        phone = self.make_product("Phone", tracking="serial", barcode="4000417025005")
        ham = self.make_product(
            "Ham", default_code="HAM", uom_id=self.env.ref("uom.product_uom_kgm").id
        )
        order = self.make_order((phone, 1), (ham, 5))
        picking = order.picking_ids
        for line in picking.move_line_ids:
            number, quantity = ("S1", 1) if line.product_id == phone else ("H/1", 1.5)
            line.write({"lot_name": number, "quantity": quantity, "picked": True})
        self.validate(picking)

        (event,) = self.events(picking)

        self.assertEqual(event["epcList"], ["https://id.gs1.org/01/04000417025005/21/S1"])
        self.assertEqual(
            event["quantityList"],
            [
                {
                    "epcClass": f"{self.base}/epcis/class/HAM/H%2F1",
                    "quantity": 1.5,
                    "uom": "KGM",
                }
            ],
        )

    def test_an_export_can_be_repeated_and_tells_only_what_is_sealed(self):
        picking = self.arrive(self.milk_row("A", 12))
        journal = self.env["lot.event"].search([("lot_id", "=", picking.move_line_ids.lot_id.id)])
        self.assertFalse(any(journal.mapped("sealed")))
        self.assertEqual(self.exchange._epcis_events(journal.with_user(self.receiver)), [])

        first = self.events(picking)
        again = self.events(picking)

        self.assertEqual(first, again)
        self.assertTrue(all(journal.mapped("sealed")))

    def test_a_period_is_told_from_its_first_moment_to_before_its_last(self):
        with freeze_time("2026-11-20 23:59:59"):
            self.arrive(self.milk_row("OLD", 1), number="D1")
        with freeze_time("2026-11-21 00:00:00"):
            self.arrive(self.milk_row("FIRST", 1), number="D2")
        with freeze_time("2026-11-22 00:00:00"):
            self.arrive(self.milk_row("NEXT", 1), number="D3")

        events = self.events(date_from="2026-11-21 00:00:00", date_to="2026-11-22 00:00:00")

        lots = [one["epcClass"] for event in events for one in event["quantityList"]]
        self.assertEqual(lots, [f"{MILK}FIRST"])

    def test_who_may_export_and_what(self):
        picking = self.arrive(self.milk_row("A", 12))
        api = self.make_user("lot_pos_tracking.group_lot_api")
        cashier = self.make_user("point_of_sale.group_pos_user")
        stranger = self.make_user("stock.group_stock_user", company=self.make_company())
        day = ("2026-11-22 00:00:00", "2026-11-23 00:00:00")
        face = self.env["lot.exchange"]

        told = face.with_user(api).epcis_document(date_from=day[0], date_to=day[1])
        self.assertEqual(told["epcisBody"]["eventList"], self.events(picking))
        with self.assertRaisesRegex(AccessError, "Lots: API"):
            face.with_user(cashier).epcis_document(date_from=day[0])
        with self.assertRaises(AccessError):
            face.with_user(stranger).epcis_document(picking.ids)
        other = face.with_user(stranger).epcis_document(date_from=day[0], date_to=day[1])
        self.assertEqual(other["epcisBody"]["eventList"], [])
        with self.assertRaisesRegex(UserError, "which period"):
            face.with_user(api).epcis_document()

    def test_lots_of_a_receipt_cost_a_fixed_number_of_queries(self):
        few = self.arrive(*(self.milk_row(f"F{n}", 1) for n in range(2)), number="D1")
        many = self.arrive(*(self.milk_row(f"M{n}", 1) for n in range(20)), number="D2")
        self.events(few, many)
        counts = []
        for picking in (few, few, many):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.events(picking)
            counts.append(self.env.cr.sql_log_count - before)
        _warming_up, *measured = counts
        self.assertEqual(len(set(measured)), 1, counts)


@tagged("post_install", "-at_install")
class TestEpcisFile(HttpCase, ExchangeCommon):
    def setUp(self):
        super().setUp()
        self.receiver.login = self.receiver.password = "receiver_with_file"

    def test_the_button_of_a_receipt_downloads_its_events(self):
        picking = self.arrive(self.milk_row("A", 12))
        action = picking.with_user(self.receiver).action_lot_epcis()
        self.authenticate(self.receiver.login, self.receiver.login)

        response = self.url_open(action["url"])

        self.assertEqual(response.status_code, 200)
        self.assertEqual(response.headers["Content-Type"], "application/ld+json; charset=utf-8")
        events = response.json()["epcisBody"]["eventList"]
        self.assertEqual(
            self.told(events), [("ObjectEvent", "OBSERVE", "receiving", "in_progress")]
        )
        self.assertEqual(check.problems(response.json()), [])

    def test_the_period_of_the_wizard_is_days_of_the_shop(self):
        self.company.partner_id.tz = "Europe/Berlin"
        wizard = self.env["lot.epcis.export"].with_user(self.receiver)
        export = wizard.create({"first_day": "2026-11-21", "last_day": "2026-11-22"})

        self.assertEqual(
            export.action_export()["url"],
            "/lot/epcis.jsonld?date_from=2026-11-20+23%3A00%3A00&date_to=2026-11-22+23%3A00%3A00",
        )

    def test_a_wrong_question_is_answered_with_400_and_no_login_with_the_login_page(self):
        self.assertIn("/web/login", self.url_open("/lot/epcis.jsonld?receipts=1").url)
        self.authenticate(self.receiver.login, self.receiver.login)
        for query in ("", "?receipts=x", "?date_from=yesterday"):
            self.assertEqual(self.url_open(f"/lot/epcis.jsonld{query}").status_code, 400, query)
