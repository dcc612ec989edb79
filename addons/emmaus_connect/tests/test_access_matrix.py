"""Who may do what, in two tables that a person can read."""

from base64 import b64encode

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .audit_files import machine
from .common import EmmausCase
from .erasure_files import log

RIGHTS = {"r": "read", "w": "write", "c": "create", "d": "unlink"}
# Rights on each model, "-" for none. A new model of the addon needs its line.
MODELS = """
model                       volunteer technician logistics coordinator administrator auditor portal public
emmaus.agreement            r         r          r         rwcd        rwcd          r       -      -
emmaus.agreement.target     r         r          r         rwcd        rwcd          r       -      -
emmaus.api.call             -         -          -         -           r             -       -      -
emmaus.audit                r         rw         r         rw          rw            r       -      -
emmaus.audit.by.hand        -         rwc        -         rwc         rwc           -       -      -
emmaus.audit.by.hand.line   -         rwcd       -         rwcd        rwcd          -       -      -
emmaus.audit.decide         -         rwc        -         rwc         rwc           -       -      -
emmaus.audit.send           rwc       rwc        rwc       rwc         rwc           -       -      -
emmaus.audit.send.line      r         r          r         r           r             -       -      -
emmaus.brand                r         rwc        rwc       rwc         rwcd          r       -      -
emmaus.checklist.item       r         r          r         r           rwcd          r       -      -
emmaus.collection           r         r          rwcd      rwcd        rwcd          r       -      -
emmaus.collection.line      r         r          rwcd      rwcd        rwcd          r       -      -
emmaus.cpu.mark             r         r          r         r           rwcd          r       -      -
emmaus.cpu.mark.import      -         -          -         -           rwc           -       -      -
emmaus.cpu.synonym          r         r          r         r           rwcd          r       -      -
emmaus.device               r         rw         rwc       rwc         rwc           r       -      -
emmaus.device.category      r         r          r         r           rwcd          r       -      -
emmaus.device.check         r         r          r         r           r             r       -      -
emmaus.device.checklist     rwc       rwc        rwc       rwc         rwc           -       -      -
emmaus.device.counter       -         -          -         -           r             r       -      -
emmaus.device.destruction   -         rwc        -         rwc         rwc           -       -      -
emmaus.device.grade         -         rwc        -         rwc         rwc           -       -      -
emmaus.device.identifier    r         rwc        rwc       rwcd        rwcd          r       -      -
emmaus.device.merge         r         r          r         r           r             r       -      -
emmaus.device.merge.wizard  -         -          -         rwc         rwc           -       -      -
emmaus.device.place         rwc       rwc        rwc       rwc         rwc           -       -      -
emmaus.device.reset         -         rwc        -         rwc         rwc           -       -      -
emmaus.erasure              r         rwcd       r         rwcd        rwcd          r       -      -
emmaus.erasure.attach       -         rwc        -         rwc         rwc           -       -      -
emmaus.erasure.standard     r         r          r         r           rwc           r       -      -
emmaus.device.recycle       -         rwc        rwc       rwc         rwc           -       -      -
emmaus.event                r         r          r         r           r             r       -      -
emmaus.grading              r         r          r         r           r             r       -      -
emmaus.grading.band         r         r          r         r           rwcd          r       -      -
emmaus.grading.change       -         -          -         -           rwcd          -       -      -
emmaus.grading.change.line  -         -          -         -           rwcd          -       -      -
emmaus.grading.condition    r         r          r         r           rwcd          r       -      -
emmaus.grading.limit        r         r          r         r           rwcd          r       -      -
emmaus.grading.rule         r         r          r         r           rwcd          r       -      -
emmaus.grading.step         r         r          r         r           rwcd          r       -      -
emmaus.import               -         -          rwcd      rwcd        rwcd          r       -      -
emmaus.import.line          -         -          r         r           r             r       -      -
emmaus.import.progress      -         -          -         -           r             r       -      -
emmaus.label.print          rwcd      rwcd       rwcd      rwcd        rwcd          -       -      -
emmaus.label.stick          -         rwc        rwc       rwc         rwc           -       -      -
emmaus.medium               r         r          r         r           r             r       -      -
emmaus.qr.token             r         r          r         r           r             r       -      -
emmaus.refurbishment        r         rwcd       rwcd      rwcd        rwcd          r       -      -
emmaus.refurbishment.fit    -         rwc        rwc       rwc         rwc           -       -      -
emmaus.refurbishment.line   r         rwcd       rwcd      rwcd        rwcd          r       -      -
emmaus.refurbishment.part   r         r          r         r           r             r       -      -
emmaus.refurbishment.return -         rwc        rwc       rwc         rwc           -       -      -
emmaus.waste.code           r         r          r         r           rwcd          r       -      -
emmaus.waste.load           -         -          rwc       rwc         rwc           -       -      -
emmaus.waste.register       -         -          rwc       rwc         rwc           rwc     -      -
emmaus.waste.shipment       r         r          rwcd      rwcd        rwcd          r       -      -
emmaus.waste.shipment.line  r         r          rwcd      rwcd        rwcd          r       -      -
product.category            r         r          r         r           r             r       -      -
product.product             r         r          r         r           r             r       -      -
product.template            r         r          r         r           r             r       -      -
res.partner                 r         r          r         rwcd        rwcd          r       r      r
res.users                   r         r          r         r           rwcd          r       r      r
stock.location              r         r          r         r           rwcd          r       -      -
stock.lot                   r         rw         rwcd      rwcd        rwcd          r       -      -
stock.move                  r         r          rwc       rwc         rwcd          r       -      -
stock.package               r         r          rwcd      rwcd        rwcd          r       -      -
stock.package.type          r         r          r         r           rwcd          r       -      -
stock.picking               r         r          rwcd      rwcd        rwcd          r       -      -
stock.picking.type          r         r          r         r           rwcd          r       -      -
stock.quant                 r         r          rwc       rwc         rwc           r       -      -
stock.scrap                 -         -          rwc       rwc         rwcd          -       -      -
stock.warehouse             r         r          r         r           rwcd          r       -      -
"""  # noqa: E501
# Who may call each act, on records of the own site that are ready for it.
ACTS = """
act                  volunteer technician logistics coordinator administrator auditor portal public
announce             -         -          yes       yes         yes           -       -      -
schedule             -         -          yes       yes         yes           -       -      -
collect              -         -          yes       yes         yes           -       -      -
count                -         -          yes       yes         yes           -       -      -
receive              -         -          yes       yes         yes           -       -      -
close                -         -          yes       yes         yes           -       -      -
cancel               -         -          yes       yes         yes           -       -      -
receive_one          -         -          yes       yes         yes           -       -      -
place                yes       yes        yes       yes         yes           -       -      -
mark_missing         -         yes        yes       yes         yes           -       -      -
unmark_missing       -         yes        yes       yes         yes           -       -      -
write_facts          -         yes        yes       yes         yes           -       -      -
resolve_cpu_mark     -         yes        yes       yes         yes           -       -      -
import_cpu_marks     -         -          -         -           yes           -       -      -
grade                -         yes        -         yes         yes           -       -      -
make_ready           -         yes        -         yes         yes           -       -      -
change_rule_set      -         -          -         -           yes           -       -      -
add_identifier       -         yes        yes       yes         yes           -       -      -
renumber             -         yes        yes       yes         yes           -       -      -
archive              -         yes        yes       yes         yes           -       -      -
enter_device         -         -          yes       yes         yes           -       -      -
merge                -         -          -         yes         yes           -       -      -
recycle              -         yes        yes       yes         yes           -       -      -
load_waste           -         -          yes       yes         yes           -       -      -
unload_waste         -         -          yes       yes         yes           -       -      -
ship_waste           -         -          yes       yes         yes           -       -      -
treat_waste          -         -          yes       yes         yes           -       -      -
cancel_waste         -         -          yes       yes         yes           -       -      -
export_register      -         -          yes       yes         yes           yes     -      -
find                 yes       yes        yes       yes         yes           yes     -      -
verify_journal       -         -          -         yes         yes           yes     -      -
stick_label          -         yes        yes       yes         yes           -       -      -
stick_labels         -         -          yes       yes         yes           -       -      -
renew_label          -         yes        yes       yes         yes           -       -      -
check                yes       yes        yes       yes         yes           -       -      -
prepare_batch        -         yes        yes       yes         yes           -       -      -
send_batch           -         yes        yes       yes         yes           -       -      -
return_batch         -         yes        yes       yes         yes           -       -      -
start_bench          -         yes        yes       yes         yes           -       -      -
fit_part             -         yes        yes       yes         yes           -       -      -
finish_bench         -         yes        yes       yes         yes           -       -      -
ingest_audit         yes       yes        yes       yes         yes           -       -      -
decide_audit         -         yes        -         yes         yes           -       -      -
read_audit_again     -         yes        -         yes         yes           -       -      -
ingest_erasure       yes       yes        yes       yes         yes           -       -      -
declare_erasure      -         yes        -         yes         yes           -       -      -
record_destruction   -         yes        -         yes         yes           -       -      -
record_reset         -         yes        -         yes         yes           -       -      -
confirm_no_medium    -         yes        -         yes         yes           -       -      -
correct_count        -         -          yes       yes         yes           -       -      -
make_transfer        -         -          yes       yes         yes           -       -      -
correct_stock        -         -          yes       yes         yes           -       -      -
correct_operation    -         -          yes       yes         yes           -       -      -
change_zone          -         -          -         -           yes           -       -      -
change_pattern       -         -          -         -           yes           -       -      -
give_oneself_a_site  -         -          -         -           yes           -       -      -
"""  # noqa: E501


def read_table(text):
    """Return ``{row: {column: cell}}``."""
    header, *rows = (line.split() for line in text.strip().splitlines())
    return {row[0]: dict(zip(header[1:], row[1:], strict=True)) for row in rows}


@tagged("-at_install", "post_install")
class TestAccessMatrix(EmmausCase):
    def _rights(self, model, role):
        access = self.env["ir.model.access"].with_user(self.users[role])
        letters = [
            letter
            for letter, mode in RIGHTS.items()
            if access.check(model, mode, raise_exception=False)
        ]
        return "".join(letters) or "-"

    def test_each_role_on_each_model(self):
        for model, roles in read_table(MODELS).items():
            actual = {role: self._rights(model, role) for role in roles}
            with self.subTest(model=model):
                self.assertEqual(actual, roles)

    def test_every_model_of_the_addon_has_its_line(self):
        ours = {
            name
            for name, model in self.env.items()
            if model._original_module == "emmaus_connect" and not model._abstract
        }
        self.assertFalse(ours - set(read_table(MODELS)), "add a line to MODELS")

    def test_roles_with_a_right_have_a_rule_for_it(self):
        """No rule by site for one role, and none at all for another."""
        for model in (
            "emmaus.device",
            "emmaus.collection",
            "emmaus.event",
            "emmaus.import",
            "emmaus.import.line",
            "emmaus.refurbishment",
        ):
            for role in ("volunteer", "technician", "logistics"):
                rules = self.env["ir.rule"].with_user(self.users[role])
                domain = rules._compute_domain(model, "read")
                with self.subTest(model=model, role=role):
                    self.assertIn("warehouse_id", str(domain))


@tagged("-at_install", "post_install")
class TestActs(EmmausCase):
    def setUp(self):
        super().setUp()
        self.draft = self._draft_collection({self.laptop: 1})
        self.announced = self._announced_collection(
            date_scheduled="2026-03-02 09:00:00"
        )
        self.counted = self._counted_collection()
        self.received = self._received_collection()
        self.expected = self._announced_device()
        self.missing = self._announced_device()
        self.missing.action_mark_missing()
        self.here = self._received_device()
        self.gradable = self._erased_device()
        self.gradable.write(
            {"cpu_mark": 5803, "ram_gib": 8, "disk1_type": "SSD", "disk1_gb": 256}
        )
        self.label = self.env["emmaus.qr.token"]._generate_blank(1)
        self.waste, self.loaded, self.gone = self._waste_shipments()
        self.batch, self.sent = (self._work("batch") for _each in range(2))
        self.bench, self.at_work = (self._work("bench") for _each in range(2))
        self.sent.action_send()
        self.at_work.action_start()
        self.at_work.outcome = "repaired"
        self.undecided, self.erasing = self._to_decide(), self._to_pass()
        self.audited = self.erasing.device_id
        self.phone = self._received_device(
            category=self.env.ref("emmaus_connect.device_category_smartphone")
        )
        self.hollow = self._received_device()
        self.env["emmaus.audit"].ingest_by_hand(self.hollow, [], "test")

    def _work(self, kind):
        """A batch or bench work with one device, to be sent or begun."""
        refurbisher = self.env["res.partner"].create(
            {
                "name": "Atelier",
                "is_refurbisher": True,
                "processor_contract_until": "2099-12-31",
            }
        )
        line = {"device_id": self._received_device().id}
        return self.env["emmaus.refurbishment"].create(
            {
                "kind": kind,
                "warehouse_id": self.north.id,
                "partner_id": kind == "batch" and refurbisher.id,
                "line_ids": [Command.create(line)],
            }
        )

    def _to_decide(self):
        """An audit of the north with the serial number of two devices."""
        for _twin in range(2):
            self._received_device(identifiers={"serial": "TWIN-0042"})
        audits = self._as(self.env["emmaus.audit"], "technician")
        audit = audits.ingest("twin.json", machine(serial="TWIN-0042"))
        return audit.with_env(self.env)

    def _to_pass(self):
        """An erasure at work, with its report."""
        device = self._received_device()
        self._audit(device)
        erasure = self.env["emmaus.erasure"].create(
            {"medium_id": device.medium_ids.id, "report": b64encode(b"erased")}
        )
        erasure.action_start()
        return erasure

    def _waste_shipments(self):
        """One still empty, one that may leave, one that the consignee answered."""
        devices = [self._received_device(category=self.screen) for _number in range(3)]
        operator = self.env["res.partner"].create(
            {"name": "Operator", "is_waste_operator": True}
        )
        shipments = self.env["emmaus.waste.shipment"].create(
            [
                {
                    "warehouse_id": self.north.id,
                    "waste_code_id": self.env.ref(
                        "emmaus_connect.waste_code_160214"
                    ).id,
                    "weight_kg": 5,
                    "carrier_id": operator.id,
                    "consignee_id": operator.id,
                    "treatment_code": "R4",
                }
            ]
            * 3
        )
        for device, shipment in zip(devices, shipments, strict=True):
            device.action_recycle("Broken")
            if shipment != shipments[0]:
                shipment.action_load(device)
        shipments[2].action_ship()
        today = shipments[2].date_shipped
        shipments[2].write(
            {
                "date_received": today,
                "date_treated": today,
                "acknowledgement_reference": "Slip signed",
            }
        )
        self.to_load = devices[0]
        self.to_recycle = self._received_device(category=self.screen)
        return shipments

    def test_each_role_on_each_act(self):
        for act, roles in read_table(ACTS).items():
            for role, expected in roles.items():
                with self.subTest(act=act, role=role):
                    self.assertEqual(self._may(act, role), expected == "yes")

    def _may(self, act, role):
        """Try the act and undo it: was it allowed?"""
        with self.env.cr.savepoint() as savepoint:
            try:
                getattr(self, f"_act_{act}")(role)
                self.env.flush_all()
                return True
            except AccessError:
                return False
            finally:
                savepoint.rollback()
                self.env.invalidate_all()

    # Acts, in the order of the table

    def _act_announce(self, role):
        self._as(self.draft, role).action_announce()

    def _act_schedule(self, role):
        self._as(self.announced, role).action_schedule()

    def _act_collect(self, role):
        self._as(self.announced, role).action_collect()

    def _act_count(self, role):
        self._as(self.announced, role).action_count_as_announced()

    def _act_receive(self, role):
        self._as(self.counted, role).action_receive()

    def _act_close(self, role):
        self._as(self.received, role).action_close()

    def _act_cancel(self, role):
        self._as(self.announced, role).action_cancel()

    def _act_receive_one(self, role):
        self._as(self.expected, role).action_receive()

    def _act_place(self, role):
        self._as(self.here, role).action_place(self.north._zone("workshop"))

    def _act_mark_missing(self, role):
        self._as(self.expected, role).action_mark_missing()

    def _act_unmark_missing(self, role):
        self._as(self.missing, role).action_unmark_missing()

    def _act_write_facts(self, role):
        self._as(self.here, role).write({"ram_gib": 8, "cosmetic_grade": "b"})

    def _act_grade(self, role):
        self._as(self.gradable, role).action_grade()

    def _act_make_ready(self, role):
        self.gradable.action_grade()
        self._as(self.gradable, role).action_make_ready()

    def _act_change_rule_set(self, role):
        rule = self.env.ref("emmaus_connect.grading_rule_v44_bis")
        changes = self._as(self.env["emmaus.grading.change"], role)
        change = changes.create({"rule_id": rule.id})
        change.action_preview()
        change.action_apply()

    def _act_resolve_cpu_mark(self, role):
        self.env["emmaus.cpu.mark"].create({"name": "Intel Core i5-9001U", "mark": 9})
        self.here.cpu = "i5-9001U"
        self._as(self.here, role).action_resolve_cpu_mark()

    def _act_import_cpu_marks(self, role):
        vals = {"file": b64encode(b"name;cpumark\nIntel Core i5-9002U;9")}
        wizard = self._as(self.env["emmaus.cpu.mark.import"], role).create(vals)
        wizard.action_apply()

    def _act_add_identifier(self, role):
        vals = {"device_id": self.here.id, "kind": "serial", "value": "ADDED"}
        self._as(self.env["emmaus.device.identifier"], role).create(vals)

    def _act_renumber(self, role):
        self._as(self.here, role).name = "RENUMBERED"

    def _act_archive(self, role):
        self._as(self.expected, role).action_archive()

    def _act_enter_device(self, role):
        vals = {"category_id": self.laptop.id, "collection_id": self.announced.id}
        self._as(self.env["emmaus.device"], role).create(vals)

    def _act_merge(self, role):
        double = self._as(self.expected, role)
        double.action_merge_into(self.here.with_env(double.env))

    def _act_recycle(self, role):
        self._as(self.to_recycle, role).action_recycle("Broken")

    def _act_load_waste(self, role):
        self._as(self.waste, role).action_load(self.to_load.ids)

    def _act_unload_waste(self, role):
        self._as(self.loaded, role).action_unload(self.loaded.device_ids.ids)

    def _act_ship_waste(self, role):
        self._as(self.loaded, role).action_ship()

    def _act_treat_waste(self, role):
        self._as(self.gone, role).action_treat()

    def _act_cancel_waste(self, role):
        self._as(self.loaded, role).action_cancel()

    def _act_export_register(self, role):
        export = self._as(self.env["emmaus.waste.register"], role).create({})
        export._render_document()

    def _act_find(self, role):
        found = self._as(self.env["emmaus.device"], role).find_by_code(self.here.name)
        self.assertEqual(found.ids, self.here.ids)

    def _act_verify_journal(self, role):
        self._as(self.env["emmaus.event"], role).action_verify_chains()

    def _act_stick_label(self, role):
        self._as(self.here, role)._link_qr_token(self.label.token)

    def _act_stick_labels(self, role):
        collection = self._as(self.announced, role)
        collection.action_stick_labels(self.laptop, [self.label.token])

    def _act_renew_label(self, role):
        self._as(self.here, role)._renew_qr_tokens()

    def _act_check(self, role):
        items = self.here._checklist_items()
        self._as(self.here, role).action_check({items[0]: "ok"})

    def _act_prepare_batch(self, role):
        self._as(self.here, role).action_new_batch()

    def _act_send_batch(self, role):
        self._as(self.batch, role).action_send()

    def _act_return_batch(self, role):
        batch = self._as(self.sent, role)
        batch.action_return(batch.line_ids, "accepted")

    def _act_start_bench(self, role):
        self._as(self.bench, role).action_start()

    def _act_fit_part(self, role):
        bench = self._as(self.at_work, role)
        vals = {"kind": "other", "origin": "bought", "note": "Shop"}
        bench.action_fit_part(bench.line_ids.device_id, vals)

    def _act_finish_bench(self, role):
        self._as(self.at_work, role).action_finish()

    def _act_ingest_audit(self, role):
        audits = self._as(self.env["emmaus.audit"], role)
        audits.ingest("new.json", machine(serial="NEVER-SEEN"))

    def _act_decide_audit(self, role):
        self._as(self.undecided, role).action_decide(self.here.id)

    def _act_read_audit_again(self, role):
        self._as(self.undecided, role).action_read_again()

    def _act_ingest_erasure(self, role):
        self._as(self.env["emmaus.erasure"], role).ingest("nwipe.log", log())

    def _act_declare_erasure(self, role):
        self._as(self.erasing, role).action_pass()

    def _act_record_destruction(self, role):
        device = self._as(self.audited, role)
        device.action_record_destruction(device.medium_ids.ids, "Drilled")

    def _act_record_reset(self, role):
        self._as(self.phone, role).action_record_reset(account_lock_removed=True)

    def _act_confirm_no_medium(self, role):
        self._as(self.hollow, role).action_confirm_no_medium()

    def _act_correct_count(self, role):
        self._as(self.counted.line_ids, role).counted_qty = 1

    def _act_make_transfer(self, role):
        vals = {"picking_type_id": self.north.int_type_id.id}
        self._as(self.env["stock.picking"], role).create(vals)

    def _act_correct_stock(self, role):
        quants = self._as(self.env["stock.quant"], role)
        quants.with_context(inventory_mode=True).create(
            {
                "product_id": self.charger.product_id.id,
                "location_id": self.north._zone("intake").id,
                "inventory_quantity": 3,
            }
        ).action_apply_inventory()

    def _act_correct_operation(self, role):
        line = self.received.picking_ids.move_line_ids[:1]
        line = self._as(line, role)
        line.location_dest_id = self.north._zone("workshop")

    def _act_change_zone(self, role):
        self._as(self.north._zone("intake"), role).emmaus_zone = "workshop"

    def _act_change_pattern(self, role):
        self._as(self.laptop, role).id_pattern = "{number}"

    def _act_give_oneself_a_site(self, role):
        user = self.users[role]
        self._as(user, role).emmaus_site_ids = self.north | self.south


@tagged("-at_install", "post_install")
class TestRoles(EmmausCase):
    """What no table shows."""

    def test_auditor_changes_nothing_on_any_model_read(self):
        device = self._received_device()
        for record in (
            device,
            device.lot_id,
            device.collection_id,
            device.collection_id.line_ids,
            device.collection_id.picking_ids,
            device.lot_id.quant_ids,
            device.collection_id.picking_ids.move_line_ids,
            self.laptop,
            self.north,
            self.donor,
        ):
            for mode in ("write", "unlink"):
                with self.subTest(record=record, mode=mode):
                    self.assertTrue(self._as(record, "auditor").has_access("read"))
                    self.assertFalse(self._as(record, "auditor").has_access(mode))

    def test_volunteer_moves_stock_by_placing_only(self):
        """Core lets any employee write operations, done ones too."""
        picking = self._received_collection({self.charger: 4}).picking_ids
        line, quants = (
            picking.move_line_ids,
            self.env["stock.quant"].search(
                [("product_id", "=", self.charger.product_id.id)]
            ),
        )
        place = self.north._zone("workshop").id
        for role in ("volunteer", "technician", "auditor"):
            for act in (
                lambda line: line.write({"location_dest_id": place}),
                lambda line: line.write({"quantity": 400}),
                lambda line: line.copy({"quantity": 400}),
                lambda line: line.unlink(),
            ):
                with (
                    self.subTest(role=role),
                    self.assertRefused("", line, quants, undone=True),
                ):
                    act(self._as(line, role))

    def test_volunteer_places_without_a_trace_of_the_superuser(self):
        device = self._as(self._received_device(), "volunteer")
        device.action_place(self.north._zone("workshop").with_env(device.env))
        event = device.event_ids[0]
        self.assertEqual(event.user_id, self.users["volunteer"])
        picking = self.env["stock.picking"].search([], limit=1, order="id desc")
        self.assertEqual(picking.create_uid, self.users["volunteer"])

    def test_demoted_user_sees_nothing_any_more(self):
        user = self._new_user("volunteer", login="leaves")
        device = self._received_device()
        self.assertTrue(self._as(device, user).has_access("read"))
        user.group_ids -= self.env.ref("emmaus_connect.group_volunteer")
        with self.assertRaises(AccessError):
            self._as(device, user).read(["name"])

    def test_a_refusal_of_rights_is_no_refusal_of_sense(self):
        """The acts of the table fail for want of rights, not of their own rules."""
        with self.assertRaises(UserError) as refusal:
            self._as(self._received_device(), "coordinator").action_receive()
        self.assertNotIsInstance(refusal.exception, AccessError)
