"""What holds of any device: better measures never lower a grade, nothing crashes."""

import json

from hypothesis import example, given, settings
from hypothesis import strategies as st

from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged

from ..tools.grading import GradingError, grade_device, read_measures

quick = settings(max_examples=100, deadline=None)
marks = st.none() | st.integers(0, 12000)
rams = st.none() | st.integers(0, 40) | st.floats(0, 40)
sizes = st.none() | st.integers(0, 2500) | st.floats(0, 2500)
disk_types = st.sampled_from(["HDD", "SSD", "NVME"])
disks = st.fixed_dictionaries({"type": disk_types, "size_gb": sizes})
computers = st.fixed_dictionaries(
    {
        "cpu_mark": marks,
        "ram_gib": rams,
        "media": st.lists(disks, max_size=3),
        "technical": st.integers(-2, 1),
        "cosmetic": st.integers(-1, 1),
        "windows_10": st.booleans(),
    }
)
phones = st.fixed_dictionaries(
    {
        "ram_gb": st.none() | st.integers(0, 24),
        "storage_gb": st.none() | st.integers(0, 1200),
        "antutu": st.none() | st.integers(0, 1_500_000),
        "percent": st.sampled_from([-100, -50, -10, -5, 0, 5, 10]),
    }
)
COMPUTER_RULES = ("V4.4", "V4.4-bis", "2025-06", "2023")
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["type", "size_gb", "cpu_mark", "x"]), inner, max_size=3
        )
    ),
    max_leaves=6,
)
KEYS = (
    "cpu_mark", "ram_gib", "media", "technical", "cosmetic", "windows_10", "ram_gb",
    "storage_gb", "antutu", "percent", "other",
)  # fmt: skip


@tagged("-at_install", "post_install")
class TestGradingProperties(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rules = cls.env["emmaus.grading.rule"]
        cls.rule_sets = {rule.code: rule._rule_set() for rule in cls.rules.search([])}

    def _grade(self, code, values):
        rule_set = self.rule_sets[code]
        return grade_device(rule_set, read_measures(values, rule_set))

    def _assert_not_lower(self, worse, better, codes=COMPUTER_RULES):
        for code in codes:
            before, after = (self._grade(code, values) for values in (worse, better))
            self.assertGreaterEqual(after.note, before.note, code)
            self.assertGreaterEqual(after.band.from_note, before.band.from_note, code)

    @quick
    @given(computers, st.integers(0, 40), st.integers(0, 40))
    def test_more_memory_never_lowers_the_grade(self, values, one, two):
        low, high = sorted((one, two))
        self._assert_not_lower({**values, "ram_gib": low}, {**values, "ram_gib": high})

    @quick
    @given(computers, st.integers(0, 12000), st.integers(0, 12000))
    @example({"media": [{"type": "NVME", "size_gb": 512}]}, 3499, 3500)
    def test_a_better_processor_never_lowers_the_grade(self, values, one, two):
        low, high = sorted((one, two))
        self._assert_not_lower(
            {**values, "cpu_mark": low}, {**values, "cpu_mark": high}
        )

    @quick
    @given(computers, disk_types, st.floats(0, 2500), st.floats(0, 2500))
    def test_a_larger_disk_never_lowers_the_grade(self, values, kind, one, two):
        worse, better = (
            {**values, "media": [{"type": kind, "size_gb": size}]}
            for size in sorted((one, two))
        )
        self._assert_not_lower(worse, better)

    @quick
    @given(computers, st.integers(0, 2500))
    def test_a_faster_kind_of_disk_never_lowers_the_grade(self, values, size):
        hdd, ssd, nvme = (
            {**values, "media": [{"type": kind, "size_gb": size}]}
            for kind in ("HDD", "SSD", "NVME")
        )
        self._assert_not_lower(hdd, ssd, ("V4.4",))
        self._assert_not_lower(ssd, nvme, ("V4.4", "V4.4-bis", "2025-06"))

    @quick
    @given(computers)
    def test_windows_10_and_damage_never_raise_the_grade(self, values):
        self._assert_not_lower(
            {**values, "windows_10": True, "technical": -2},
            {**values, "windows_10": False},
        )

    @quick
    @given(phones, phones)
    def test_a_better_phone_never_gets_fewer_points(self, one, two):
        keys = ("ram_gb", "storage_gb", "antutu")
        pairs = {key: sorted((one[key] or 0, two[key] or 0)) for key in keys}
        percents = sorted((one["percent"], two["percent"]))
        worse = {key: pair[0] for key, pair in pairs.items()}
        better = {key: pair[1] for key, pair in pairs.items()}
        notes = [
            self._grade("phone-2023", {**values, "percent": percent}).note
            for values, percent in ((worse, percents[0]), (better, percents[1]))
        ]
        self.assertLessEqual(*notes)

    @quick
    @given(computers)
    def test_v44_is_what_its_notice_says(self, values):
        """Written anew from the notice: index of the first limit strictly above."""
        scales = {
            "cpu_mark": (2000, 3500, 5000, 7000),
            "ram_gib": (4, 5, 8, 16),
            "SSD": (64, 128, 200, 500),
            "HDD": (160, 256),
        }

        def points(scale, value):
            if value is None:
                return 0
            return sum(round(value) >= limit for limit in scales[scale])

        main = (values["media"] or [{"type": None, "size_gb": None}])[0]
        mark = values["cpu_mark"]
        note = points("cpu_mark", mark) + points("ram_gib", values["ram_gib"])
        if main["type"]:
            kind = "HDD" if main["type"] == "HDD" else "SSD"
            note += points(kind, main["size_gb"])
        note += values["technical"] + values["cosmetic"]
        slow = mark is not None and mark < 3500
        note += main["type"] == "NVME"
        if main["type"] == "HDD":
            note = min(note, 5 if slow else 7)
        elif main["type"] and slow:
            note = min(note, 7)
        if values["windows_10"]:
            note = min(note, 7)
        note = max(note, 0)
        category = "DDDDCCBBAAA"[note] if note < 11 else "Premium"
        found = self._grade("V4.4", values)
        self.assertEqual((found.note, found.band.name), (note, category))

    @settings(max_examples=30, deadline=None)
    @given(computers | phones)
    def test_every_answer_can_be_sent_and_names_its_category(self, values):
        for rule in self.rules.search([]):
            answer = rule.with_context(lang="en_US").evaluate(values)
            self.assertEqual(json.loads(json.dumps(answer)), answer)
            told = " ".join(answer["steps"][-3:])
            self.assertIn(f"category {answer['category']}", told)
            self.assertNotIn("%(", told)

    @settings(max_examples=150, deadline=None)
    @example({}, False)
    @example({"ram_gib": 4}, "\x00")
    @example({"cpu_mark": 1e300, "technical": float("nan")}, None)
    @given(
        st.dictionaries(st.sampled_from(KEYS), anything, max_size=6) | anything,
        st.none() | st.sampled_from(["V4.4", "2023", "phone-2023"]) | anything,
    )
    def test_anything_else_is_refused_with_a_sentence(self, values, rule):
        try:
            answer = self.rules.evaluate(values, rule)
        except UserError as refusal:
            self.assertNotIsInstance(refusal, GradingError)
            self.assertNotIn("%(", str(refusal))
        else:
            self.assertEqual(set(answer), {"category", "note", "steps"})
