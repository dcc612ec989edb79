"""What is put on a waste shipment: devices, pallets, the whole zone."""

from odoo.tests import Form, tagged

from .waste_case import WasteCase


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
        empty = self._shipment()
        with self.assertRefused("Nothing waits in the recycling zone of Nord", empty):
            empty.action_load_zone()

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
