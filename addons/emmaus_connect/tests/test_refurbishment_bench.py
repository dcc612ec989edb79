"""Our own bench: the work, the parts, and where each part came from."""

from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from .test_refurbishment import RefurbishmentCase


@tagged("-at_install", "post_install")
class TestBench(RefurbishmentCase):
    def setUp(self):
        super().setUp()
        self.device = self._received_device()
        self.donor_machine = self._received_device()

    def _bench(self, devices=None, role=None, **vals):
        return self._work("bench", devices or self.device, role, **vals)

    def _started(self, devices=None, role=None, **vals):
        bench = self._bench(devices, role, **vals)
        bench.action_start()
        return bench

    def _part(self, **vals):
        return {"kind": "memory", "description": "8 GB DDR4", **vals}

    def _stock(self, quantity, zone="workshop", site=None):
        product = self.charger.product_id
        place = (site or self.north)._zone(zone)
        self.env["stock.quant"]._update_available_quantity(product, place, quantity)
        return product

    def _held(self, product):
        quants = self.env["stock.quant"].search(
            [("product_id", "=", product.id), ("location_id.usage", "=", "internal")]
        )
        return sum(quants.mapped("quantity"))

    # The work

    def test_bench_from_beginning_to_end(self):
        action = self._as(self.device, "technician").action_new_bench()
        bench = self._works("technician").browse(action["res_id"])
        self.assertEqual(bench.stage, "To prepare")
        bench.action_start()
        self.assertEqual((bench.state, bench.stage), ("open", "In progress"))
        bench.write({"minutes": 45, "diagnosis": "No boot", "work_done": "New disk"})
        with self.assertRefused("Say how the work", bench, bench.line_ids, self.device):
            bench.action_finish()
        bench.outcome = "repaired"
        bench.action_finish()
        self.assertEqual(bench.state, "done")
        self.assertEqual(
            self._events(self.device)[-2:], ["bench_started", "bench_done"]
        )
        self.assertEqual(
            self.device.event_ids[0].facts,
            {
                "work": bench.name,
                "outcome": "Repaired",
                "minutes": 45,
                "diagnosis": "No boot",
                "work_done": "New disk",
            },
        )
        self.assertEqual(self.device.state, "received")
        self.assertEqual(self.device.refurbishment_count, 1)
        self.assertFalse(bench.line_ids.is_open)
        self.assertFalse(self._broken())

    def test_finished_work_stays_as_it_was_told(self):
        bench = self._started(outcome="repaired")
        bench.action_finish()
        for vals in ({"outcome": "none_found"}, {"minutes": 1}, {"diagnosis": "x"}):
            with self.subTest(vals=vals), self.assertRefused("stays as it was", bench):
                bench.write(vals)

    def test_each_kind_has_its_acts(self):
        bench = self._bench()
        batch = self._batch(self.donor_machine)
        for record, method, sentence in (
            (bench, "action_send", "is bench work"),
            (batch, "action_start", "is a batch for a refurbisher"),
            (batch, "action_finish", "cannot go from"),
        ):
            with self.subTest(method=method), self.assertRefused(sentence, record):
                getattr(record, method)()

    def test_what_is_promised_or_gone_is_not_worked_on(self):
        device = self._ready_device()
        for state in ("promised", "delivered"):
            device._move_to(state)
            bench = self._bench(device)
            with (
                self.subTest(state=state),
                self.assertRefused("work is for devices that are", bench, device),
            ):
                bench.action_start()

    def test_ready_device_on_the_bench_is_not_promised(self):
        device = self._ready_device()
        bench = self._started(device)
        with self.assertRefused(f"is in {bench.display_name}, which", device):
            device._move_to("promised")
        bench.outcome = "none_found"
        bench.action_finish()
        device._move_to("promised")
        self.assertEqual(device.state, "promised")

    # Parts: bought

    def test_bought_part_says_where(self):
        bench = self._started()
        with self.assertRefused("Say where the part", bench, self.device):
            bench.action_fit_part(self.device, self._part(origin="bought"))
        part = bench.action_fit_part(
            self.device, self._part(origin="bought", note="Invoice F-12", quantity=2)
        )
        self.assertEqual((part.quantity, part.note), (2, "Invoice F-12"))
        event = self.device.event_ids[0]
        self.assertEqual(event.name, "part_fitted")
        self.assertEqual(
            event.facts,
            {
                "part": "Memory",
                "description": "8 GB DDR4",
                "quantity": 2,
                "work": bench.name,
                "origin": "Bought",
                "note": "Invoice F-12",
            },
        )

    # Parts: from stock

    def test_part_from_stock_is_consumed(self):
        product = self._stock(3)
        held = self._held(product)
        bench = self._started()
        part = bench.action_fit_part(
            self.device,
            {
                "kind": "charger",
                "origin": "stock",
                "product_id": product.id,
                "quantity": 2,
            },
        )
        self.assertEqual(self._held(product), held - 2)
        move = part.move_ids
        self.assertEqual((move.state, move.quantity), ("done", 2))
        self.assertEqual(move.location_id, self.workshop)
        self.assertEqual(move.location_dest_id.usage, "production")
        self.assertEqual(move.origin, bench.name)
        self.assertEqual(self.device.event_ids[0].facts["note"], product.display_name)

    def test_part_is_taken_from_several_places(self):
        product = self._stock(1)
        self._stock(1, zone="intake")
        self._stock(5, zone="recycling")
        self._stock(5, site=self.south)
        vals = {"kind": "charger", "origin": "stock", "product_id": product.id}
        bench = self._started()
        part = bench.action_fit_part(self.device, {**vals, "quantity": 2})
        self.assertEqual(
            part.move_ids.location_id, self.workshop | self.north._zone("intake")
        )
        with self.assertRefused(
            "Nord has 0 of Charger in stock, not 1", bench, self.device
        ):
            bench.action_fit_part(self.device, vals)
        self.assertEqual(len(bench.part_ids), 1)

    def test_stock_never_becomes_negative(self):
        product = self._stock(1)
        bench = self._started()
        vals = {"kind": "charger", "origin": "stock", "product_id": product.id}
        with self.assertRefused("has 1 of Charger in stock, not 2", self.device):
            bench.action_fit_part(self.device, {**vals, "quantity": 2})
        domain = [("product_id", "=", product.id), ("quantity", "<", 0)]
        domain.append(("location_id.usage", "=", "internal"))
        self.assertFalse(self.env["stock.quant"].search(domain))

    def test_devices_are_no_parts_from_stock(self):
        bench = self._started()
        vals = {"kind": "other", "origin": "stock"}
        with self.assertRefused("has numbers of its own", self.donor_machine):
            bench.action_fit_part(
                self.device, {**vals, "product_id": self.laptop.product_id.id}
            )
        with self.assertRefused("Choose the product", bench):
            bench.action_fit_part(self.device, vals)

    def test_product_without_stock_is_used_as_is(self):
        product = self.env["product.product"].create({"name": "Thermal paste"})
        bench = self._started()
        part = bench.action_fit_part(
            self.device, {"kind": "other", "origin": "stock", "product_id": product.id}
        )
        self.assertFalse(part.move_ids)

    # Parts: from another machine

    def test_both_journals_tell_a_part_taken_over(self):
        bench = self._started()
        part = bench.action_fit_part(
            self.device,
            self._part(
                origin="donor",
                serial="MEM-1",
                origin_device_id=self.donor_machine.id,
            ),
        )
        self.assertEqual(part.origin_device_id, self.donor_machine)
        facts = {
            "part": "Memory",
            "description": "8 GB DDR4",
            "serial": "MEM-1",
            "work": bench.name,
        }
        taken, fitted = self.donor_machine.event_ids[0], self.device.event_ids[0]
        self.assertEqual(taken.name, "part_taken")
        self.assertEqual(taken.facts, {**facts, "device": self.device.name})
        self.assertEqual(fitted.name, "part_fitted")
        self.assertEqual(fitted.facts, {**facts, "device": self.donor_machine.name})
        self.assertFalse(self._broken())

    def test_machine_that_gave_a_part_is_checked_anew(self):
        items = self.donor_machine._checklist_items()
        self.donor_machine.action_check(dict.fromkeys(items, "ok"))
        self.assertEqual(self.donor_machine.checklist_state, "complete")
        bench = self._started()
        bench.action_fit_part(
            self.device,
            self._part(origin="donor", origin_device_id=self.donor_machine.id),
        )
        self.assertEqual(self.donor_machine.checklist_state, "todo")

    def test_machine_somebody_waits_for_gives_no_part(self):
        donor = self._ready_device()
        bench = self._started()
        vals = self._part(origin="donor", origin_device_id=donor.id)
        for state in ("ready", "promised", "delivered"):
            if donor.state != state:
                donor._move_to(state)
            with (
                self.subTest(state=state),
                self.assertRefused(
                    "no part is taken out of it", bench, donor, self.device
                ),
            ):
                bench.action_fit_part(self.device, vals)
        self.assertFalse(bench.part_ids)

    def test_machine_that_is_away_gives_no_part(self):
        batch = self._sent(self.donor_machine)
        bench = self._started()
        with self.assertRefused(f"is in {batch.display_name}, which", self.device):
            bench.action_fit_part(
                self.device,
                self._part(origin="donor", origin_device_id=self.donor_machine.id),
            )

    def test_machine_gives_no_part_to_itself_or_to_strangers(self):
        bench = self._started()
        for donor_id in (False, self.device.id):
            with self.assertRefused("Choose the other machine", self.device):
                bench.action_fit_part(
                    self.device, self._part(origin="donor", origin_device_id=donor_id)
                )
        far = self._received_device(site=self.south)
        vals = self._part(origin="donor", origin_device_id=far.id)
        with self.assertRefused("", far, self.device, error=AccessError):
            bench = self._as(bench, "technician")
            bench.action_fit_part(self.device.with_env(bench.env), vals)

    def test_parts_go_into_devices_on_the_bench_only(self):
        bench = self._bench()
        vals = self._part(origin="bought", note="Shop")
        with self.assertRefused("while the work is in progress", bench):
            bench.action_fit_part(self.device, vals)
        bench.action_start()
        with self.assertRefused("Choose the device of", bench, self.donor_machine):
            bench.action_fit_part(self.donor_machine, vals)
        with self.assertRefused("at least one", bench, self.device):
            bench.action_fit_part(self.device, {**vals, "quantity": 0})
        bench.outcome = "repaired"
        bench.action_finish()
        with self.assertRefused("while the work is in progress", bench):
            bench.action_fit_part(self.device, vals)

    # Disks take their data along

    def test_disk_without_proof_closes_the_gate_again(self):
        erased = self._erased_device()
        self._audit(self.donor_machine)
        disk = self.donor_machine.medium_ids
        bench = self._started(erased)
        self.assertEqual(erased.erasure_state, "proven")
        vals = {
            "kind": "disk",
            "origin": "donor",
            "origin_device_id": self.donor_machine.id,
        }
        with self.assertRefused("Say which disk", erased, self.donor_machine, disk):
            bench.action_fit_part(erased, vals)
        part = bench.action_fit_part(erased, {**vals, "medium_id": disk.id})
        self.assertEqual(part.medium_id, disk)
        self.assertEqual(disk.device_id, erased)
        self.assertEqual(erased.erasure_state, "open")
        self.assertEqual(erased.event_ids[0].facts["serial"], disk.serial)
        with self.assertRefused("", erased, undone=True):
            erased._move_to("graded")

    def test_disk_with_its_proof_keeps_it(self):
        donor, erased = self._erased_device(), self._erased_device()
        bench = self._started(erased)
        bench.action_fit_part(
            erased,
            {
                "kind": "disk",
                "origin": "donor",
                "origin_device_id": donor.id,
                "medium_id": donor.medium_ids.id,
            },
        )
        self.assertEqual(erased.erasure_state, "proven")
        self.assertEqual(len(erased.medium_ids.filtered("is_present")), 2)

    def test_disk_nobody_knew_has_no_proof(self):
        erased = self._erased_device()
        bench = self._started(erased)
        part = bench.action_fit_part(
            erased,
            {
                "kind": "disk",
                "origin": "donor",
                "serial": "UNKNOWN-77",
                "origin_device_id": self.donor_machine.id,
            },
        )
        self.assertEqual(part.medium_id.serial, "UNKNOWN-77")
        self.assertEqual(part.medium_id.device_id, erased)
        self.assertEqual(erased.erasure_state, "open")

    def test_disk_known_by_its_serial_number_keeps_its_proof(self):
        medium = self.env["emmaus.medium"].create({"serial": "WIPED-77"})
        vals = {"medium_id": medium.id, "method": "destruction"}
        proof = self.env["emmaus.erasure"].create(vals)
        proof._move_to("running")
        proof._pass({"evidence": "declared", "method": "overwrite"})
        erased = self._erased_device()
        part = self._started(erased).action_fit_part(
            erased,
            {
                "kind": "disk",
                "origin": "donor",
                "serial": "wiped 77",
                "origin_device_id": self.donor_machine.id,
            },
        )
        self.assertEqual(part.medium_id, medium)
        self.assertEqual(erased.erasure_state, "proven")

    def test_built_in_storage_is_not_taken_out(self):
        phone = self._received_device(
            category=self.env.ref("emmaus_connect.device_category_smartphone")
        )
        bench = self._started()
        with self.assertRefused("is built in", phone, self.device):
            bench.action_fit_part(
                self.device,
                {"kind": "disk", "origin": "donor", "origin_device_id": phone.id},
            )

    # For ever

    def test_part_keeps_its_origin(self):
        bench = self._started()
        part = bench.action_fit_part(
            self.device, self._part(origin="bought", note="Shop")
        )
        for role in ("technician", "administrator"):
            for act in (
                lambda part: part.write({"origin": "stock"}),
                lambda part: part.unlink(),
                lambda part: part.copy(),
            ):
                with (
                    self.subTest(role=role),
                    self.assertRefused("", part),
                ):
                    act(self._as(part, role))
        with self.assertRefused("keeps its origin", part):
            part.sudo().write({"note": "Elsewhere"})
        with self.assertRefused("keeps its origin", part):
            part.sudo().unlink()

    def test_screen_that_fits_a_part(self):
        bench = self._started(role="technician")
        context = bench.action_open_fit()["context"]
        wizard = self._as(self.env["emmaus.refurbishment.fit"], "technician")
        form = Form(wizard.with_context(**context))
        self.assertEqual(form.device_id, self.device)
        form.kind = "battery"
        form.donor_code = self.donor_machine.name.lower()
        self.assertEqual(form.origin_device_id, self.donor_machine)
        form.save().action_fit()
        part = bench.part_ids
        self.assertEqual(
            (part.kind, part.origin_device_id), ("battery", self.donor_machine)
        )
        self.assertEqual(self.device.event_ids[0].user_id, self.users["technician"])
