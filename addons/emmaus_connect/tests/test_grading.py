"""Grading in the line: who may, on what, what it leaves behind."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ..models.emmaus_grading_words import CONDITIONS
from .common import EmmausCase

LAPTOP = {
    "cpu_mark": 5803,
    "ram_gib": 8,
    "disk1_type": "SSD",
    "disk1_gb": 256,
    "disk2_type": False,
    "disk2_gb": 0,
    "os": False,
}


class GradingCase(EmmausCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.phone = cls.env.ref("emmaus_connect.device_category_smartphone")
        cls.rules = cls.env["emmaus.grading.rule"]
        cls.v44 = cls.env.ref("emmaus_connect.grading_rule_v44")
        # Devices of a demo story have no part in what is counted here.
        domain = [("state", "in", ("erased", "graded", "ready"))]
        cls.others = cls.env["emmaus.device"].search(domain)

    def _to_grade(self, category=None, **facts):
        """An erased device of known measures."""
        device = self._erased_device(category=category or self.laptop)
        device.write({**LAPTOP, **facts} if not category else facts)
        return device

    def _graded(self, **facts):
        device = self._to_grade(**facts)
        device.action_grade()
        return device

    def _draft(self, code="V5", **vals):
        return self.v44.copy({"code": code, **vals})


@tagged("-at_install", "post_install")
class TestGrading(GradingCase):
    def test_grade_follows_from_the_facts_and_says_why(self):
        device = self._to_grade()
        self._as(device, "technician").action_grade()
        self.assertEqual((device.state, device.grade), ("graded", "a"))
        grading = device.grading_id
        self.assertTrue(grading.is_current)
        self.assertEqual((grading.category, grading.note), ("A", 9))
        self.assertEqual(grading.rule_id, self.v44)
        self.assertEqual(grading.user_id, self.users["technician"])
        self.assertEqual(grading.values["cpu_mark"], 5803)
        self.assertTrue(grading.audit_id)
        self.assertEqual(grading.audit_id, device.last_audit_id)
        self.assertIn("Processor mark 5803: 3 points (from 5000)", device.why)
        self.assertEqual(self._events(device)[-1], "graded")
        facts = device.event_ids.sorted("sequence")[-1].facts
        self.assertEqual(facts, {"grade": "A", "rule": "V4.4", "points": 9})
        self.assertFalse(self._broken())

    def test_evaluate_is_the_same_on_both_models(self):
        values = {"cpu_mark": 3207, "ram_gib": 8}
        values["media"] = [{"type": "HDD", "size_gb": 500}]
        found = self.env["emmaus.grading"].evaluate(values)
        self.assertEqual((found["category"], found["note"]), ("C", 5))
        self.assertEqual(self.v44.evaluate(values), found)
        self.assertEqual(self.rules.evaluate(values, rule=self.v44), found)
        self.assertEqual(
            self._rpc("volunteer", "emmaus.grading", "evaluate", values, "V4.4"), found
        )

    def test_phone_is_graded_by_memory_storage_and_score(self):
        device = self._to_grade(self.phone, ram_gib=4, disk1_gb=64)
        with self.assertRefused("fill in AnTuTu Score first", device):
            device.action_grade()
        device.action_grade(antutu=200000, percent=-50, reason="Cracked screen")
        self.assertEqual((device.grade, device.grading_id.note), ("c", 100))
        self.assertEqual(device.antutu, 200000)
        self.assertEqual(device.grading_id.reason, "Cracked screen")
        facts = device.event_ids.sorted("sequence")[-1].facts
        self.assertEqual(facts["percent"], -50)
        self.assertNotIn("reason", facts)

    def test_conditions_of_a_step_are_named(self):
        kinds = dict(self.env["emmaus.grading.condition"]._kinds())
        self.assertEqual(set(kinds), set(CONDITIONS))
        self.assertFalse([text for text in kinds.values() if "%(" in text])

    def test_what_the_rule_needs_is_named(self):
        device = self._to_grade(cpu_mark=0, ram_gib=0, disk1_type=False)
        told = "cannot be graded yet: fill in Processor Mark, Memory (GiB)"
        with self.assertRefused(told, device):
            device.action_grade()

    def test_adjustment_needs_a_reason_and_its_range(self):
        device = self._to_grade()
        for reason in (None, "", "  "):
            with self.assertRefused("Say why", device):
                device.action_grade(technical=-1, reason=reason)
        with self.assertRefused("takes whole numbers from -2 to 1", device):
            device.action_grade(technical=2, reason="Very good")
        with self.assertRefused("takes whole numbers from -1 to 1", device):
            device.action_grade(cosmetic=-2, reason="Scratched")
        device.action_grade(technical=-2, reason="Battery is dead")
        self.assertEqual((device.grade, device.grading_id.note), ("b", 7))
        self.assertEqual(device.grading_id.technical, -2)

    def test_phone_takes_the_percents_of_the_rule_only(self):
        device = self._to_grade(self.phone, ram_gib=4, disk1_gb=64, antutu=200000)
        with self.assertRefused("this rule set takes -100 %, -50 %, -10 %", device):
            device.action_grade(percent=-20, reason="Scratched")

    def test_windows_10_is_read_from_the_system(self):
        facts = {"ram_gib": 16, "disk1_gb": 512}
        device = self._to_grade(os="Windows 10 Pro", **facts)
        device.action_grade()
        self.assertEqual(device.grade, "b")
        device.action_grade(windows_10=False)
        self.assertEqual(device.grade, "premium")
        device = self._to_grade(os="Linux Mint 22", **facts)
        device.action_grade()
        self.assertEqual(device.grade, "premium")

    def test_grading_again_keeps_both_and_moves_nothing(self):
        device = self._graded()
        first = device.grading_id
        device.ram_gib = 16
        device.action_grade(cosmetic=-1, reason="Scratches")
        self.assertEqual(device.state, "graded")
        self.assertEqual(device.grading_ids, device.grading_id | first)
        self.assertFalse(first.is_current)
        self.assertEqual(self._events(device)[-2:], ["graded", "regraded"])
        facts = device.event_ids.sorted("sequence")[-1].facts
        self.assertEqual((facts["former_grade"], facts["cosmetic"]), ("A", -1))
        gradings = self.env["emmaus.grading"]
        mine = [("device_id", "=", device.id)]
        current = gradings.search([*mine, ("is_current", "=", True)])
        self.assertEqual(current, device.grading_id)
        self.assertEqual(gradings.search([*mine, ("is_current", "=", False)]), first)

    def test_device_elsewhere_in_the_line_is_not_graded(self):
        device = self._announced_device()
        device.write(LAPTOP)
        with self.assertRefused("cannot go from “Announced” to “Graded”", device):
            device.action_grade()
        device = self._received_device()
        device.write(LAPTOP)
        with self.assertRaises(UserError):
            device.action_grade()
        self.assertFalse(device.grading_ids)
        self.assertEqual(device.state, "received")

    def test_without_rule_set_a_person_grades_with_a_reason(self):
        screen = self._received_device(category=self.screen)
        with self.assertRefused("which no rule set grades: grade it by hand", screen):
            screen.action_grade()
        with self.assertRefused("Say why", screen):
            screen.action_grade_by_hand("b", " ")
        with self.assertRefused("“z” is no grade: choose one of", screen):
            screen.action_grade_by_hand("z", "Looks fine")
        self._as(screen, "technician").action_grade_by_hand("b", "No dead pixel")
        self.assertEqual((screen.state, screen.grade), ("graded", "b"))
        self.assertEqual(screen.grading_id.reason, "No dead pixel")
        device = self._to_grade()
        with self.assertRefused("is graded by a rule set", device):
            device.action_grade_by_hand("b", "I like it")

    def test_ready_devices_go_to_the_ready_zone(self):
        devices = self._graded() | self._graded()
        self._as(devices, "technician").action_make_ready()
        for device in devices:
            self.assertEqual(device.state, "ready")
            self.assertEqual(device.lot_id.location_id, self.north._zone("ready"))
            self.assertEqual(self._events(device)[-2:], ["ready", "placed"])
        self.assertFalse(self._broken())
        device = self._to_grade()
        with self.assertRefused("cannot go from “Erased” to “Ready”", device):
            device.action_make_ready()
        device.action_grade()
        self.north._zone("ready").emmaus_zone = False
        with self.assertRefused("which has no ready zone", device):
            device.action_make_ready()

    def test_roles(self):
        device = self._to_grade()
        for role in ("volunteer", "logistics", "auditor", "portal"):
            with self.subTest(role=role):
                with self.assertRaises(AccessError):
                    self._as(device, role).action_grade()
                with self.assertRaises(AccessError):
                    self._as(device, role).action_make_ready()
        self.assertFalse(device.grading_ids)
        elsewhere = self._new_user("technician", self.south, "tech_south")
        with self.assertRaises(AccessError):
            self._as(device, elsewhere).action_grade()
        device.action_grade()
        self.assertFalse(self._as(self.env["emmaus.grading"], elsewhere).search([]))
        seen = self._as(device.grading_id, "volunteer")
        self.assertEqual(seen.category, "A")

    def test_nobody_writes_a_grade_by_hand(self):
        device = self._graded()
        grading = device.grading_id
        with self.assertRefused("A grade is not entered here", device):
            self.env["emmaus.grading"].create(
                {"device_id": device.id, "grade": "premium"}
            )
        with self.assertRefused("stays as it was", grading):
            grading.grade = "premium"
        with self.assertRefused("never deleted", grading):
            grading.unlink()
        for role in ("technician", "administrator"):
            with self.assertRefused("is not changed by hand", device):
                self._as(device, role).write({"grade": "premium"})
        context = {"emmaus_grading": True}
        with self.assertRefused("A grade is not entered here", device):
            self._rpc(
                "administrator",
                "emmaus.grading",
                "create",
                [{"device_id": device.id, "grade": "a"}],
                context=context,
            )

    def test_a_thousand_devices_cost_a_handful_of_queries(self):
        counts = {}
        for number in (20, 60):
            collection = self._collected_collection({self.screen: number})
            vals = {"category_id": self.screen.id, "collection_id": collection.id}
            devices = self.env["emmaus.device"]._create_bulk([dict(vals)] * number)
            devices.action_receive()
            self.screen.grading_kind = "computer"
            devices.write(LAPTOP)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            devices.action_grade()
            self.env.flush_all()
            counts[number] = self.env.cr.sql_log_count - before
            self.assertEqual(set(devices.mapped("grade")), {"a"})
        self.assertLess(counts[60] - counts[20], 10, counts)
        self.assertLess(counts[60], 60, counts)


@tagged("-at_install", "post_install")
class TestRuleSets(GradingCase):
    def test_refusals_say_what_to_do(self):
        pc = {"cpu_mark": 3000, "ram_gib": 8}
        cases = (
            (pc, "V9", "There is no rule set “V9”: choose one of"),
            (pc, 12, "There is no rule set “12”"),
            ({"cpu_mark": -1}, None, "-1 is below zero: enter the processor mark"),
            ({"cpu_mark": "3207"}, None, "“3207” is no number"),
            ({"cpu_mark": True}, None, "“True” is no number"),
            ({"ram_gib": float("nan")}, None, "“nan” is no number"),
            ({"ram_gib": float("inf")}, None, "“inf” is no number"),
            ({"ram_gib": 10**12}, None, "is too large"),
            ({"media": "HDD"}, None, "“HDD” is no list of disks"),
            ({"media": [500]}, None, "“500” is no list of disks"),
            ({"media": [{"type": "azer", "size_gb": 1}]}, None, "is no type of disk"),
            ({"media": [{"type": "SSD", "size_gb": "x"}]}, None, "“x” is no number"),
            ({**pc, "technical": 2}, None, "whole numbers from -2 to 1"),
            ({**pc, "cosmetic": 0.5}, None, "is no whole number"),
            ({**pc, "windows_10": "perhaps"}, None, "neither yes nor no"),
            ({"ram_gb": 4, "percent": 3}, None, "3 % is not allowed"),
            ({"ram_gb": 4, "ram_gib": 4}, None, "of a computer and of a phone at once"),
            ([1], None, "is not a set of values"),
        )
        for values, rule, sentence in cases:
            with self.subTest(values=values), self.assertRefused(sentence):
                self.rules.evaluate(values, rule)

    def test_adjustment_without_meaning_is_told(self):
        found = self.rules.evaluate({"cpu_mark": 9000, "technical": -7}, "2023")
        told = "Technical adjustment: does not count under this rule set"
        self.assertIn(told, found["steps"])

    def test_official_rule_is_that_of_the_day(self):
        for day, code in (
            ("2024-01-01", "2023"),
            ("2025-10-31", "2025-06"),
            ("2025-11-01", "V4.4"),
            ("2030-01-01", "V4.4"),
        ):
            self.assertEqual(self.rules._official("computer", day).code, code)
        self.assertFalse(self.rules._official("computer", "2020-01-01"))
        self.rules.search([])._by_act().write({"state": "draft"})
        with self.assertRefused("No rule set is official today"):
            self.rules.evaluate({"cpu_mark": 1})

    def test_published_rule_set_stays_as_it_is(self):
        rule = self.v44
        changes = (
            lambda: rule.write({"margin_percent": 6}),
            lambda: rule.limit_ids[0].write({"points": 9}),
            lambda: rule.limit_ids[0].unlink(),
            lambda: rule.band_ids[0].write({"from_note": 1}),
            lambda: rule.step_ids[0].condition_ids[0].write({"value": 1}),
            lambda: rule.step_ids.create({"rule_id": rule.id, "effect": "floor"}),
            lambda: rule.write({"step_ids": [(5, 0, 0)]}),
            lambda: rule.unlink(),
        )
        for change in changes:
            with self.assertRefused("copy it to a draft", rule, rule.limit_ids):
                change()
        draft = self._draft()
        with self.assertRefused("is not set by hand", draft):
            draft.state = "official"
        rule.comment = "A word more"

    def test_copy_is_a_draft_that_may_be_changed(self):
        action = self._as(self.v44, "administrator").action_copy_to_draft()
        draft = self.rules.browse(action["res_id"])
        self.assertEqual((draft.code, draft.state), ("V4.4-2", "draft"))
        values = {"cpu_mark": 3000, "ram_gib": 16}
        values["media"] = [{"type": "NVME", "size_gb": 512}]
        self.assertEqual(draft.evaluate(values), self.v44.evaluate(values))
        draft.step_ids[2].condition_ids.filtered("value").value = 2500
        self.assertEqual(draft.evaluate(values)["note"], 10)
        self.assertEqual(self.v44.evaluate(values)["note"], 7)
        self.assertEqual(self.rules.evaluate(values)["note"], 7)
        draft.unlink()

    def test_step_must_lead_to_a_category_of_the_rule_set(self):
        draft = self._draft()
        vals = {"effect": "cap_grade", "grade": "hc"}
        with self.assertRaisesRegex(UserError, "does not have"):
            draft.write({"step_ids": [(0, 0, vals)]})

    def test_steps_read_as_sentences(self):
        self.assertEqual(
            self.v44.step_ids.mapped("name"),
            [
                "If the main disk is an NVMe disk: 1 point more",
                "If the main disk is an HDD and the processor mark is below 3500:"
                " 5 points at most",
                "If the main disk is an SSD (NVMe included) and the processor mark is"
                " below 3500: 7 points at most",
                "If the main disk is an HDD: 7 points at most",
                "If it runs Windows 10: 7 points at most",
                "0 points at least",
            ],
        )

    def test_volunteer_reads_and_administrator_edits(self):
        draft = self._draft()
        for role in ("volunteer", "technician", "logistics", "coordinator", "auditor"):
            seen = self._as(draft, role)
            self.assertTrue(seen.limit_ids.mapped("points"))
            with self.subTest(role=role), self.assertRaises(AccessError):
                seen.write({"margin_percent": 3})
            with self.subTest(role=role), self.assertRaises(AccessError):
                seen.action_publish()
        self._as(draft, "administrator").limit_ids[0].points = 2
        self._as(draft, "administrator").action_publish()
        self.assertEqual(draft.state, "shadow")


@tagged("-at_install", "post_install")
class TestGradeWizard(GradingCase):
    def _wizard(self, devices, role="technician", **vals):
        context = {"active_model": "emmaus.device", "active_ids": devices.ids}
        wizards = self.env["emmaus.device.grade"].with_context(**context)
        return self._as(wizards, role).create(vals)

    def test_preview_before_confirming(self):
        device = self._to_grade(cpu_mark=0)
        wizard = self._wizard(device)
        self.assertIn("fill in Processor Mark first", wizard.problem)
        self.assertEqual(wizard.measures, "8 GB · SSD 256 GB")
        wizard.cpu_mark = 5803
        wizard.technical = -2
        self.assertEqual((wizard.preview_category, wizard.problem), ("B", False))
        self.assertIn("Technical adjustment -2: 7 points", wizard.preview_steps)
        self.assertFalse(device.grading_ids)
        with self.assertRefused("Say why", device, undone=True), self.cr.savepoint():
            wizard.action_grade()
        wizard.reason = "Battery is dead"
        wizard.action_grade()
        self.assertEqual((device.grade, device.cpu_mark), ("b", 5803))

    def test_mark_of_the_table_is_proposed(self):
        device = self._to_grade(cpu_mark=0, cpu="Intel Core i5-6300U")
        self.env["emmaus.cpu.mark"].search([]).unlink()
        self.env["emmaus.cpu.mark"].create(
            {"name": "Intel Core i5-6300U @ 2.40GHz", "mark": 3207}
        )
        wizard = self._wizard(device)
        self.assertEqual((wizard.cpu_mark, wizard.problem), (3207, False))
        self.assertFalse(device.cpu_mark)
        wizard.action_grade()
        self.assertEqual(device.cpu_mark, 3207)

    def test_form_shows_what_comes_of_each_change(self):
        device = self._to_grade()
        context = {"active_model": "emmaus.device", "active_ids": device.ids}
        wizards = self.env["emmaus.device.grade"].with_context(**context)
        form = Form(self._as(wizards, "technician"))
        self.assertEqual(form.preview_category, "A")
        self.assertIn("Technical from -2 to 1", form.allowed)
        form.cpu_mark = 1999
        self.assertEqual(form.preview_category, "B")
        self.assertIn("Processor mark 1999: 0 points", form.preview_steps)
        form.technical = -7
        self.assertIn("whole numbers from -2 to 1", form.problem)
        form.technical = -1
        form.reason = "Loose hinge"
        form.save().action_grade()
        self.assertEqual((device.grade, device.grading_id.note), ("c", 5))

    def test_several_at_once(self):
        devices = self._to_grade() | self._to_grade(ram_gib=16, disk1_gb=512)
        wizard = self._wizard(devices)
        self.assertEqual(wizard.preview_category, "A: 1 · Premium: 1")
        wizard.action_grade()
        self.assertEqual(devices.mapped("grade"), ["a", "premium"])
        unknown = self._to_grade(cpu_mark=0)
        wizard = self._wizard(devices | unknown)
        self.assertIn(unknown.name, wizard.problem)

    def test_by_hand(self):
        screen = self._received_device(category=self.screen)
        wizard = self._wizard(screen, grade="c", reason="A dead pixel")
        self.assertEqual(wizard.kind, "hand")
        wizard.action_grade()
        self.assertEqual(screen.grade, "c")
        mixed = self._wizard(screen | self._to_grade())
        self.assertEqual(mixed.kind, "mixed")


@tagged("-at_install", "post_install")
class TestRuleChange(GradingCase):
    def _change(self, rule, **vals):
        changes = self._as(self.env["emmaus.grading.change"], "administrator")
        return changes.create({"rule_id": rule.id, **vals})

    def _lenient(self):
        """V4.4 with the cap of the slow processors of June 2025."""
        draft = self._draft()
        for step in draft.step_ids[1:3]:
            step.condition_ids.filtered("value").value = 2500
        return draft

    def test_preview_shows_who_would_change_and_writes_nothing(self):
        slow = {"cpu_mark": 3207, "ram_gib": 16, "disk1_gb": 512}
        changing = self._graded(**slow) | self._graded(**slow)
        ready = self._graded(**slow)
        ready.action_make_ready()
        erased = self._to_grade(**slow)
        self._graded()
        change = self._change(self._lenient())
        before = self._counts()
        rows = {device: self._row(device) for device in changing | ready | erased}
        change.action_preview()
        self.assertEqual(self._counts(), before)
        for device, row in rows.items():
            self.assertEqual(self._row(device), row)
        line = change.line_ids.filtered(
            lambda line: (line.from_grade, line.to_grade) == ("b", "a")
        )
        self.assertEqual(line.device_ids - self.others, changing | ready | erased)
        self.assertEqual(line.action_view_devices()["res_model"], "emmaus.device")
        self.assertEqual(self.rules._official("computer"), self.v44)

    def test_apply_makes_it_official_and_grades_again(self):
        slow = {"cpu_mark": 3207, "ram_gib": 16, "disk1_gb": 512}
        device = self._graded(**slow)
        adjusted = self._to_grade(**slow)
        adjusted.action_grade(cosmetic=-1, reason="Scratched")
        same = self._graded()
        erased = self._to_grade(**slow)
        draft = self._lenient()
        change = self._change(draft, regrade=True)
        change.action_preview()
        change.action_apply()
        self.assertEqual(draft.state, "official")
        self.assertEqual(self.rules._official("computer"), draft)
        self.assertEqual((device.grade, device.grading_id.rule_id), ("a", draft))
        self.assertEqual(self._events(device)[-1], "regraded")
        self.assertEqual(adjusted.grading_id.cosmetic, -1)
        self.assertEqual(adjusted.grading_id.reason, "Scratched")
        self.assertEqual(same.grading_id.rule_id, self.v44)
        self.assertFalse(erased.grading_id)
        erased.action_grade()
        self.assertEqual(erased.grading_id.rule_id, draft)
        self.assertEqual(self._events(draft), ["official"])
        self.assertFalse(self._broken())

    def test_without_grading_again_devices_keep_their_grade(self):
        device = self._graded(cpu_mark=3207, ram_gib=16, disk1_gb=512)
        change = self._change(self._lenient())
        change.action_preview()
        change.action_apply()
        self.assertEqual((device.grade, len(device.grading_ids)), ("b", 1))

    def test_stale_preview_is_refused(self):
        draft = self._lenient()
        change = self._change(draft)
        with self.assertRefused("preview it again", draft):
            change.action_apply()
        change.action_preview()
        device = self._graded(cpu_mark=3207, ram_gib=16, disk1_gb=512)
        with self.assertRefused("preview it again", draft, device):
            change.action_apply()
        change.action_preview()
        draft.margin_percent = 3
        with self.assertRefused("preview it again", draft, device):
            change.action_apply()
        change.action_preview()
        change.action_apply()

    def test_dates_that_cannot_be(self):
        draft = self._draft()
        change = self._change(draft, date_from="2020-01-01")
        change.action_preview()
        with self.assertRefused("choose today or a later day", draft):
            change.action_apply()
        change.write({"date_from": "2099-01-01", "regrade": True})
        with self.assertRefused("grades nothing before 2099-01-01", draft):
            change.action_apply()
        change.regrade = False
        change.action_apply()
        self.assertEqual(self.rules._official("computer"), self.v44)
        later = self._draft("V6")
        change = self._change(later)
        change.action_preview()
        with self.assertRefused("V5 is official from 2099-01-01", later):
            change.action_apply()

    def test_administrator_only(self):
        change = self._change(self._draft())
        for role in ("technician", "coordinator", "auditor"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self._as(change, role).action_preview()
