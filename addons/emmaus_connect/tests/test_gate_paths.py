"""The gate on every path: no door lets data out, whoever opens it and however."""

from base64 import b64encode

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import EmmausCase

STAYS = "until every disk is erased, with proof"
FREE_ZONES = ("ready", "quarantine", "recycling")


@tagged("-at_install", "post_install")
class TestGatePaths(EmmausCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.intake = cls.north._zone("intake")
        cls.customers = cls.env.ref("stock.stock_location_customers")
        cls.scrap_place = cls.env["stock.location"].search(
            [("usage", "=", "inventory"), ("company_id", "=", cls.env.company.id)],
            limit=1,
        )

    def setUp(self):
        super().setUp()
        # One disk of two is erased: that is not enough.
        self.device = self._received_device()
        self._audit(self.device, self._disk("GATE-1"), self._disk("GATE-2"))
        proven = self.device.medium_ids[0]
        proven.erasure_ids = [
            Command.create({"medium_id": proven.id, "method": "destruction"})
        ]
        proven.erasure_ids._move_to("running")
        proven.erasure_ids._pass({"evidence": "declared"})
        self.missing = self.device.medium_ids - proven

    def _stays(self, sentence=STAYS, error=None):
        kwargs = {"error": error} if error else {}
        return self.assertRefused(sentence, self.device, undone=True, **kwargs)

    def _place(self):
        self.env.invalidate_all()
        quants = self.device.lot_id.quant_ids
        return quants.filtered(lambda quant: quant.quantity > 0).location_id

    def test_the_sentence_names_the_disk_that_is_missing(self):
        with self._stays(self.missing.serial):
            self.device.action_place(self.north._zone("ready"))

    def test_button_of_a_transfer(self):
        for zone in FREE_ZONES:
            with self.subTest(zone=zone):
                picking = self._transfer(self.north._zone(zone))
                with self._stays():
                    picking.button_validate()
                self.assertEqual(self._place(), self.intake)

    def _transfer(self, target, role="logistics"):
        pickings = self._as(self.env["stock.picking"], role)
        picking = pickings.create(
            {
                "picking_type_id": self.north.int_type_id.id,
                "location_id": self.intake.id,
                "location_dest_id": target.id,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": self.device.product_id.id,
                            "product_uom_qty": 1,
                            "location_id": self.intake.id,
                            "location_dest_id": target.id,
                            "lot_ids": [Command.set(self.device.lot_id.ids)],
                        }
                    )
                ],
            }
        )
        picking.action_confirm()
        picking.move_ids.picked = True
        return picking

    def test_wizard_of_the_volunteer(self):
        for zone in FREE_ZONES:
            wizard = self._as(self.env["emmaus.device.place"], "volunteer").create(
                {"device_ids": [Command.set(self.device.ids)], "zone": zone}
            )
            with self.subTest(zone=zone), self._stays():
                wizard.action_place()

    def test_scan_of_a_handling_unit_in_the_ready_zone(self):
        package = self.env["stock.package"].create({"name": "GATE-BOX"})
        ready = self._ready_device()
        ready.action_place(self.north._zone("ready"), package)
        form = Form(
            self._as(self.env["emmaus.device.place"], "volunteer").with_context(
                active_model="emmaus.device", active_ids=self.device.ids
            )
        )
        form.code = "GATE-BOX"
        with self._stays():
            form.save().action_place()
        self.assertEqual(package.quant_ids.lot_id, ready.lot_id)

    def test_rpc_writes(self):
        lot = self.device.lot_id
        target = self.north._zone("ready")
        for role, model, ids, vals in (
            ("logistics", "stock.lot", lot.ids, {"location_id": target.id}),
            ("technician", "stock.lot", lot.ids, {"location_id": target.id}),
            ("administrator", "stock.lot", lot.ids, {"location_id": target.id}),
        ):
            with self.subTest(role=role, model=model), self._refused_somehow():
                self._rpc(role, model, "write", ids, vals)
                self.env.flush_all()
        for role in ("technician", "administrator"):
            for vals in (
                {"erasure_state": "proven"},
                {"no_medium_audit_id": self.device.last_audit_id.id},
                {"last_audit_id": False},
                {"state": "ready"},
            ):
                with self.subTest(role=role, vals=vals), self._refused_somehow():
                    self._rpc(role, "emmaus.device", "write", self.device.ids, vals)
            for model, ids, vals in (
                ("emmaus.medium", self.missing.ids, {"is_present": False}),
                ("emmaus.medium", self.missing.ids, {"device_id": False}),
                ("emmaus.audit", self.device.last_audit_id.ids, {"device_id": False}),
            ):
                with self.subTest(role=role, vals=vals), self._refused_somehow():
                    self._rpc(role, model, "write", ids, vals)

    def _refused_somehow(self):
        return self._stays("", UserError)  # an AccessError is one too

    def test_rpc_reaches_no_private_act(self):
        for model, ids, method in (
            ("emmaus.device", self.device.ids, "_move_to"),
            ("emmaus.device", self.device.ids, "_refresh_erasure_state"),
            ("emmaus.device", self.device.ids, "_follow_proof"),
            ("emmaus.device", self.device.ids, "action_place"),
            ("emmaus.medium", self.missing.ids, "_put_into"),
            ("emmaus.erasure", [], "_record"),
            ("emmaus.audit", [], "ingest_by_hand"),
        ):
            with (
                self.subTest(method=method),
                self._stays("", AccessError),
            ):
                self._rpc("administrator", model, method, ids)

    def test_relocation_of_quants(self):
        quant = self.device.lot_id.quant_ids.filtered(lambda q: q.quantity > 0)
        for role in ("logistics", "administrator"):
            with self.subTest(role=role), self._refused_somehow():
                relocate = self._as(self.env["stock.quant.relocate"], role).create(
                    {
                        "quant_ids": [Command.set(quant.ids)],
                        "dest_location_id": self.north._zone("ready").id,
                    }
                )
                relocate.action_relocate_quants()
            self.assertEqual(self._place(), self.intake)

    def test_scrap(self):
        for location in self.scrap_place | self.customers:
            scrap = self._as(self.env["stock.scrap"], "logistics").create(
                {
                    "product_id": self.device.product_id.id,
                    "lot_id": self.device.lot_id.id,
                    "scrap_qty": 1,
                    "location_id": self.intake.id,
                    "scrap_location_id": location.id,
                }
            )
            with self.subTest(to=location.usage), self._refused_somehow():
                scrap.action_validate()
            self.assertEqual(self._place(), self.intake)

    def test_inventory_count_of_nothing(self):
        quant = self.device.lot_id.quant_ids.filtered(lambda q: q.quantity > 0)
        quants = self._as(quant, "logistics").with_context(inventory_mode=True)
        with self._refused_somehow():
            quants.inventory_quantity = 0
            quants.action_apply_inventory()
        self.assertEqual(self._place(), self.intake)

    def test_package_with_one_device_to_erase_stays_whole(self):
        package = self.env["stock.package"].create({"name": "GATE-PALLET"})
        clean = self._erased_device()
        (self.device | clean).action_place(self.north._zone("workshop"), package)
        target = self.north._zone("quarantine")
        with self._stays():
            picking = self._as(self.env["stock.picking"], "logistics").create(
                {
                    "picking_type_id": self.north.int_type_id.id,
                    "location_id": self.north._zone("workshop").id,
                    "location_dest_id": target.id,
                }
            )
            picking.action_add_entire_packs(package.ids)
            picking.action_confirm()
            picking.move_ids.picked = True
            picking.button_validate()
        self.assertEqual(package.location_id, self.north._zone("workshop"))
        with self._stays():
            package.quant_ids.move_quants(location_dest_id=target)

    def test_import_reports_a_status_and_moves_nothing(self):
        titles = "ID ESN,Type de matériel,Statut,Numero de serie"
        line = f"{self.device.name},ORDINATEUR_PORTABLE,PRET_A_DISTRIBUER,SN-77"
        content = f"{titles}\n{line}\n".encode()
        record = self._as(self.env["emmaus.import"], "logistics").create(
            {
                "file": b64encode(content),
                "file_name": "statuts.csv",
                "warehouse_id": self.north.id,
            }
        )
        record.action_apply()
        self.assertEqual(self.device.external_state, "PRET_A_DISTRIBUER")
        self.assertEqual(self.device.state, "received")
        self.assertEqual(self._place(), self.intake)
        self.assertEqual(self.device.erasure_state, "open")
        # Odoo's own import writes through the same doors.
        for field, value in (("state", "ready"), ("erasure_state", "proven")):
            result = self._as(self.env["emmaus.device"], "administrator").load(
                [".id", field], [[str(self.device.id), value]]
            )
            self.assertTrue(result["messages"], field)
            self.env.invalidate_all()
        self.assertEqual(self.device.state, "received")

    def test_place_does_not_move_with_the_data_in_it(self):
        shelf = self.env["stock.location"].create(
            {"name": "Shelf G", "location_id": self.intake.id}
        )
        self.device.action_place(shelf)
        for vals in (
            {"location_id": self.north._zone("quarantine").id},
            {"location_id": self.north.view_location_id.id},
            {"emmaus_zone": "recycling"},
        ):
            with (
                self.subTest(vals=vals),
                self.assertRefused(STAYS, shelf, self.device, undone=True),
            ):
                self._as(shelf, "administrator").write(vals)

    def test_what_is_proven_goes_on(self):
        self._prove(self.device)
        self.assertEqual(self.device.state, "erased")
        self.device.action_place(self.north._zone("quarantine"))
        self.assertEqual(self._place(), self.north._zone("quarantine"))
