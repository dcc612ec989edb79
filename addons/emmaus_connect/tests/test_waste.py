"""What cannot be used again: when it becomes waste, and how it leaves."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged

from ..models.emmaus_waste_delivery import WASTE_MOVE
from ..models.stock_move_line import DEVICE_MOVE
from .common import EmmausCase

BROKEN = "Broken beyond repair"


class WasteCase(EmmausCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.zone = cls.north._zone("recycling")
        cls.customers = cls.env.ref("stock.stock_location_customers")
        cls.dangerous = cls.env.ref("emmaus_connect.waste_code_160213")
        cls.harmless = cls.env.ref("emmaus_connect.waste_code_160214")
        cls.carrier = cls._new_operator("Transports Rhône", "85201234500017")
        cls.consignee = cls._new_operator(
            "Démontage du Sud",
            "79312345600024",
            waste_authorisation="Arrêté 38-2024-07",
        )

    @classmethod
    def _new_operator(cls, name, siret, **vals):
        return cls.env["res.partner"].create(
            {
                "name": name,
                "is_company": True,
                "is_waste_operator": True,
                "company_registry": siret,
                "street": "12 rue des Ferrailleurs",
                "zip": "38000",
                "city": "Grenoble",
                **vals,
            }
        )

    def _recycled_device(self, **vals):
        device = self._received_device(**{"category": self.screen, **vals})
        device.action_recycle(BROKEN)
        return device

    def _shipment(self, *devices, **vals):
        """A shipment that may leave, with these devices on it."""
        shipment = self.env["emmaus.waste.shipment"].create(
            {
                "warehouse_id": self.north.id,
                "weight_kg": 12.5,
                "waste_code_id": self.dangerous.id,
                "carrier_id": self.carrier.id,
                "consignee_id": self.consignee.id,
                "treatment_code": "R4",
                "slip_number": "BSD-20260302-AAAA",
                **vals,
            }
        )
        shipment.action_load(self.env["emmaus.device"].union(*devices))
        return shipment

    def _shipped(self, *devices, **vals):
        shipment = self._shipment(*devices or [self._recycled_device()], **vals)
        shipment.action_ship()
        return shipment

    def _pallet(self, *devices, name="PAL-1"):
        package = self.env["stock.package"].create({"name": name})
        for device in devices:
            device.action_place(device.lot_id.location_id, package)
        return package

    def _loose_goods(self, quantity, place=None, package=None):
        """Chargers in stock, counted by the box."""
        self.env["stock.quant"]._update_available_quantity(
            self.charger.product_id, place or self.zone, quantity, package_id=package
        )

    def _place_of(self, device):
        self.env.invalidate_all()
        return device.lot_id.quant_ids.filtered(lambda q: q.quantity > 0).location_id


@tagged("-at_install", "post_install")
class TestRecycle(WasteCase):
    def test_from_each_state_in_stock(self):
        for state in ("received", "graded", "ready", "promised"):
            device = self._received_device(category=self.screen)
            for step in ("graded", "ready", "promised"):
                if state != "received" and device.state != state:
                    device._move_to(step)
            events = len(self._events(device))
            with self.subTest(state=state):
                self.assertFalse(device.waste_status)
                device.action_recycle(BROKEN)
                self.assertEqual(device.state, "recycled")
                self.assertTrue(device.waste_status)
                self.assertEqual(device.waste_reason, BROKEN)
                self.assertEqual(self._place_of(device), self.zone)
                self.assertEqual(len(self._events(device)), events + 1)
                event = device.event_ids[0]
                self.assertEqual((event.name, event.from_state), ("recycled", state))
                self.assertEqual(event.facts, {"reason": BROKEN})
        self.assertFalse(self._broken())

    def test_becomes_waste_when_it_happened(self):
        device = self._received_device(category=self.screen)
        device.action_recycle(BROKEN, occurred_at="2026-03-02 10:00:00")
        self.assertEqual(str(device.date_waste), "2026-03-02 10:00:00")
        self.assertEqual(str(device.event_ids[0].occurred_at), "2026-03-02 10:00:00")

    def test_reason_is_required(self):
        device = self._received_device(category=self.screen)
        for reason in ("", "   ", None, False):
            with (
                self.subTest(reason=reason),
                self.assertRefused("Say why", device, device.lot_id),
            ):
                device.action_recycle(reason)
        self.assertEqual(self._place_of(device), self.north._zone("intake"))

    def test_what_is_not_in_stock_is_not_recycled(self):
        announced = self._announced_device(category=self.screen)
        with self.assertRefused("cannot go from “Announced” to “Recycled”", announced):
            announced.action_recycle(BROKEN)
        waste = self._recycled_device()
        with self.assertRefused("cannot go from “Recycled” to “Recycled”", waste):
            waste.action_recycle("Once more")

    def test_data_is_erased_before_it_becomes_waste(self):
        device = self._received_device()
        sentence = "erase it, or take the disk out and record its destruction"
        with self.assertRefused(sentence, device, device.lot_id):
            device.action_recycle(BROKEN)
        self._audit(device)
        with self.assertRefused("Still to erase", device, device.lot_id):
            device.action_recycle(BROKEN)
        self._prove(device)
        device.action_recycle(BROKEN)
        self.assertEqual(device.state, "recycled")

    def test_destroyed_disk_is_a_proof(self):
        device = self._received_device()
        self._audit(device)
        device.action_record_destruction(device.medium_ids, "Drilled")
        device.action_recycle(BROKEN)
        self.assertEqual(self._place_of(device), self.zone)

    def test_all_or_none(self):
        good = self._received_device(category=self.screen)
        bad = self._announced_device(category=self.screen)
        with self.assertRefused(bad.name, good, bad, good.lot_id):
            (good | bad).action_recycle(BROKEN)

    def test_site_without_zone(self):
        device = self._received_device(category=self.screen)
        self.zone.emmaus_zone = False
        with self.assertRefused("Nord has no recycling zone", device, device.lot_id):
            device.action_recycle(BROKEN)

    def test_each_goes_to_the_zone_of_its_site(self):
        here = self._received_device(category=self.screen)
        there = self._received_device(category=self.screen, site=self.south)
        (here | there).action_recycle(BROKEN)
        self.assertEqual(self._place_of(here), self.zone)
        self.assertEqual(self._place_of(there), self.south._zone("recycling"))

    def test_place_and_pallet_in_the_zone_are_kept(self):
        shelf = self.env["stock.location"].create(
            {"name": "Bin", "location_id": self.zone.id}
        )
        device = self._received_device(category=self.screen)
        device.action_place(shelf)
        package = self._pallet(device)
        device.action_recycle(BROKEN)
        self.assertEqual((self._place_of(device), device.package_id), (shelf, package))

    def test_on_a_pallet(self):
        package = self._pallet(self._recycled_device())
        device = self._received_device(category=self.screen)
        device.action_recycle(BROKEN, package)
        self.assertEqual(device.package_id, package)
        self.assertEqual(
            device.event_ids[0].facts, {"reason": BROKEN, "package": "PAL-1"}
        )

    def test_pallet_elsewhere_is_refused(self):
        other = self._received_device(category=self.screen)
        package = self._pallet(other)
        device = self._received_device(category=self.screen)
        with self.assertRefused("PAL-1 is not in the recycling zone", device):
            device.action_recycle(BROKEN, package)

    def test_another_site_is_not_ours(self):
        there = self._received_device(category=self.screen, site=self.south)
        for role in ("technician", "logistics"):
            with (
                self.subTest(role=role),
                self.assertRefused("", there, there.lot_id, error=AccessError),
            ):
                self._as(there, role).action_recycle(BROKEN)

    def test_facts_of_waste_are_not_written_by_hand(self):
        device = self._received_device(category=self.screen)
        shipment = self._shipment()
        for vals in (
            {"waste_status": True},
            {"waste_reason": "x"},
            {"date_waste": "2026-01-01"},
            {"waste_shipment_id": shipment.id},
        ):
            with (
                self.subTest(vals=vals),
                self.assertRefused("is not filled in by hand", device),
            ):
                self._as(device, "coordinator").write(vals)
        with self.assertRefused("is not filled in by hand"):
            self._as(self.env["emmaus.device"], "coordinator").create(
                {
                    "category_id": self.screen.id,
                    "collection_id": device.collection_id.id,
                    "waste_status": True,
                }
            )

    # The wizard

    def _wizard(self, devices, role="technician"):
        context = {"active_model": "emmaus.device", "active_ids": devices.ids}
        wizard = self._as(self.env["emmaus.device.recycle"], role)
        return Form(wizard.with_context(**context))

    def test_wizard_on_several_devices(self):
        devices = self._received_device(category=self.screen)
        devices |= self._received_device(category=self.screen)
        form = self._wizard(devices)
        form.reason = "beyond_repair"
        form.details = "No light"
        form.new_package = True
        answer = form.save().action_recycle()
        self.assertEqual(
            answer["params"]["message"],
            "2 devices are waste now, in the recycling zone.",
        )
        self.assertEqual(
            set(devices.mapped("waste_reason")), {"Broken beyond repair: No light"}
        )
        self.assertEqual(len(devices.package_id), 1)
        self.assertEqual(devices.package_id.location_id, self.zone)

    def test_wizard_asks_the_other_reason(self):
        device = self._received_device(category=self.screen)
        form = self._wizard(device)
        form.reason = "other"
        form.details = " "
        wizard = form.save()
        with self.assertRefused("Say why", device, device.lot_id):
            wizard.action_recycle()
        empty = self.env["emmaus.device.recycle"].create({"reason": "too_old"})
        with self.assertRefused("Choose the devices to recycle"):
            empty.action_recycle()


@tagged("-at_install", "post_install")
class TestWasteGate(WasteCase):
    def _transfer(self, device, target, picking_type=None):
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": (picking_type or self.north.int_type_id).id,
                "location_id": device.lot_id.location_id.id,
                "location_dest_id": target.id,
            }
        )
        self.env["stock.move.line"].create(
            {
                "picking_id": picking.id,
                "product_id": device.product_id.id,
                "lot_id": device.lot_id.id,
                "quantity": 1,
                "package_id": device.package_id.id,
                "location_id": picking.location_id.id,
                "location_dest_id": target.id,
                "picked": True,
            }
        )
        picking.action_confirm()
        picking.with_context(skip_backorder=True).button_validate()
        return picking

    def _scrap(self, record, **vals):
        return self.env["stock.scrap"].create(
            {
                "product_id": record.product_id.id,
                "location_id": (vals.pop("place", None) or self.zone).id,
                **vals,
            }
        )

    STAYS = "it stays in the recycling zone of its site"

    def test_waste_stays_in_the_zone(self):
        device = self._recycled_device()
        for zone in ("intake", "workshop", "ready", "quarantine"):
            target = self.north._zone(zone)
            with (
                self.subTest(zone=zone, by="placing"),
                self.assertRefused(self.STAYS, device, device.lot_id, undone=True),
            ):
                device.action_place(target)
            with (
                self.subTest(zone=zone, by="transfer"),
                self.assertRefused(self.STAYS, device, device.lot_id, undone=True),
            ):
                self._transfer(device, target)
        with self.assertRefused(self.STAYS, device, undone=True):
            device.action_place(self.south._zone("recycling"))
        with self.assertRefused(self.STAYS, device, undone=True):
            device.lot_id.location_id = self.north._zone("intake")
            self.env.flush_all()
        with self.assertRefused(self.STAYS, device, undone=True):
            quant = device.lot_id.quant_ids.filtered(lambda q: q.quantity > 0)
            quant.move_quants(location_dest_id=self.north._zone("ready"))

    def test_waste_moves_within_the_zone(self):
        shelf = self.env["stock.location"].create(
            {"name": "Bin", "location_id": self.zone.id}
        )
        device = self._recycled_device()
        device.action_place(shelf)
        self.assertEqual(self._place_of(device), shelf)

    def test_waste_leaves_by_a_shipment_only(self):
        device = self._recycled_device()
        supplier = self.env.ref("stock.stock_location_suppliers")
        for target in (self.customers, supplier):
            with (
                self.subTest(target=target.usage),
                self.assertRefused(self.STAYS, device, device.lot_id, undone=True),
            ):
                self._transfer(device, target, self.north.out_type_id)
        pickings = self.env["stock.picking"].with_context(emmaus_move=DEVICE_MOVE)
        for forged in (None, True, "WASTE_MOVE"):
            with (
                self.subTest(forged=forged),
                self.assertRefused(self.STAYS, device, device.lot_id, undone=True),
            ):
                pickings.with_context(emmaus_waste=forged)._serial_bulk_deliver(
                    self.north.out_type_id, device.lot_id
                )
        quant = device.lot_id.quant_ids.filtered(lambda q: q.quantity > 0)
        with self.assertRefused(self.STAYS, device, quant, undone=True):
            quant = quant.with_context(inventory_mode=True)
            quant.inventory_quantity = 0
            quant.action_apply_inventory()

    def test_the_door_for_waste_is_for_waste_only(self):
        device = self._received_device(category=self.screen)
        pickings = self.env["stock.picking"].with_context(
            emmaus_move=DEVICE_MOVE, emmaus_waste=WASTE_MOVE
        )
        with self.assertRefused("once it is ready", device, undone=True):
            pickings._serial_bulk_deliver(self.north.out_type_id, device.lot_id)

    def test_what_left_does_not_come_back(self):
        device = self._recycled_device()
        shipment = self._shipped(device)
        line = shipment.picking_ids.move_line_ids
        with self.assertRefused(f"left as waste with {shipment.name}", undone=True):
            line.quantity = 0
        with self.assertRefused(f"left as waste with {shipment.name}", undone=True):
            self._transfer(device, self.zone, self.north.in_type_id)
        self.assertEqual(self._place_of(device), self.customers)

    def test_scrap_is_no_act(self):
        sentence = "use the button “Recycle”"
        for state in ("received", "graded", "ready"):
            device = self._received_device(category=self.screen)
            for step in ("graded", "ready"):
                if state != "received" and device.state != state:
                    device._move_to(step)
            scrap = self._scrap(
                device, lot_id=device.lot_id.id, place=device.lot_id.location_id
            )
            with (
                self.subTest(state=state),
                self.assertRefused(sentence, device, device.lot_id, undone=True),
            ):
                scrap.action_validate()
            self.assertEqual(self._place_of(device), self.north._zone("intake"))
            self.assertEqual(device.state, state)
        waste = self._recycled_device()
        scrap = self._scrap(waste, lot_id=waste.lot_id.id)
        with self.assertRefused(self.STAYS, waste, waste.lot_id, undone=True):
            scrap.action_validate()
        unproven = self._received_device()
        scrap = self._scrap(
            unproven,
            lot_id=unproven.lot_id.id,
            place=unproven.lot_id.location_id,
        )
        with self.assertRefused(unproven.name, unproven, unproven.lot_id, undone=True):
            scrap.action_validate()

    def test_nor_is_a_transfer_to_the_losses(self):
        device = self._received_device(category=self.screen)
        losses = self.env["stock.location"].search([("usage", "=", "inventory")])[:1]
        with self.assertRefused(
            "use the button “Recycle”", device, device.lot_id, undone=True
        ):
            self._transfer(device, losses)

    def test_count_that_does_not_find_a_device_is_no_scrap(self):
        device = self._received_device(category=self.screen)
        quant = device.lot_id.quant_ids.filtered(lambda q: q.quantity > 0)
        quant = quant.with_context(inventory_mode=True)
        quant.inventory_quantity = 0
        quant.action_apply_inventory()
        self.assertEqual(self._place_of(device).usage, "inventory")

    def test_goods_without_number_are_scrapped_freely(self):
        self._loose_goods(3)
        self._scrap(self.charger, scrap_qty=2).action_validate()
        quants = self.charger.product_id.stock_quant_ids.filtered(
            lambda q: q.location_id == self.zone
        )
        self.assertEqual(sum(quants.mapped("quantity")), 1)

    def test_place_of_waste_stays_in_the_zone(self):
        shelf = self.env["stock.location"].create(
            {"name": "Bin", "location_id": self.zone.id}
        )
        self._recycled_device().action_place(shelf)
        for place, vals in (
            (self.zone, {"emmaus_zone": "quarantine"}),
            (shelf, {"location_id": self.north._zone("workshop").id}),
        ):
            with (
                self.subTest(place=place.name),
                self.assertRefused("which is waste", place, undone=True),
            ):
                place.write(vals)


@tagged("-at_install", "post_install")
class TestLoading(WasteCase):
    def test_device_is_loaded_and_told(self):
        device = self._recycled_device()
        shipment = self._shipment(device)
        self.assertEqual(device.waste_shipment_id, shipment)
        self.assertEqual(shipment.device_ids, device)
        event = device.event_ids[0]
        self.assertEqual(event.name, "loaded_as_waste")
        self.assertEqual(event.facts, {"shipment": shipment.name})
        events = len(self._events(device))
        shipment.action_load(device)
        self.assertEqual(len(self._events(device)), events)

    def test_what_is_no_waste_is_not_loaded(self):
        good = self._recycled_device()
        device = self._received_device(category=self.screen)
        shipment = self._shipment()
        with self.assertRefused("not waste: recycle it first", good, device):
            shipment.action_load(good | device)

    def test_device_leaves_once(self):
        device = self._recycled_device()
        first, second = self._shipment(device), self._shipment()
        sentence = f"is on {first.name} already, which is “Being Loaded”"
        with self.assertRefused(sentence, device):
            second.action_load(device)
        first.action_ship()
        with self.assertRefused(f"is on {first.name} already, which is “Shipped”"):
            second.action_load(device)

    def test_device_of_another_site_is_not_loaded(self):
        device = self._recycled_device(site=self.south)
        shipment = self._shipment()
        with self.assertRefused("not in the recycling zone of Nord", device):
            shipment.action_load(device)

    def test_whole_zone(self):
        devices = self._recycled_device() | self._recycled_device()
        self._recycled_device(site=self.south)
        taken = self._recycled_device()
        self._shipment(taken)
        shipment = self._shipment()
        shipment.action_load_zone()
        self.assertEqual(shipment.device_ids, devices)
        with self.assertRefused("Nothing waits in the recycling zone of Nord"):
            self._shipment().action_load_zone()

    def test_pallet_is_loaded_whole(self):
        devices = self._recycled_device() | self._recycled_device()
        package = self._pallet(*devices)
        self._loose_goods(7, package=package)
        shipment = self._shipment()
        shipment.action_load_package(package)
        self.assertEqual(shipment.device_ids, devices)
        self.assertEqual(shipment.package_ids, package)
        line = shipment.line_ids
        self.assertEqual((line.category_id, line.quantity), (self.charger, 7))
        shipment.action_load_package(package)
        self.assertEqual(line.quantity, 7)

    def test_packages_inside_a_pallet(self):
        device = self._recycled_device()
        box = self._pallet(device, name="BOX-1")
        pallet = self.env["stock.package"].create({"name": "PAL-2"})
        box.parent_package_id = pallet
        shipment = self._shipment()
        shipment.action_load_package(pallet)
        self.assertEqual(shipment.device_ids, device)

    def test_pallet_with_something_else_is_refused(self):
        waste = self._recycled_device()
        package = self._pallet(waste)
        good = self._received_device(category=self.screen)
        good.action_place(self.zone, package)
        shipment = self._shipment()
        sentence = f"PAL-1 is not loaded: {good.name} on it is no waste (Received)"
        with self.assertRefused(sentence, waste, good, shipment):
            shipment.action_load_package(package)

    def test_pallet_with_foreign_goods_is_refused(self):
        package = self._pallet(self._recycled_device())
        product = self.env["product.product"].create(
            {"name": "Wine", "is_storable": True}
        )
        self.env["stock.quant"]._update_available_quantity(
            product, self.zone, 1, package_id=package
        )
        shipment = self._shipment()
        with self.assertRefused("Wine on it is no waste", shipment):
            shipment.action_load_package(package)

    def test_goods_elsewhere_are_no_waste_yet(self):
        package = self.env["stock.package"].create({"name": "PAL-3"})
        shipment = self._shipment()
        with self.assertRefused("PAL-3 is empty", shipment):
            shipment.action_load_package(package)
        self._loose_goods(2, place=self.north._zone("intake"), package=package)
        with self.assertRefused("on it is no waste", shipment):
            shipment.action_load_package(package)

    def test_pallet_of_another_shipment_is_refused(self):
        package = self.env["stock.package"].create({"name": "PAL-4"})
        self._loose_goods(2, package=package)
        first, second = self._shipment(), self._shipment()
        first.action_load_package(package)
        with self.assertRefused(f"PAL-4 is on {first.name} already", second):
            second.action_load_package(package)

    def test_taken_off_and_cancelled(self):
        one, two = self._recycled_device(), self._recycled_device()
        shipment = self._shipment(one, two)
        one.action_unload_waste()
        self.assertEqual(shipment.device_ids, two)
        self.assertEqual(one.event_ids[0].name, "unloaded_as_waste")
        shipment.action_cancel()
        self.assertEqual(shipment.state, "cancelled")
        self.assertFalse(two.waste_shipment_id)
        self._shipment(one, two).action_ship()

    def test_code_is_proposed(self):
        device = self._recycled_device()
        shipment = self._shipment(device, waste_code_id=False)
        self.assertEqual(shipment.waste_code_id, self.dangerous)
        self.assertEqual(shipment.usual_name, self.dangerous.usual_name)

    # The wizard

    def _wizard(self, shipment, role="logistics"):
        context = {"active_model": shipment._name, "active_id": shipment.id}
        wizard = self._as(self.env["emmaus.waste.load"], role)
        return Form(wizard.with_context(**context))

    def test_scanning_devices_and_pallets(self):
        loose, packed = self._recycled_device(), self._recycled_device()
        package = self._pallet(packed)
        shipment = self._shipment()
        form = self._wizard(shipment)
        form.code = loose._ensure_qr_tokens()[loose.id]
        form.code = package._ensure_qr_tokens()[package.id]
        self.assertFalse(form.code)
        form.save().action_load()
        self.assertEqual(shipment.device_ids, loose | packed)
        self.assertEqual(shipment.package_ids, package)

    def test_scanning_what_nobody_knows(self):
        shipment = self._shipment()
        with self.assertRefused("NOBODY is neither a device nor a pallet", shipment):
            self._wizard(shipment).code = "NOBODY"
        with self.assertRefused("Scan the devices or the pallets first", shipment):
            self._wizard(shipment).save().action_load()
        empty = self.env["emmaus.waste.load"].create({})
        with self.assertRefused("Choose the waste shipment"):
            empty.action_load()


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

    def test_refusals_say_what_to_do(self):
        """A refusal is a sentence for a person, never a technical one."""
        with self.assertRaises(UserError) as refusal:
            self._received_device().action_recycle(BROKEN)
        self.assertRegex(str(refusal.exception), r"^[A-Z0-9“].*\.$")
