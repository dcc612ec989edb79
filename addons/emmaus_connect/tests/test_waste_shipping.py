"""What a waste shipment must hold to leave, and what stays as it was then."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .waste_case import BROKEN, WasteCase


@tagged("-at_install", "post_install")
class TestShipping(WasteCase):
    def test_it_leaves(self):
        one, two = self._recycled_device(), self._recycled_device()
        shipment = self._shipment(one, two)
        shipment.action_ship()
        today = fields.Date.context_today(shipment)
        self.assertEqual((shipment.state, shipment.date_shipped), ("shipped", today))
        for device in one | two:
            self.assertEqual(device.state, "recycled")
            self.assertEqual(self._place_of(device), self.customers)
            event = device.event_ids[0]
            self.assertEqual(event.name, "shipped_as_waste")
            self.assertEqual(
                event.facts,
                {"shipment": shipment.name, "slip": "BSD-20260302-AAAA"},
            )
        self.assertEqual(self._events(shipment), ["shipped"])
        picking = shipment.picking_ids
        self.assertEqual(picking.state, "done")
        self.assertEqual(picking.partner_id, self.consignee)
        self.assertEqual(picking.origin, shipment.name)
        self.assertFalse(self._broken())

    def test_numbered_by_year(self):
        first, second = self._shipment(), self._shipment()
        year = fields.Date.context_today(first).year
        self.assertRegex(first.name, rf"^W{year % 100}-\d{{5}}$")
        self.assertEqual(int(second.name[-5:]), int(first.name[-5:]) + 1)

    def test_nothing_on_it(self):
        shipment = self._shipment()
        with self.assertRefused(f"There is nothing on {shipment.name}", shipment):
            shipment.action_ship()

    def test_each_missing_fact_is_named(self):
        device = self._recycled_device()
        shipment = self._shipment(device)
        for name, label in (
            ("weight_kg", "Weight (kg)"),
            ("waste_code_id", "Waste Code"),
            ("carrier_id", "Carrier"),
            ("consignee_id", "Consignee"),
            ("treatment_code", "Treatment"),
            ("treatment_rank", "Kind of Treatment"),
            ("slip_number", "Slip Number"),
            ("consignee_authorisation", "Consignee's Authorisation"),
        ):
            kept = {key: shipment[key] for key in (name, "usual_name")}
            kept = {k: v.id if hasattr(v, "ids") else v for k, v in kept.items()}
            shipment[name] = False
            with (
                self.subTest(field=name),
                self.assertRefused(f"Still to fill in: {label}", shipment, device),
            ):
                shipment.action_ship()
            shipment.write(kept)
        shipment.consignee_authorisation = "Arrêté"
        shipment.treatment_rank = "recycling"
        shipment.action_ship()

    def test_harmless_waste_leaves_without_slip(self):
        vals = {"slip_number": False, "waste_code_id": self.harmless.id}
        shipment = self._shipped(**vals, consignee_authorisation=False)
        self.assertEqual(shipment.state, "shipped")
        shipment.slip_number = "LATE-1"
        with self.assertRefused("“Slip Number” is in the register", shipment):
            shipment.slip_number = "LATE-2"

    def test_departure_is_not_to_come(self):
        device = self._recycled_device()
        today = fields.Date.context_today(device)
        shipment = self._shipment(device, date_shipped=today + timedelta(days=1))
        with self.assertRefused("which is still to come", shipment, device):
            shipment.action_ship()
        shipment.date_shipped = today - timedelta(days=3)
        shipment.action_ship()
        told = fields.Date.to_date(device.event_ids[0].occurred_at)
        self.assertEqual(told, today - timedelta(days=3))

    def test_device_that_left_the_zone_stops_the_shipment(self):
        device = self._recycled_device()
        shipment = self._shipment(device)
        self.env.cr.execute(
            "UPDATE stock_lot SET location_id = %s WHERE id = %s",
            [self.north._zone("workshop").id, device.lot_id.id],
        )
        self.env.invalidate_all()
        with self.assertRefused("not in the recycling zone", shipment, device):
            shipment.action_ship()

    def test_data_found_later_stops_the_shipment(self):
        device = self._erased_device()
        device.action_recycle(BROKEN)
        shipment = self._shipment(device)
        self._audit(device, self._disk())
        with self.assertRefused("may still hold data", shipment, device, undone=True):
            shipment.action_ship()

    def test_goods_in_the_zone_leave_the_stock(self):
        self._loose_goods(5)
        line = {"category_id": self.charger.id, "quantity": 8}
        shipment = self._shipment(line_ids=[Command.create(line)])
        shipment.action_ship()
        move = shipment.picking_ids.move_ids
        self.assertEqual((move.state, move.quantity), ("done", 5))
        self.assertEqual(shipment.line_ids.share_kg, 12.5)

    def test_weight_is_shared_by_category(self):
        laptop = self._erased_device()
        laptop.action_recycle(BROKEN)
        goods = [
            {"category_id": self.charger.id, "quantity": 4, "weight_kg": 2.0},
            {"category_id": self.screen.id, "quantity": 1},
        ]
        shipment = self._shipment(
            laptop, weight_kg=11.6, line_ids=list(map(Command.create, goods))
        )
        self.assertAlmostEqual(shipment.typical_weight_kg, 2.2 + 2.0 + 5.0, 3)
        shipment.action_ship()
        shares = {
            (line.category_id.code, line.is_devices): line.share_kg
            for line in shipment.line_ids
        }
        self.assertEqual(shares["charger", False], 2.0)
        self.assertAlmostEqual(shares["laptop", True], 9.6 * 2.2 / 7.2, 3)
        self.assertAlmostEqual(sum(shares.values()), 11.6, 3)

    def test_parts_do_not_weigh_more_than_the_whole(self):
        device = self._recycled_device()
        for weight in (12.5, 13.0):
            goods = {"category_id": self.charger.id, "weight_kg": weight}
            shipment = self._shipment(line_ids=[Command.create(goods)])
            shipment.action_load(device)
            with (
                self.subTest(weight=weight),
                self.assertRefused("Weigh it again", shipment, device),
            ):
                shipment.action_ship()
            shipment.action_cancel()

    # What has left

    def test_register_does_not_change(self):
        shipment = self._shipped()
        for vals in (
            {"weight_kg": 1},
            {"waste_code_id": self.harmless.id},
            {"consignee_id": self.carrier.id},
            {"date_shipped": "2026-01-01"},
            {"warehouse_id": self.south.id},
            {"line_ids": [Command.clear()]},
        ):
            with (
                self.subTest(vals=vals),
                self.assertRefused("is in the register of waste", shipment),
            ):
                shipment.write(vals)
        with self.assertRefused("is in the register", shipment.line_ids):
            shipment.line_ids.quantity = 100
        with self.assertRefused("is in the register", shipment.line_ids):
            shipment.line_ids.unlink()
        with self.assertRefused("is in the register"):
            self.env["emmaus.waste.shipment.line"].create(
                {"shipment_id": shipment.id, "category_id": self.charger.id}
            )
        shipment.note = "Doors were closed at noon"

    def test_shipped_is_never_deleted(self):
        shipment = self._shipped()
        loaded = self._shipment(self._recycled_device())
        for record in (shipment, loaded):
            with self.assertRefused("is never deleted", record):
                record.unlink()
        self._shipment().unlink()

    def test_shipped_is_neither_loaded_nor_cancelled(self):
        shipment = self._shipped()
        device = self._recycled_device()
        with self.assertRefused("nothing is put on it or taken off", device):
            shipment.action_load(device)
        with self.assertRefused("nothing is put on it or taken off", shipment):
            shipment.action_unload(shipment.device_ids)
        with self.assertRefused("cannot go from “Shipped” to “Cancelled”", shipment):
            shipment.action_cancel()
        with self.assertRefused("cannot go from “Shipped” to “Shipped”", shipment):
            shipment.action_ship()

    def test_acts_own_their_fields(self):
        shipment = self._shipment()
        for vals in ({"register_facts": {}}, {"name": "W1"}, {"device_ids": []}):
            with (
                self.subTest(vals=vals),
                self.assertRefused("follows from its buttons", shipment),
            ):
                shipment.write(vals)
        with self.assertRefused("is not set by hand", shipment):
            shipment.state = "shipped"
        with self.assertRefused("written when the shipment leaves"):
            self.env["emmaus.waste.shipment.line"].create(
                {
                    "shipment_id": shipment.id,
                    "category_id": self.charger.id,
                    "is_devices": True,
                }
            )

    def test_site_of_a_loaded_shipment_stays(self):
        shipment = self._shipment(self._recycled_device())
        with self.assertRefused("unload them before you change its site", shipment):
            shipment.warehouse_id = self.south

    # The answer

    def test_treated_once_acknowledged(self):
        shipment = self._shipped()
        today = fields.Date.context_today(shipment)
        with self.assertRefused("Write when the consignee received", shipment):
            shipment.action_treat()
        shipment.write({"date_received": today, "date_treated": today})
        with self.assertRefused("Keep the proof", shipment):
            shipment.action_treat()
        shipment.acknowledgement_reference = "Signed slip, by post"
        shipment.date_received = today - timedelta(days=2)
        with self.assertRefused("do not follow each other", shipment):
            shipment.action_treat()
        shipment.write(
            {"date_received": today, "date_treated": today + timedelta(days=1)}
        )
        with self.assertRefused("do not follow each other", shipment):
            shipment.action_treat()
        shipment.write({"date_treated": today, "received_weight_kg": 12.2})
        shipment.action_treat()
        self.assertEqual(shipment.state, "treated")
        self.assertEqual(self._events(shipment), ["shipped", "treated"])
        with self.assertRefused("is in the register", shipment):
            shipment.received_weight_kg = 12.4

    # Codes

    def test_codes(self):
        codes = self.env["emmaus.waste.code"]
        self.assertTrue(self.dangerous.is_dangerous)
        self.assertFalse(self.harmless.is_dangerous)
        self.assertEqual(self.laptop.waste_code_id, self.dangerous)
        self.assertEqual(self.charger.waste_code_id, self.harmless)
        vals = {"name": "x", "usual_name": "x", "source": "x"}
        with self.assertRaises(ValidationError):
            codes.create({"code": "160213", **vals})
        self.assertTrue(codes.create({"code": "16 06 01*", **vals}).is_dangerous)

    # Who

    def test_site_rules(self):
        mine = self._shipment()
        theirs = self._shipment(warehouse_id=self.south.id)
        both = mine | theirs
        for role, seen in (
            ("volunteer", mine),
            ("logistics", mine),
            ("coordinator", both),
            ("auditor", both),
        ):
            shipments = self._as(self.env["emmaus.waste.shipment"], role)
            with self.subTest(role=role):
                self.assertEqual(
                    shipments.search([("id", "in", both.ids)]).ids, seen.ids[::-1]
                )
        with self.assertRaises(AccessError):
            self._as(theirs, "logistics").action_ship()
        with self.assertRaises(AccessError):
            self._as(mine, "logistics").warehouse_id = self.south

    def test_by_the_role_itself(self):
        device = self._recycled_device()
        shipment = self._as(self._shipment(), "logistics")
        shipment.action_load(device.ids)
        shipment.action_ship()
        self.assertEqual(device.event_ids[0].user_id, self.users["logistics"])
        for role in ("volunteer", "technician", "auditor"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self._as(self._shipment(self._recycled_device()), role).action_ship()

    def test_figures_by_category(self):
        self._shipped(self._recycled_device(), self._recycled_device())
        [(category, pieces, weight)] = self.env[
            "emmaus.waste.shipment.line"
        ]._read_group(
            [("state", "=", "shipped"), ("warehouse_id", "=", self.north.id)],
            ["category_id"],
            ["quantity:sum", "share_kg:sum"],
        )
        self.assertEqual((category, pieces, weight), (self.screen, 2, 12.5))
