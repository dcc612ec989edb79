"""A donation, from the announcement to the books closed."""

from psycopg2.errors import CheckViolation, UniqueViolation

from odoo.exceptions import MissingError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import EmmausCase


@tagged("-at_install", "post_install")
class TestCollection(EmmausCase):
    def _line(self, collection, category=None):
        return collection.line_ids.filtered(
            lambda line: line.category_id == (category or self.laptop)
        )

    # The line, step by step

    def test_from_announcement_to_closed(self):
        collection = self._draft_collection({self.laptop: 3, self.charger: 10})
        collection.action_announce()
        collection.date_scheduled = "2026-03-02 09:00:00"
        collection.action_schedule()
        collection.action_collect()
        collection.action_count_as_announced()
        collection.action_receive()
        collection.action_close()
        self.assertEqual(collection.state, "closed")
        self.assertEqual(
            self._events(collection),
            ["announced", "scheduled", "collected", "received", "closed"],
        )
        self.assertEqual(len(collection.device_ids), 3)
        self.assertTrue(collection.date_collected and collection.date_received)
        last = self.env["emmaus.event"].search(
            [("res_model", "=", "emmaus.collection"), ("res_id", "=", collection.id)],
            limit=1,
        )
        self.assertEqual(last.facts, {"announced": 13, "counted": 13})

    def test_announcing_nothing_is_refused(self):
        collection = self._draft_collection()
        with self.assertRefused("add a line for each category", collection):
            collection.action_announce()

    def test_scheduling_without_a_day_is_refused(self):
        collection = self._announced_collection()
        with self.assertRefused("Choose the pick-up day", collection):
            collection.action_schedule()

    def test_receiving_before_collecting_is_refused(self):
        collection = self._announced_collection()
        collection.action_count_as_announced()
        with self.assertRefused("Possible from here", collection):
            collection.action_receive()

    def test_receiving_twice_is_refused(self):
        collection = self._received_collection()
        with self.assertRefused("from “Received” to “Received”", collection):
            collection.action_receive()

    def test_two_collections_at_once(self):
        both = self._counted_collection() | self._counted_collection({self.screen: 1})
        both.action_receive()
        self.assertEqual(both.mapped("state"), ["received", "received"])
        self.assertEqual(both.mapped("device_count"), [2, 1])

    def test_one_that_is_not_counted_stops_both(self):
        counted, uncounted = self._counted_collection(), self._collected_collection()
        with self.assertRefused(uncounted.name, counted, uncounted, undone=True):
            (counted | uncounted).action_receive()

    # Counting

    def test_line_that_nobody_counted_is_refused(self):
        collection = self._collected_collection({self.laptop: 2})
        with self.assertRefused("Count the line “Laptop”", collection):
            collection.action_receive()

    def test_counted_none_is_a_count(self):
        collection = self._collected_collection({self.laptop: 2, self.screen: 1})
        self._line(collection).is_counted = True
        self._line(collection, self.screen).counted_qty = 1
        collection.action_receive()
        self.assertEqual(collection.device_ids.category_id, self.screen)
        self.assertEqual(collection.discrepancy, -2)

    def test_count_as_announced_leaves_what_was_counted(self):
        collection = self._collected_collection({self.laptop: 2, self.screen: 4})
        self._line(collection).counted_qty = 1
        collection.action_count_as_announced()
        self.assertEqual(sorted(collection.line_ids.mapped("counted_qty")), [1, 4])

    def test_counted_back_to_none_stays_counted(self):
        collection = self._collected_collection({self.laptop: 2})
        line = self._line(collection)
        line.counted_qty = 5
        self.env.flush_all()
        line.counted_qty = 0
        self.assertTrue(line.is_counted)
        self.assertEqual(line.discrepancy, -2)

    def test_more_counted_than_known_by_name_makes_the_rest(self):
        collection = self._collected_collection({self.laptop: 2})
        known = self._announced_device(collection=collection, name="FILE-1")
        self._line(collection).counted_qty = 3
        collection.action_receive()
        self.assertEqual(len(collection.device_ids), 3)
        self.assertEqual(set(collection.device_ids.mapped("state")), {"received"})
        self.assertIn(known, collection.device_ids)

    def test_fewer_counted_than_known_by_name_is_refused(self):
        collection = self._collected_collection({self.laptop: 2})
        self._announced_device(collection=collection)
        self._announced_device(collection=collection)
        self._line(collection).counted_qty = 1
        with self.assertRefused("Mark the missing ones", collection):
            collection.action_receive()

    def test_what_did_not_arrive_is_not_received(self):
        collection = self._collected_collection({self.laptop: 2})
        here = self._announced_device(collection=collection)
        missing = self._announced_device(collection=collection)
        missing.action_mark_missing()
        self._line(collection).counted_qty = 1
        collection.action_receive()
        self.assertEqual((here.state, missing.state), ("received", "announced"))
        self.assertEqual(len(collection.device_ids), 2)
        self.assertFalse(missing.lot_id.quant_ids)

    def test_devices_received_one_by_one_are_not_made_again(self):
        collection = self._collected_collection({self.laptop: 3})
        first = self._announced_device(collection=collection)
        self._announced_device(collection=collection)
        first.action_receive()
        self._line(collection).counted_qty = 3
        collection.action_receive()
        self.assertEqual(len(collection.device_ids), 3)
        self.assertEqual(set(collection.device_ids.mapped("state")), {"received"})

    def test_device_entered_by_hand_gets_its_line(self):
        collection = self._collected_collection({self.laptop: 1})
        self.env["emmaus.device"].create(
            {"category_id": self.screen.id, "collection_id": collection.id}
        )
        self.assertEqual(self._line(collection, self.screen).announced_qty, 1)

    def test_line_announces_at_least_the_devices_known(self):
        collection = self._draft_collection({self.laptop: 1})
        for _unit in range(3):
            self._announced_device(collection=collection)
        self.assertEqual(self._line(collection).announced_qty, 3)

    def test_what_was_counted_stays(self):
        collection = self._received_collection()
        line = collection.line_ids
        for role in ("logistics", "administrator"):
            for vals in ({"counted_qty": 9}, {"announced_qty": 9}, {"is_counted": 0}):
                with (
                    self.subTest(role=role, vals=vals),
                    self.assertRefused("what was counted stays", line),
                ):
                    self._as(line, role).write(vals)
        with self.assertRefused("what was counted stays", line):
            self._as(line, "logistics").unlink()
        with self.assertRefused("what was counted stays", line, undone=True):
            vals = {"category_id": self.screen.id}
            self._as(collection, "logistics").line_ids = [Command.create(vals)]

    # Stock

    def test_receipt_puts_each_device_in_the_intake_zone_once(self):
        collection = self._received_collection({self.laptop: 3, self.screen: 2})
        intake = self.north._zone("intake")
        quants = self.env["stock.quant"].search(
            [("lot_id", "in", collection.device_ids.lot_id.ids)]
        )
        inside = quants.filtered(lambda quant: quant.location_id == intake)
        self.assertEqual(len(inside), 5)
        self.assertEqual(set(inside.mapped("quantity")), {1.0})
        self.assertEqual(inside.lot_id, collection.device_ids.lot_id)
        held = quants.filtered(lambda quant: quant.location_id.usage == "internal")
        self.assertEqual(held, inside)
        self.assertEqual(collection.device_ids.lot_id.location_id, intake)
        self.assertEqual(set(collection.device_ids.mapped("zone")), {"intake"})
        self.assertEqual(set(inside.mapped("reserved_quantity")), {0.0})

    def test_products_follow_the_categories(self):
        collection = self._received_collection({self.laptop: 1, self.screen: 1})
        for device in collection.device_ids:
            self.assertEqual(device.product_id, device.category_id.product_id)

    def test_goods_by_quantity_are_added_up_in_the_intake_zone(self):
        product, intake = self.charger.product_id, self.north._zone("intake")
        for quantity in (7, 5):
            self._received_collection({self.charger: quantity})
        quants = self.env["stock.quant"].search(
            [("product_id", "=", product.id), ("location_id", "=", intake.id)]
        )
        self.assertEqual(sum(quants.mapped("quantity")), 12)

    def test_goods_by_quantity_make_no_device(self):
        collection = self._received_collection({self.charger: 4})
        self.assertFalse(collection.device_ids)
        self.assertEqual(collection.picking_ids.mapped("state"), ["done"])

    def test_receipts_say_where_the_goods_come_from(self):
        collection = self._received_collection({self.laptop: 1, self.charger: 1})
        self.assertEqual(len(collection.picking_ids), 2)
        for picking in collection.picking_ids:
            self.assertEqual(picking.state, "done")
            self.assertEqual(picking.origin, collection.name)
            self.assertEqual(picking.partner_id, self.donor)
            self.assertEqual(picking.location_id.usage, "supplier")
            self.assertEqual(picking.picking_type_id, self.north.in_type_id)

    def test_logistics_receives_without_the_superuser(self):
        collection = self._counted_collection({self.laptop: 2, self.charger: 1})
        self._as(collection, "logistics").action_receive()
        self.assertEqual(collection.state, "received")
        self.assertEqual(
            collection.device_ids.event_ids.user_id, self.users["logistics"]
        )

    def test_empty_shipment(self):
        collection = self._collected_collection({self.laptop: 1})
        self._line(collection).is_counted = True
        collection.action_receive()
        self.assertFalse(collection.picking_ids)
        self.assertEqual(collection.discrepancy, -1)

    # Closing and cancelling

    def test_closing_with_a_difference_needs_its_reason(self):
        collection = self._collected_collection({self.laptop: 2})
        self._line(collection).counted_qty = 1
        collection.action_receive()
        with self.assertRefused("1 counted for 2 announced", collection):
            collection.action_close()
        collection.discrepancy_reason = "One stayed with the donor"
        collection.action_close()
        event = self.env["emmaus.event"].search([("to_state", "=", "closed")], limit=1)
        self.assertEqual(
            event.facts,
            {"announced": 2, "counted": 1, "reason": "One stayed with the donor"},
        )

    def test_closing_needs_the_donor(self):
        collection = self._received_collection(donor_id=False)
        with self.assertRefused("Say who gave", collection):
            collection.action_close()
        collection.donor_id = self.donor
        collection.action_close()
        self.assertEqual(collection.state, "closed")
        self.assertEqual(collection.device_ids.donor_id, self.donor)

    def test_nothing_is_added_to_a_closed_collection(self):
        collection = self._received_collection()
        collection.action_close()
        vals = {"category_id": self.laptop.id, "collection_id": collection.id}
        with self.assertRefused("no device is added to it any more", collection):
            self.env["emmaus.device"].create(vals)
        with self.assertRefused("no device is added to it any more", collection):
            self.env["emmaus.device"]._create_bulk([vals])

    def test_cancelling_before_the_receipt(self):
        for collection in (
            self._draft_collection(),
            self._announced_collection(),
            self._counted_collection(),
        ):
            collection.action_cancel()
            self.assertEqual(collection.state, "cancelled")

    def test_cancelling_after_the_receipt_is_refused(self):
        collection = self._received_collection()
        with self.assertRefused("is here already", collection):
            collection.action_cancel()

    def test_cancelling_what_is_half_received_is_refused(self):
        collection = self._collected_collection({self.laptop: 2})
        device = self._announced_device(collection=collection)
        device.action_receive()
        with self.assertRefused(f"{device.name} of", collection, device):
            collection.action_cancel()

    def test_deleting_is_for_drafts(self):
        draft, announced = self._draft_collection(), self._announced_collection()
        with self.assertRefused("cancel it instead", announced):
            self._as(announced, "logistics").unlink()
        self._as(draft, "logistics").unlink()
        self.assertFalse(draft.exists())
        self.assertFalse(self._broken())

    # Bad input

    def test_negative_quantities_are_refused(self):
        line = self._announced_collection().line_ids
        for field in ("announced_qty", "counted_qty"):
            with (
                self.subTest(field=field),
                mute_logger("odoo.sql_db"),
                self.assertRaises(CheckViolation) as refusal,
            ):
                line[field] = -1
                self.env.flush_all()
            self.assertIn("quantities_positive", str(refusal.exception))
        self.assertEqual((line.announced_qty, line.counted_qty), (2, 0))

    def test_negative_quantity_from_the_web_has_a_sentence(self):
        collection = self._draft_collection()
        message = self.env["emmaus.collection.line"]
        with mute_logger("odoo.sql_db"):
            result = self._as(message, "logistics").load(
                ["collection_id/.id", "category_id/.id", "announced_qty"],
                [[str(collection.id), str(self.laptop.id), "-3"]],
            )
        self.assertFalse(result["ids"])
        self.assertIn("cannot be less than zero", result["messages"][0]["message"])

    def test_category_has_one_line(self):
        collection = self._draft_collection({self.laptop: 1})
        vals = {"collection_id": collection.id, "category_id": self.laptop.id}
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation):
            self.env["emmaus.collection.line"].create(vals)

    def test_reference_is_unique_by_site(self):
        self._draft_collection(reference="DON-7")
        self._draft_collection(reference="DON-7", site=self.south)
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation):
            self._draft_collection(reference="DON-7")

    def test_reference_of_a_cancelled_one_is_free_again(self):
        self._draft_collection(reference="DON-8").action_cancel()
        self.assertTrue(self._draft_collection(reference="DON-8"))

    def test_site_is_needed(self):
        user = self._new_user("logistics", self.north | self.south, "two_sites")
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaisesRegex(Exception, "warehouse_id"),
            self.env.cr.savepoint(),
        ):
            self.env["emmaus.collection"].with_user(user).create({})

    def test_single_site_of_a_person_is_proposed(self):
        collection = self._as(self.env["emmaus.collection"], "logistics").create({})
        self.assertEqual(collection.warehouse_id, self.north)

    def test_site_without_zones_is_refused_clearly(self):
        office = self.env["stock.warehouse"].create({"name": "Office", "code": "OFC"})
        collection = self._counted_collection(site=office)
        with self.assertRefused("Office has no intake zone", collection, undone=True):
            collection.action_receive()

    def test_missing_record_is_an_error_of_access_or_absence(self):
        gone = self._draft_collection()
        gone.unlink()
        with self.assertRaises(MissingError):
            self._as(gone, "logistics").action_announce()
