"""What acts settle is not written past them."""

from odoo.tests import tagged

from .common import EmmausCase


@tagged("-at_install", "post_install")
class TestSettled(EmmausCase):
    def test_what_an_act_tells_is_not_written_by_hand(self):
        device = self._announced_device()
        for vals in (
            {"is_missing": True},
            {"is_from_count": True},
            {"date_received": "2020-01-01 00:00:00"},
        ):
            for role in ("technician", "logistics", "administrator"):
                with (
                    self.subTest(vals=vals, role=role),
                    self.assertRefused("is not changed by hand", device),
                ):
                    self._as(device, role).write(vals)
        self._as(device, "technician").action_mark_missing()
        self.assertTrue(device.is_missing)
        self.assertEqual(self._events(device), ["announced", "marked_missing"])

    def test_archived_device_is_not_received(self):
        archived, double, kept = (self._announced_device() for _each in range(3))
        archived.active = False
        double.action_merge_into(kept)
        for device in (archived, double):
            with self.assertRefused("bring it back", device):
                device.action_receive()
        archived.active = True
        archived.action_receive()
        self.assertEqual(archived.state, "received")

    def test_announced_devices_follow_their_collection_to_another_site(self):
        collection = self._collected_collection({self.laptop: 1})
        device = self._announced_device(collection=collection)
        collection.warehouse_id = self.south
        self.assertEqual(device.warehouse_id, self.south)
        there = self._as(collection, self._new_user("logistics", self.south, "south"))
        there.action_count_as_announced()
        there.action_receive()
        self.assertEqual(collection.device_ids, device)
        self.assertEqual(device.location_id, self.south._zone("intake"))

    def test_received_device_stays_where_it_is(self):
        device = self._received_device()
        device.collection_id.warehouse_id = self.south
        self.assertEqual(device.warehouse_id, self.north)

    def test_a_surplus_does_not_make_good_a_lack(self):
        collection = self._collected_collection({self.laptop: 2, self.screen: 2})
        for line in collection.line_ids:
            line.counted_qty = 1 if line.category_id == self.laptop else 3
        collection.action_receive()
        self.assertEqual(collection.discrepancy, 0)
        with self.assertRefused("Write the reason of the difference", collection):
            collection.action_close()
        collection.discrepancy_reason = "A screen was taken for a laptop"
        collection.action_close()
        self.assertEqual(collection.state, "closed")

    def test_number_that_searches_compare_is_not_forged(self):
        device = self._announced_device(identifiers={"serial": "AAA-1"})
        serial = device.identifier_ids.filtered(lambda i: i.kind == "serial")
        self._as(serial, "technician").write({"normalized": "ZZZ"})
        self.assertEqual(serial.normalized, "AAA1")
        vals = {"device_id": device.id, "value": "BBB-1", "normalized": "ZZZ"}
        numbers = self._as(self.env["emmaus.device.identifier"], "technician")
        added = numbers.create(vals)
        self.assertEqual(added.normalized, "BBB1")
