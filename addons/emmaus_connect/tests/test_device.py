"""One thing: its numbers, its category, what may be written about it."""

from odoo.fields import Command
from odoo.tests import tagged

from .common import EmmausCase

NOT_BY_HAND = "is not changed by hand any more"


@tagged("-at_install", "post_install")
class TestDevice(EmmausCase):
    # Creating

    def test_bulk_keeps_the_order_and_all_numbers(self):
        collection = self._collected_collection()
        vals = {"category_id": self.laptop.id, "collection_id": collection.id}
        devices = self.env["emmaus.device"]._create_bulk(
            [
                {**vals, "identifiers": {"ec": "GRPC25-9001", "serial": "S 1"}},
                {**vals, "identifiers": {"imei": ["490154203237518", "35-2"]}},
                {**vals, "name": "GRPC25-9003", "identifiers": {"refurbisher": "L1"}},
                {**vals, "identifiers": {"serial": None, "imei": [], "mac": "  "}},
            ]
        )
        self.assertEqual(devices[0].name, "GRPC25-9001")
        self.assertEqual(devices[2].name, "GRPC25-9003")
        self.assertEqual(devices[1].imei, "490154203237518 / 35-2")
        self.assertEqual(
            devices.mapped(lambda device: len(device.identifier_ids)), [2, 3, 2, 1]
        )
        for device in devices:
            self.assertEqual(device.state, "announced")
            own = device.identifier_ids.filtered(lambda number: number.kind == "ec")
            self.assertEqual(own.value, device.name)
            self.assertEqual(device.product_id, self.laptop.product_id)
            self.assertEqual(device.warehouse_id, self.north)

    def test_bulk_of_nothing(self):
        counts = self._counts()
        self.assertFalse(self.env["emmaus.device"]._create_bulk([]))
        self.assertEqual(self._counts(), counts)

    def test_bulk_leaves_its_input_alone(self):
        vals = {
            "category_id": self.laptop.id,
            "collection_id": self._collected_collection().id,
            "identifiers": {"serial": "KEEP"},
        }
        before = dict(vals)
        self.env["emmaus.device"]._create_bulk([vals])
        self.assertEqual(vals, before)

    def test_bulk_takes_about_the_same_queries_for_ten_times_more(self):
        vals = {
            "category_id": self.laptop.id,
            "collection_id": self._collected_collection().id,
        }
        counts = []
        for size in (5, 50):
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.env["emmaus.device"]._create_bulk([dict(vals) for _n in range(size)])
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLess(counts[1], counts[0] + 25, counts)

    def test_number_known_already_is_refused_by_name(self):
        known = self._announced_device(name="GRPC25-1111")
        vals = {"category_id": self.laptop.id, "collection_id": known.collection_id.id}
        for spelling in ("GRPC25-1111", "grpc25 1111", "GRPC251111"):
            for create in ("create", "_create_bulk"):
                with (
                    self.subTest(spelling=spelling, create=create),
                    self.assertRefused("GRPC25-1111 is already a device's", known),
                ):
                    devices = self.env["emmaus.device"]
                    getattr(devices, create)([{**vals, "name": spelling}])

    def test_number_given_twice_in_one_go_is_refused(self):
        vals = {
            "category_id": self.laptop.id,
            "collection_id": self._collected_collection().id,
        }
        with self.assertRefused("a number is given once"):
            self.env["emmaus.device"]._create_bulk(
                [{**vals, "name": "TWICE-1"}, {**vals, "name": "twice 1"}]
            )

    def test_number_without_letter_or_digit_is_refused(self):
        vals = {
            "category_id": self.laptop.id,
            "collection_id": self._collected_collection().id,
        }
        with self.assertRefused("“---” is no number"):
            self.env["emmaus.device"].create({**vals, "name": "---"})

    def test_without_category_is_refused(self):
        collection = self._collected_collection()
        for create in ("create", "_create_bulk"):
            with self.subTest(create=create), self.assertRefused("needs its category"):
                devices = self.env["emmaus.device"]
                getattr(devices, create)([{"collection_id": collection.id}])

    def test_goods_by_quantity_are_no_devices(self):
        collection = self._collected_collection({self.charger: 1})
        vals = {"category_id": self.charger.id, "collection_id": collection.id}
        for create in ("create", "_create_bulk"):
            with (
                self.subTest(create=create),
                self.assertRefused("is counted by quantity"),
            ):
                getattr(self.env["emmaus.device"], create)([vals])

    def test_without_site_is_not_numbered(self):
        with self.assertRefused("needs its category and its site"):
            self.env["emmaus.device"].create({"category_id": self.laptop.id})

    def test_serial_number_of_another_product_is_refused(self):
        lot = self.env["stock.lot"].create(
            {"name": "SCREEN-LOT", "product_id": self.screen.product_id.id}
        )
        vals = {
            "category_id": self.laptop.id,
            "collection_id": self._collected_collection().id,
            "lot_id": lot.id,
        }
        with self.assertRefused("SCREEN-LOT is a number of", lot):
            self.env["emmaus.device"].create(vals)

    def test_load_creates_devices_with_all_guards(self):
        collection = self._collected_collection()
        devices = self._as(self.env["emmaus.device"], "logistics")
        columns = ["name", "category_id/.id", "collection_id/.id", "model"]
        good = ["LOAD-1", str(self.laptop.id), str(collection.id), "T480"]
        result = devices.load(columns, [good])
        self.assertFalse(result["messages"])
        device = self.env["emmaus.device"].browse(result["ids"])
        self.assertEqual((device.name, device.state), ("LOAD-1", "announced"))
        self.assertEqual(self.env["emmaus.device"].find_by_code("load1"), device)
        result = devices.load(columns, [good])
        self.assertFalse(result["ids"])
        self.assertIn("a number is given once", result["messages"][0]["message"])

    # Receiving

    def test_receiving_twice_is_refused(self):
        device = self._received_device()
        with self.assertRefused("from “Received” to “Received”", device):
            device.action_receive()

    def test_missing_device_is_not_received(self):
        device = self._announced_device()
        device.action_mark_missing()
        with self.assertRefused("marked as not arrived", device):
            device.action_receive()
        device.action_unmark_missing()
        device.action_receive()
        self.assertEqual(
            self._events(device),
            ["announced", "marked_missing", "unmarked_missing", "received"],
        )

    def test_here_is_not_missing(self):
        device = self._received_device()
        with self.assertRefused("only an announced device can be missing", device):
            device.action_mark_missing()

    def test_not_received_before_its_collection_is_in_our_hands(self):
        for collection in (
            self._draft_collection(),
            self._announced_collection(),
        ):
            device = self._announced_device(collection=collection)
            with self.assertRefused(
                "its devices are received once it is collected", device, undone=True
            ):
                device.action_receive()
        collection.action_cancel()
        with self.assertRefused("which is “Cancelled”", device, undone=True):
            device.action_receive()

    def test_without_collection_it_is_not_received(self):
        device = self.env["emmaus.device"].create(
            {"category_id": self.laptop.id, "warehouse_id": self.north.id}
        )
        with self.assertRefused("say which donation it came with", device, undone=True):
            device.action_receive()

    def test_late_one_joins_its_received_collection(self):
        collection = self._collected_collection({self.laptop: 1})
        late = self._announced_device(collection=collection)
        late.action_mark_missing()
        collection.line_ids.is_counted = True
        collection.action_receive()
        late.action_unmark_missing()
        late.action_receive()
        self.assertEqual(late.zone, "intake")

    def test_of_two_collections_at_once(self):
        devices = self._announced_device() | self._announced_device()
        devices.action_receive()
        self.assertEqual(len(devices.collection_id.picking_ids), 2)
        self.assertEqual(devices.mapped("state"), ["received", "received"])

    # The donor's sector travels

    def test_sector_of_the_donor_is_the_device_s(self):
        town = self._new_donor("Mairie du Nord", "public")
        collection = self._collected_collection(donor_id=town.id)
        device = self._received_device(collection=collection)
        self.assertEqual((device.donor_id, device.donor_sector), (town, "public"))

    def test_sector_is_not_written_on_the_device(self):
        device, other = self._announced_device(), self._new_donor("Autre", "public")
        for vals in ({"donor_sector": "individual"}, {"donor_id": other.id}):
            with (
                self.subTest(vals=vals),
                self.assertRefused(NOT_BY_HAND, device, self.donor),
            ):
                self._as(device, "administrator").write(vals)

    # What the line settles

    def test_settled_fields_are_not_written(self):
        device, other = self._received_device(), self._received_device()
        collection = self._collected_collection()
        for vals in (
            {"lot_id": other.lot_id.id},
            {"product_id": self.screen.product_id.id},
            {"warehouse_id": self.south.id},
            {"merged_into_id": other.id},
            {"category_id": self.screen.id},
            {"collection_id": collection.id},
            {"collection_id": False},
        ):
            with self.subTest(vals=vals), self.assertRefused(NOT_BY_HAND, device):
                self._as(device, "administrator").write(vals)

    def test_same_value_is_no_change(self):
        device = self._received_device()
        device.write({"category_id": self.laptop.id, "model": "T480"})
        self.assertEqual(device.model, "T480")

    def test_category_of_an_announced_device_is_corrected_with_its_product(self):
        device = self._announced_device()
        self._as(device, "technician").category_id = self.screen
        self.assertEqual(device.lot_id.product_id, self.screen.product_id)
        lines = device.collection_id.line_ids
        self.assertIn(self.screen, lines.category_id)

    def test_category_by_quantity_is_refused(self):
        device = self._announced_device()
        with self.assertRefused("is counted by quantity", device):
            device.category_id = self.charger

    def test_product_of_the_number_below_is_not_changed_alone(self):
        device = self._announced_device()
        with self.assertRefused("its product follows", device.lot_id):
            device.lot_id.product_id = self.screen.product_id

    def test_in_stock_is_not_archived(self):
        device = self._received_device()
        with self.assertRefused("it cannot be archived", device):
            device.active = False
        with self.assertRefused("it cannot be archived", device):
            self._as(device, "logistics").action_archive()

    def test_entered_by_mistake_is_archived(self):
        device = self._announced_device()
        self._as(device, "technician").active = False
        self.assertFalse(self.env["emmaus.device"].find_by_code(device.name))

    # Renumbering

    def test_new_name_is_the_new_number_everywhere(self):
        device = self._announced_device(name="WRONG-1")
        for target in (device, device.lot_id):
            former, name = device.name, f"RIGHT-{target._table}"
            self._as(target, "technician").name = name
            self.assertEqual((device.name, device.lot_id.name), (name, name))
            find = self.env["emmaus.device"].find_by_code
            self.assertEqual(find(name.lower()), device)
            self.assertFalse(find(former))
            event = self.env["emmaus.event"].search(
                [("device_id", "=", device.id)], limit=1
            )
            self.assertEqual(
                (event.name, event.facts), ("renumbered", {"former": former})
            )
            self.assertEqual(event.user_id, self.users["technician"])

    def test_new_name_of_another_device_is_refused(self):
        device, other = self._announced_device(), self._announced_device(name="TAKEN-1")
        for spelling in ("TAKEN-1", "taken 1"):
            with (
                self.subTest(spelling=spelling),
                self.assertRefused(
                    "TAKEN-1 is already a device's", device, device.lot_id, other
                ),
            ):
                device.name = spelling

    def test_same_name_written_another_way(self):
        device = self._announced_device(name="CASE-1")
        device.name = "case 1"
        self.assertEqual(device.identifier_ids.value, "case 1")

    # Identifiers

    def test_own_number_is_not_an_identifier_to_edit(self):
        device = self._announced_device()
        own = device.identifier_ids
        with self.assertRefused("change it there", own):
            self._as(own, "coordinator").value = "OTHER"
        with self.assertRefused("change it there", own, undone=True):
            self._as(own, "coordinator").kind = "serial"
        with self.assertRefused("change it there", own):
            self._as(own, "coordinator").unlink()
        with self.assertRefused("change it there", own, undone=True):
            vals = {"device_id": device.id, "kind": "ec", "value": "SECOND-1"}
            self._as(self.env["emmaus.device.identifier"], "technician").create(vals)

    def test_identifiers_are_added_by_technicians(self):
        device = self._announced_device()
        self._as(device, "technician").identifier_ids = [
            Command.create({"kind": "serial", "value": "pf 0x.12"})
        ]
        self.assertEqual(device.serial_number, "pf 0x.12")
        self.assertEqual(self.env["emmaus.device"].find_by_code("PF0X12"), device)

    def test_identifier_of_signs_only_is_refused(self):
        device = self._announced_device()
        with self.assertRefused(
            "“ - ” is no number of", device, undone=True, error=Exception
        ):
            device.identifier_ids = [Command.create({"kind": "mac", "value": " - "})]

    def test_unsure_numbers_are_told(self):
        device = self._announced_device(
            identifiers={
                "serial": ["To be filled by O.E.M.", "PF123"],
                "imei": ["490154203237518", "490154203237519", "4901542"],
            }
        )
        unsure = device.identifier_ids.filtered("is_unsure").mapped("value")
        self.assertEqual(
            unsure, ["To be filled by O.E.M.", "490154203237519", "4901542"]
        )

    def test_doubles_are_counted(self):
        first = self._announced_device(identifiers={"serial": "DOUBLE-1"})
        second = self._announced_device(identifiers={"serial": "double 1"})
        third = self._announced_device(identifiers={"serial": "N/A"})
        fourth = self._announced_device(identifiers={"serial": "n/a"})
        all_four = first | second | third | fourth
        self.assertEqual(all_four.mapped("duplicate_count"), [1, 1, 0, 0])
