from odoo.exceptions import AccessError
from odoo.tests import Form

from .common import EmmausCase


class TestPlaceWizard(EmmausCase):
    def setUp(self):
        super().setUp()
        self.device = self._received_device()
        self.other = self._received_device()
        self.far = self._received_device(site=self.south)
        self.intake = self.north._zone("intake")

    def _wizard(self, devices=None, role="volunteer"):
        devices = self.device if devices is None else devices
        context = {"active_model": "emmaus.device", "active_ids": devices.ids}
        wizard = self._as(self.env["emmaus.device.place"], role)
        return Form(wizard.with_context(**context))

    def _place(self, devices=None, role="volunteer", **values):
        form = self._wizard(devices, role)
        for name, value in values.items():
            setattr(form, name, value)
        return form.save().action_place()

    def _package(self, location=None, name="BOX-TNO-1"):
        package = self.env["stock.package"].create({"name": name})
        if location:
            self.other.action_place(location, package)
        return package

    def _refused(self, sentence, devices=None, role="volunteer", **values):
        devices = self.device if devices is None else devices
        form = self._wizard(devices, role)
        for name, value in values.items():
            setattr(form, name, value)
        wizard = form.save()
        with self.assertRefused(sentence, devices, devices.lot_id, undone=True):
            wizard.action_place()

    # It works

    def test_in_a_zone(self):
        answer = self._place(self.device | self.other, zone="to_erase")
        zone = self.north._zone("to_erase")
        self.assertEqual((self.device | self.other).location_id, zone)
        self.assertEqual(
            answer["params"]["message"], f"2 devices placed in {zone.display_name}."
        )
        self.assertEqual(self._events(self.device)[-1], "placed")

    def test_in_the_zone_of_each_site(self):
        self._place(self.device | self.far, role="coordinator", zone="workshop")
        self.assertEqual(self.device.location_id, self.north._zone("workshop"))
        self.assertEqual(self.far.location_id, self.south._zone("workshop"))

    def test_by_the_barcode_of_a_place(self):
        zone = self.north._zone("to_erase")
        form = self._wizard()
        form.zone = "workshop"
        form.code = zone.barcode.lower()
        self.assertEqual((form.location_id, form.zone, form.code), (zone, False, False))
        form.save().action_place()
        self.assertEqual(self.device.location_id, zone)

    def test_by_the_label_of_a_place(self):
        zone = self.north._zone("to_erase")
        token = zone._ensure_qr_tokens()[zone.id]
        self._place(code=f"https://here.example/emmaus/q/{token}")
        self.assertEqual(self.device.location_id, zone)

    def test_into_a_handling_unit_where_it_stands(self):
        package = self._package(self.north._zone("to_erase"))
        self._place(code="box-tno-1")
        self.assertEqual(self.device.location_id, self.north._zone("to_erase"))
        self.assertEqual(self.device.package_id, package)
        devices = self.env["emmaus.device"].search([("package_id", "=", package.id)])
        self.assertEqual(devices, self.device | self.other)
        action = package.action_view_devices()
        self.assertEqual(self.env["emmaus.device"].search(action["domain"]), devices)

    def test_into_a_new_handling_unit(self):
        self._place(self.device | self.other, zone="to_erase", new_package=True)
        package = self.device.package_id
        self.assertTrue(package.name)
        self.assertEqual(self.other.package_id, package)
        self.assertEqual(package.location_id, self.north._zone("to_erase"))

    # It is refused, and nothing moves

    def test_without_place(self):
        self._refused("Scan or choose where the devices go")

    def test_without_device(self):
        self._refused(
            "Choose the devices to place in their list.",
            self.env["emmaus.device"],
            zone="workshop",
        )

    def test_unknown_code(self):
        form = self._wizard()
        with self.assertRefused(
            "ZZ-404 is neither a place nor a handling unit of yours", self.device
        ):
            form.code = "ZZ-404"

    def test_place_of_another_site(self):
        zone = self.south._zone("workshop")
        self._refused(
            f"{zone.display_name} is not at Nord, where {self.device.name} is",
            role="coordinator",
            code=zone.barcode,
        )

    def test_handling_unit_that_stands_elsewhere(self):
        package = self._package(self.north._zone("to_erase"))
        self._refused(
            f"{package.name} is in {package.location_id.display_name}: take another",
            package_id=package,
            zone="workshop",
        )

    def test_handling_unit_for_two_sites(self):
        self._refused(
            "these devices are at several sites, place them site by site",
            self.device | self.far,
            role="coordinator",
            zone="workshop",
            new_package=True,
        )

    def test_ready_zone_before_its_time(self):
        self._refused(f"{self.device.name} may still hold data", zone="ready")

    def test_announced_device(self):
        device = self._announced_device()
        self._refused(
            f"{device.name} is not in stock: receive it before placing it.",
            device,
            zone="workshop",
        )

    def test_auditor_moves_nothing(self):
        with self.assertRefused("", self.device, error=AccessError):
            self._wizard(role="auditor")
        device = self._as(self.device, "auditor")
        with self.assertRefused(
            "Your role looks at devices, it moves none.", self.device, error=AccessError
        ):
            device.action_place(self.north._zone("workshop"))

    def test_devices_of_another_site_are_not_reached(self):
        with self.assertRefused("", self.far, error=AccessError):
            self._place(self.far, zone="workshop")


class TestMergeWizard(EmmausCase):
    def setUp(self):
        super().setUp()
        twin = {"identifiers": {"serial": "TWIN-0042"}}
        self.double = self._announced_device(**twin)
        self.device = self._received_device(**twin)

    def _wizard(self, devices, role="coordinator"):
        context = {"active_model": "emmaus.device", "active_ids": devices.ids}
        wizard = self._as(self.env["emmaus.device.merge.wizard"], role)
        return Form(wizard.with_context(**context))

    def test_the_one_that_is_here_is_kept(self):
        form = self._wizard(self.double | self.device)
        self.assertEqual(form.kept_id, self.device)
        action = form.save().action_merge()
        self.assertEqual(action["res_id"], self.device.id)
        self.assertEqual(self.double.merged_into_id, self.device)
        self.assertFalse(self.double.active)

    def test_one_record_is_no_double(self):
        wizard = self._wizard(self.device).save()
        with self.assertRefused(
            "Select at least two records of the same device to merge.", self.device
        ):
            wizard.action_merge()

    def test_two_things_cannot_be_one(self):
        second = self._received_device()
        form = self._wizard(self.device | second)
        wizard = form.save()
        with self.assertRefused(
            "keep it, and merge the announced one into it",
            self.device | second,
            undone=True,
        ):
            wizard.action_merge()

    def test_only_coordinators_merge(self):
        with self.assertRefused("", self.double, error=AccessError):
            self._wizard(self.double | self.device, "logistics")
