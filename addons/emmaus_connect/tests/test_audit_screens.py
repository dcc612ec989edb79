"""The screens of audits and erasures: what their buttons do, and that they open."""

from base64 import b64encode
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import Form, HttpCase, tagged
from odoo.tools import mute_logger

from .audit_files import disk, machine, store
from .common import EmmausCase
from .erasure_files import Disk, log

_SEND = "odoo.addons.emmaus_connect.wizard.emmaus_audit_send"
SSD = {
    "product": "KINGSTON SA400S37240G SSD",
    "vendor": "KINGSTON",
    "size": 240057409536,
    "description": "ATA Disk",
}


def laptop(serial, disk_serial):
    """Bytes of an audit of a laptop with one SSD."""
    return machine(store(disk(serial=disk_serial, **SSD)), serial=serial)


def report(disk_serial, **values):
    """Bytes of nwipe's log about that SSD."""
    size = {"size": SSD["size"], "size_text": " 240 GB", "bus": " ATA-SSD"}
    return log(Disk(model=SSD["product"], serial=disk_serial, **size, **values))


@tagged("-at_install", "post_install")
class TestSendFiles(EmmausCase):
    def _send(self, role, *files, **values):
        """Send ``(name, bytes)`` as the page does; return ``[(outcome, sentence)]``."""
        wizard = self._prepare(role, *files, **values)
        wizard.action_send()
        return [
            (line.outcome, line.sentence or "") for line in wizard.line_ids.sorted("id")
        ]

    def _prepare(self, role, *files, **values):
        attachments = self._as(self.env["ir.attachment"], role).create(
            [
                {"name": name, "raw": content, "res_model": "emmaus.audit.send"}
                for name, content in files
            ]
        )
        return self._as(self.env["emmaus.audit.send"], role).create(
            {"file_ids": [Command.set(attachments.ids)], **values}
        )

    def test_each_file_goes_where_its_content_belongs(self):
        device = self._received_device(identifiers={"serial": "SEND-0001"})
        outcomes = self._send(
            "volunteer",
            ("an_erasure_by_its_name_only.log", laptop("SEND-0001", "DSK-0001")),
            ("an_audit_by_its_name_only.json", report("DSK-0001")),
        )
        self.assertEqual([outcome for outcome, _why in outcomes], ["matched", "erased"])
        self.assertEqual((device.state, device.erasure_state), ("erased", "proven"))
        self.assertEqual(device.last_audit_id.user_id, self.users["volunteer"])

    def test_a_bad_file_loses_no_other(self):
        self._received_device(identifiers={"serial": "SEND-0002"})
        good = laptop("SEND-0002", "DSK-0002")
        outcomes = self._send(
            "volunteer",
            ("notes.txt", b"Monday: nothing\n"),
            ("cut.pdf", b"%PDF-1.5\nnothing"),
            ("empty.json", b""),
            ("good.json", good),
            ("failed.log", report("DSK-0002", errors=(3, 0, 0), status="-FAILED-")),
            ("again.json", good),
        )
        self.assertEqual(
            [outcome for outcome, _why in outcomes],
            [
                "unreadable",
                "refused",
                "unreadable",
                "matched",
                "not_erased",
                "matched",
            ],
        )
        self.assertIn("none of the audit tools known", outcomes[0][1])
        self.assertIn("The file is empty", outcomes[2][1])
        self.assertIn("errors were counted while writing", outcomes[4][1])
        self.assertEqual(outcomes[5][1], "Same file as before.")

    def test_a_fault_of_ours_loses_no_other_file(self):
        self._received_device(identifiers={"serial": "SEND-0003"})
        audits = self.registry["emmaus.audit"]
        ingest = audits.ingest

        def fail_once(model, name, *args, **kwargs):
            if name == "odd.json":
                raise KeyError("odd")
            return ingest(model, name, *args, **kwargs)

        with patch.object(audits, "ingest", fail_once), mute_logger(_SEND):
            outcomes = self._send(
                "volunteer",
                ("odd.json", laptop("SEND-0009", "DSK-0009")),
                ("good.json", laptop("SEND-0003", "DSK-0003")),
            )
        self.assertEqual([one for one, _why in outcomes], ["refused", "matched"])
        self.assertIn("show it to an administrator", outcomes[0][1])

    def test_unknown_devices_land_in_the_donation_chosen(self):
        collection = self._collected_collection({self.laptop: 2})
        wizard = self._prepare(
            "volunteer",
            ("one.json", laptop("SEND-0004", "DSK-0004")),
            ("two.json", laptop("SEND-0005", "DSK-0005")),
            collection_id=collection.id,
        )
        wizard.action_send()
        self.assertEqual(len(collection.device_ids), 2)
        self.assertEqual(wizard.line_ids.device_id, collection.device_ids)
        self.assertEqual((wizard.good_count, wizard.look_count), (2, 0))

    def test_a_report_without_serial_number_waits_for_its_medium(self):
        [(outcome, why)] = self._send("volunteer", ("n.log", report("XXXXXXXXXXXXXXX")))
        self.assertEqual(outcome, "to_attach")
        self.assertIn("a technician says which medium", why)

    def test_a_disk_no_audit_lists_yet_keeps_its_proof(self):
        [(outcome, why)] = self._send("volunteer", ("n.log", report("DSK-0006")))
        self.assertEqual(outcome, "erased")
        self.assertIn("no audit lists this disk yet", why)

    def test_what_was_read_is_thrown_away(self):
        wizard = self._prepare("volunteer", ("x.json", laptop("SEND-0007", "DSK-7")))
        files = wizard.file_ids
        wizard.action_send()
        self.assertFalse(files.exists())

    def test_files_that_take_long_are_sent_in_several_goes(self):
        files = [(f"{n}.json", laptop(f"LONG-{n}", f"DSK-L{n}")) for n in range(3)]
        wizard = self._prepare("volunteer", *files)
        with patch(f"{_SEND}.SECONDS", -1):
            wizard.action_send()
        self.assertEqual(set(wizard.file_ids.mapped("name")), {"1.json", "2.json"})
        wizard.action_send()
        self.assertEqual(len(wizard.line_ids), 3)
        self.assertFalse(wizard.file_ids)

    def test_no_file_and_too_many(self):
        empty = self._prepare("volunteer")
        with self.assertRefused("Choose the files first"):
            empty.action_send()
        many = self._prepare("volunteer", *((f"{n}.json", b"{}") for n in range(201)))
        with self.assertRefused("201 files were chosen and 200 are read at a time"):
            many.action_send()

    def test_files_of_somebody_else_are_not_taken(self):
        device = self._received_device()
        kept = self.env["ir.attachment"].create(
            {"name": "invoice.pdf", "raw": b"x", "res_model": device._name,
             "res_id": device.id}
        )  # fmt: skip
        wizard = self._prepare("volunteer")
        wizard.sudo().file_ids = kept
        with self.assertRefused("invoice.pdf was not sent on this page"):
            wizard.action_send()
        self.assertTrue(kept.exists())

    def test_outcomes_are_for_the_sender_only(self):
        wizard = self._prepare("volunteer", ("x.json", laptop("SEND-0008", "DSK-8")))
        wizard.action_send()
        with self.assertRaises(AccessError):
            self._as(wizard, "technician").read(["line_ids"])
        with self.assertRaises(AccessError):
            self._as(wizard.line_ids, "coordinator").read(["sentence"])

    def test_each_outcome_opens_what_it_is_about(self):
        device = self._received_device(identifiers={"serial": "SEND-0010"})
        wizard = self._prepare(
            "technician",
            ("good.json", laptop("SEND-0010", "DSK-0010")),
            ("notes.txt", b"Monday: nothing\n"),
        )
        wizard.action_send()
        lines = wizard.line_ids.sorted("id")
        wizard.invalidate_recordset()
        first = wizard.line_ids[0]  # what needs a look comes first
        self.assertEqual(first.outcome, "unreadable")
        opened = [line.action_open() for line in lines]
        self.assertEqual(
            [(action["res_model"], action["res_id"]) for action in opened],
            [
                ("emmaus.device", device.id),
                ("emmaus.audit", lines[1].audit_id.id),
            ],
        )


@tagged("-at_install", "post_install")
class TestDecide(EmmausCase):
    def setUp(self):
        super().setUp()
        self.twins = self._received_device(identifiers={"serial": "TWIN-0042"})
        self.twins |= self._received_device(identifiers={"serial": "TWIN-0042"})
        audits = self._as(self.env["emmaus.audit"], "technician")
        self.audit = audits.ingest("twin.json", laptop("TWIN-0042", "DSK-0042"))

    def test_the_page_offers_the_candidates(self):
        form = Form(self.audit)
        self.assertEqual(set(form.candidate_ids.ids), set(self.twins.ids))
        self.assertFalse(form.can_create)

    def test_it_is_this_one(self):
        chosen = self._as(self.twins[1], "technician")
        chosen.with_context(emmaus_audit_id=self.audit.id).action_take_audit()
        self.assertEqual(self.audit.device_id, self.twins[1])
        self.assertEqual(self.twins[1].audit_count, 1)

    def test_another_device(self):
        other = self._received_device()
        wizard = Form(
            self.env["emmaus.audit.decide"]
            .with_user(self.users["technician"])
            .with_context(active_id=self.audit.id)
        )
        wizard.device_id = other
        wizard.save().action_decide()
        self.assertEqual((self.audit.state, self.audit.device_id), ("matched", other))

    def test_merged_doubles_are_one_device(self):
        double = self._announced_device(identifiers={"serial": "TWIN-0043"})
        kept = self._received_device(identifiers={"serial": "TWIN-0043"})
        audits = self._as(self.env["emmaus.audit"], "technician")
        audit = audits.ingest("twins.json", laptop("TWIN-0043", "DSK-0043"))
        audit = self._as(audit, "coordinator")
        action = audit.action_merge_candidates()
        wizard = audit.env[action["res_model"]].with_context(**action["context"])
        wizard.create({}).action_merge()
        audit.action_read_again()
        self.assertEqual(audit.state, "matched")
        self.assertEqual((audit.device_id, double.active), (kept, False))

    def test_a_device_is_made_with_its_category(self):
        audits = self._as(self.env["emmaus.audit"], "technician")
        content = machine(serial="NO-KIND-1", description="", product="")
        audit = audits.ingest("unknown.json", content)
        self.assertEqual(audit.state, "to_decide")
        with Form(audit) as form:
            self.assertTrue(form.can_create)
            form.category_id = self.desktop
        audit.action_create_device()
        self.assertEqual(audit.device_id.category_id, self.desktop)


@tagged("-at_install", "post_install")
class TestProofPage(EmmausCase):
    def _wizard(self, name, device, role="technician"):
        wizards = self._as(self.env[name], role)
        return wizards.with_context(active_model=device._name, active_id=device.id)

    def test_the_page_says_what_is_missing(self):
        device = self._received_device()
        self.assertIn("No audit lists its disks yet", device.missing_proof)
        self._audit(device, self._disk("DSK-0100"))
        self.assertEqual(device.missing_proof, "Still to erase: SSD 256 GB DSK-0100.")
        self.assertEqual(device.medium_ids.proof, "open")
        self._prove(device)
        self.assertFalse(device.missing_proof)
        self.assertEqual(device.medium_ids.proof, "proven")
        self.assertFalse(self._received_device(category=self.screen).missing_proof)

    def test_read_by_hand(self):
        device = self._received_device()
        wizard = Form(self._wizard("emmaus.audit.by.hand", device))
        wizard.reason = "Does not start"
        with wizard.line_ids.new() as line:
            line.kind = "HDD"
            line.size_gb = 500
            line.serial = "DSK-0101"
        wizard.save().action_record()
        self.assertEqual(device.medium_ids.display_name, "HDD 500 GB DSK-0101")
        self.assertEqual(device.last_audit_id.format_name, "read by hand")

    def test_read_by_hand_wants_sizes_and_a_reason(self):
        device = self._received_device()
        wizards = self._wizard("emmaus.audit.by.hand", device)
        line = {"kind": "HDD", "serial": "DSK-0102"}
        wizard = wizards.create({"line_ids": [Command.create(line)]})
        with self.assertRefused("Say why no tool reads", device):
            wizard.action_record()
        wizard.reason = "Does not start"
        with self.assertRefused("Say how large the medium DSK-0102 is", device):
            wizard.action_record()

    def test_nothing_inside(self):
        device = self._received_device()
        self.env["emmaus.audit"].ingest_by_hand(device, [], "test")
        self.assertTrue(device.may_be_empty)
        self._as(device, "technician").action_confirm_no_medium()
        self.assertEqual((device.state, device.may_be_empty), ("erased", False))

    def test_nothing_inside_is_the_word_of_a_technician(self):
        device = self._received_device()
        self.env["emmaus.audit"].ingest_by_hand(device, [], "test")
        with self.assertRefused("declared by a technician", device, error=AccessError):
            self._as(device, "logistics").action_confirm_no_medium()

    def test_disk_destroyed(self):
        device = self._received_device()
        self._audit(device)
        wizard = Form(self._wizard("emmaus.device.destruction", device))
        self.assertEqual(wizard.medium_ids.ids, device.medium_ids.ids)
        wizard.how, wizard.by_whom = "Drilled", "Théo"
        wizard.save().action_record()
        self.assertEqual(device.erasure_ids.reason, "Drilled (by Théo)")
        self.assertEqual(device.state, "erased")

    def test_disk_destroyed_by_nobody(self):
        device = self._received_device()
        self._audit(device)
        wizard = self._wizard("emmaus.device.destruction", device).create({})
        wizard.how = "Drilled"
        with self.assertRefused("was destroyed and by whom", device):
            wizard.action_record()

    def test_factory_reset(self):
        phone = self._received_device(
            category=self.env.ref("emmaus_connect.device_category_smartphone"),
            identifiers={"imei": ["350000000099990"]},
        )
        wizard = Form(self._wizard("emmaus.device.reset", phone))
        self.assertEqual(wizard.imei, "350000000099990")
        with self.assertRefused("no account asks for its password", phone, undone=True):
            self._wizard("emmaus.device.reset", phone).create({}).action_record()
        wizard.account_lock_removed = True
        wizard.save().action_record()
        self.assertEqual(phone.state, "erased")

    def test_a_report_is_attached_to_its_medium(self):
        device = self._received_device()
        self._audit(device, self._disk("DSK-0103", size_gb=240.06))
        erasure = self.env["emmaus.erasure"].ingest("n.log", report("XXXXXXXXXXXXXXX"))
        self.assertTrue(erasure.is_alone)
        found = erasure.search([("is_alone", "=", True), ("id", "=", erasure.id)])
        self.assertEqual(found, erasure)
        wizards = self._as(self.env["emmaus.erasure.attach"], "technician")
        wizard = Form(wizards.with_context(active_id=erasure.id))
        wizard.device_id = device
        self.assertEqual(wizard.medium_id, device.medium_ids)
        with self.assertRaises(AccessError):
            self._as(erasure, "volunteer").action_attach_to(device.medium_ids)

    def test_a_proven_medium_needs_no_other_erasure(self):
        device = self._received_device()
        self._audit(device)
        medium = self._as(device.medium_ids, "technician")
        context = medium.action_new_erasure()["context"]
        erasure = Form(medium.env["emmaus.erasure"].with_context(**context)).save()
        self.assertEqual(erasure.medium_id, device.medium_ids)
        self._prove(device)
        with self.assertRefused("is erased already, with proof", device):
            medium.action_new_erasure()

    def test_media_are_found_by_their_proof(self):
        device = self._received_device()
        self._audit(device, self._disk(), self._disk())
        first, second = device.medium_ids
        self.env["emmaus.erasure"].create(
            {"medium_id": first.id, "report": b64encode(b"erased")}
        ).action_start()
        first.erasure_ids.action_pass()
        media = self.env["emmaus.medium"]
        here = [("device_id", "=", device.id)]
        self.assertEqual(media.search([*here, ("is_proven", "=", True)]), first)
        self.assertEqual(media.search([*here, ("is_proven", "=", False)]), second)
        self.assertEqual(media.search([*here, ("is_proven", "!=", False)]), first)


@tagged("-at_install", "post_install")
class TestTiles(EmmausCase):
    def _count(self, role, key):
        home = self._as(self.env["emmaus.home"], role).get_home()
        tiles = [tile for section in home["sections"] for tile in section["tiles"]]
        return next(tile["count"] for tile in tiles if tile["key"] == key)

    def test_what_waits_at_the_bench(self):
        device = self._received_device()
        self.assertEqual(self._count("volunteer", "to_audit"), 1)
        self._audit(device)
        self.assertEqual(self._count("volunteer", "to_audit"), 0)
        self._prove(device)
        self.assertEqual(self._count("technician", "to_grade"), 1)
        device._move_to("graded")
        self.assertEqual(self._count("technician", "to_make_ready"), 1)
        self.assertEqual(self._count("technician", "erase_again"), 0)
        self._audit(device, self._disk())
        self.assertEqual(self._count("technician", "erase_again"), 1)

    def test_failures_wait_until_the_disk_is_proven(self):
        device = self._received_device(identifiers={"serial": "TILE-0001"})
        erasures = self._as(self.env["emmaus.erasure"], "technician")
        audits = self._as(self.env["emmaus.audit"], "technician")
        audits.ingest("a.json", laptop("TILE-0001", "DSK-0200"))
        audits.ingest("b.txt", b"Monday: nothing\n")
        erasures.ingest("f.log", report("DSK-0200", errors=(1, 0, 0)))
        self.assertEqual(self._count("technician", "erasures_failed"), 1)
        self.assertEqual(self._count("technician", "audits_unreadable"), 1)
        erasures.ingest("p.log", report("DSK-0200"))
        self.assertEqual(device.erasure_state, "proven")
        self.assertEqual(self._count("technician", "erasures_failed"), 0)

    def test_coordinator_watches_what_left_and_what_was_found(self):
        removed = self._count("coordinator", "media_removed")
        found = self._count("coordinator", "found")
        device = self._received_device()
        self._audit(device)
        self._audit(device, self._disk(kind="HDD", size_gb=500.0))
        audits = self._as(self.env["emmaus.audit"], "technician")
        audits.ingest("new.json", laptop("TILE-0002", "DSK-0201"))
        self.assertEqual(self._count("coordinator", "media_removed"), removed + 1)
        self.assertEqual(self._count("coordinator", "found"), found + 1)


@tagged("-at_install", "post_install")
class TestScreens(HttpCase, EmmausCase):
    def test_every_page_opens_for_its_roles(self):
        for action in ("audit", "medium", "erasure", "erasure_standard"):
            action = self.env.ref(f"emmaus_connect.emmaus_{action}_action")
            views = [(False, mode) for mode in action.view_mode.split(",")]
            for role in ("volunteer", "technician", "coordinator", "auditor"):
                with self.subTest(model=action.res_model, role=role):
                    model = self._as(self.env[action.res_model], role)
                    answer = model.get_views([*views, (False, "search")])
                    self.assertEqual(len(answer["views"]), len(views) + 1)

    def test_a_file_sent_then_an_erasure_prove_a_device(self):
        self.env["res.lang"]._activate_lang("en_US")
        device = self._received_device(identifiers={"serial": "ZQ-TOUR"})
        self.env["ir.attachment"].create(
            [
                {"name": name, "url": f"/emmaus_proof/{name}", "raw": content}
                for name, content in (
                    ("latitude.json", laptop("ZQ-TOUR", "ZQ0000T0UR")),
                    ("sanitize.txt", b"Sanitize status: completed\n"),
                )
            ]
        )
        with mute_logger("odoo.http"):  # a refusal is part of the story
            self.start_tour(
                "/odoo/send-audits", "emmaus_proof", login="test_technician"
            )
        self.assertEqual((device.state, device.erasure_state), ("erased", "proven"))
        self.assertEqual(device.erasure_ids.evidence, "declared")
        self.assertEqual(device.erasure_ids.user_id, self.users["technician"])
