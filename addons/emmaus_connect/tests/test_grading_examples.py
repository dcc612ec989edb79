"""Every worked example of the association, under each rule set that it names."""

from odoo.tests import TransactionCase, tagged

# Number, processor mark, main disk, memory, technical, cosmetic, Windows 10; then
# note and category under V4.4, June 2025, V4.4-bis and the tariff of 2023.
COMPUTERS = """
 1  859 HDD   160  2  0  0 no   1 D        1 D        1 D       -15 INVENDABLE
 2  859 HDD   320  4  0  0 no   3 D        3 D        3 D        -5 INVENDABLE
 3  859 SSD   120  4  0  0 no   2 D        2 D        2 D        -6 INVENDABLE
 4  655 SSD    32  2  0  0 no   0 D        0 D        0 D       -24 INVENDABLE
 5 1536 SSD    64  4  0  0 no   2 D        2 D        2 D         3 HC
 6 2242 HDD   500  4  0  0 no   4 C        4 C        4 C         4 C
 7 2242 HDD   500  8  0  0 no   5 C        5 C        5 C         6 C
 8 2242 SSD   256  8  0  0 no   7 B        7 B        7 B         7 B
 9 2010 SSD   120  4  0  0 no   3 D        3 D        3 D         3 HC
10 3207 HDD   500  8  0  0 no   5 C        6 B        5 C         7 B
11 3207 SSD   256  8  0  0 no   7 B        7 B        7 B         8 A
12 3207 SSD   512 16  0  0 no   7 B        9 A        7 B        10 A
13 3207 NVME  512 16  0  0 no   7 B       10 A        7 B        10 A
14 3499 SSD   256 16  0  0 no   7 B        9 A        7 B         9 A
15 3500 SSD   256 16  0  0 no   9 A        9 A        9 A         9 A
16 3500 HDD  1000 16  0  0 no   7 B        7 B        9 A         8 A
17 5803 SSD   256  8  0  0 no   9 A        9 A        9 A         9 A
18 5803 NVME  256  8  0  0 no  10 A       10 A       10 A        10 A
19 5803 NVME  512 16  0  0 no  12 Premium 12 Premium 12 PREMIUM  11 PREMIUM
20 5803 HDD  1000 16  0  0 no   7 B        7 B       10 A         9 A
21 5803 SSD   512 16  0  0 yes  7 B        7 B       11 PREMIUM  11 PREMIUM
22 9420 NVME  512 16  0  0 no  13 Premium 13 Premium 13 PREMIUM  12 PREMIUM
23 9420 SSD   240  8  0  0 no  10 A       10 A       10 A        10 A
24 6843 NVME  256  8  0  0 no  10 A       11 Premium 10 A        11 PREMIUM
25 6843 NVME  256  8 -2  0 no   8 A        9 A        8 A        11 PREMIUM
26 6843 NVME  256  8  0 -1 no   9 A       10 A        9 A        11 PREMIUM
27 3207 SSD   256  8  1  1 no   7 B        9 A        7 B         8 A
28 2242 HDD   500  4 -2 -1 no   1 D        1 D        1 D         4 C
29 6958 HDD   255  7  0  0 no   6 B        7 B        6 B         7 B
30 6958 HDD   256  8  0  0 no   7 B        7 B        8 A         9 A
31 9420 NVME  500 15  0  0 no  12 Premium 12 Premium 12 PREMIUM  11 PREMIUM
32 2808 SSD   128  4  0  0 no   4 C        4 C        4 C         5 C
33 3207 HDD   250  8  0  0 no   5 C        6 B        5 C         6 B
34 3207 SSD   480 15  0  0 no   7 B        8 A        7 B         8 A
35 5803 SSD   240  7  0  0 no   8 A        8 A        8 A         8 A
"""
RULES = ("V4.4", "2025-06", "V4.4-bis", "2023")
# Memory, storage (GB), AnTuTu, percent; points and category before adjustment; then
# the note and the category. Three rows are told without the forced cases where they
# were computed, and differ here: 1/8 (HC there) and 1/16 (C there) have less than
# 2 GB and are not for sale; 2/16 (C there) has less than 32 GB of storage and is HC.
# 2/32 is forced too, to the C that its points give anyway.
PHONES = """
 1     8   45000     0   70 HC         70 INVENDABLE
 1    16   45000     0  101 C         101 INVENDABLE
 2    16   60000     0  115 C         115 HC
 2    32   90000     0  129 C         129 C
 3    32   90000     0  143 C         143 C
 3    32  120000   -10  148 C         133 C
 4    32  140000     0  167 B         167 B
 4    64  140000     0  188 B         188 B
 4    64  200000     0  199 B         199 B
 4    64  200000   -50  199 B         100 C
 4   128  250000     0  236 B         236 B
 4   128  250000     5  236 B         248 B
 4   128  250000    10  236 B         260 A
 6    64  200000     0  225 B         225 B
 6   128  300000     0  269 A         269 A
 6   128  300000   -10  269 A         242 B
 6   128  300000  -100  269 A           0 HC
 6   128  350000    -5  277 A         263 A
 8   128  400000     0  320 A         320 A
 8   256  450000     0  375 Premium   375 Premium
 8   256  450000    -5  375 Premium   356 A
 8   256  450000   -10  375 Premium   338 A
 8   512  700000     0  510 Premium   510 Premium
12   256  960000     0  607 Premium   607 Premium
16  1000 1200000     0  833 Premium   833 Premium
 5   100  220000     0  199 B         199 B
"""


def computers():
    """Yield ``(number, values, {rule: (note, category)})``."""
    for line in COMPUTERS.strip().splitlines():
        number, mark, disk, size, ram, technical, cosmetic, windows, *results = (
            line.split()
        )
        values = {
            "cpu_mark": int(mark),
            "ram_gib": int(ram),
            "media": [{"type": disk, "size_gb": int(size)}],
            "technical": int(technical),
            "cosmetic": int(cosmetic),
            "windows_10": windows == "yes",
        }
        notes = [int(note) for note in results[::2]]
        pairs = zip(notes, results[1::2], strict=True)
        yield number, values, dict(zip(RULES, pairs, strict=True))


def phones():
    """Yield ``(values, (points, category before), (note, category))``."""
    for line in PHONES.strip().splitlines():
        ram, storage, antutu, percent, points, before, note, category = line.split()
        values = {
            "ram_gb": int(ram),
            "storage_gb": int(storage),
            "antutu": int(antutu),
            "percent": int(percent),
        }
        yield values, (int(points), before), (int(note), category)


@tagged("-at_install", "post_install")
class TestGradingExamples(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.grading = cls.env["emmaus.grading.rule"].with_context(lang="en_US")

    def _evaluate(self, values, rule=None):
        return self.grading.evaluate(values, rule)

    def _pc(self, mark, ram, *disks, **values):
        media = [{"type": kind, "size_gb": size} for kind, size in disks]
        return {"cpu_mark": mark, "ram_gib": ram, "media": media, **values}

    def test_35_computers_under_4_rule_sets(self):
        self.assertEqual(len(list(computers())), 35)
        for number, values, expected in computers():
            for rule, (note, category) in expected.items():
                with self.subTest(row=number, rule=rule):
                    found = self._evaluate(values, rule)
                    self.assertEqual(set(found), {"category", "note", "steps"})
                    self.assertEqual(
                        (found["note"], found["category"]), (note, category)
                    )
                    self.assertTrue(all(type(step) is str for step in found["steps"]))

    def test_26_phones(self):
        self.assertEqual(len(list(phones())), 26)
        for values, (points, before), (note, category) in phones():
            with self.subTest(**values):
                found = self._evaluate(values, "phone-2023")
                self.assertEqual((found["note"], found["category"]), (note, category))
                told = f"{points} points, category {before}"
                if not values["percent"]:
                    told = f"{points} points: category {before}"
                self.assertIn(told, " / ".join(found["steps"]))

    def test_without_rule_the_official_one_of_the_kind_is_used(self):
        for _number, values, expected in computers():
            found = self._evaluate(values)
            self.assertEqual((found["note"], found["category"]), expected["V4.4"])
        for values, _before, expected in phones():
            found = self._evaluate(values)
            self.assertEqual((found["note"], found["category"]), expected)

    def test_limits_are_reached_from_their_value_on(self):
        scales = {
            "cpu_mark": ((1999, 0), (2000, 1), (3499, 1), (3500, 2), (4999, 2))
            + ((5000, 3), (6999, 3), (7000, 4)),
            "ram_gib": ((3, 0), (4, 1), (5, 2), (7, 2), (8, 3), (15, 3), (16, 4)),
            "SSD": ((63, 0), (64, 1), (127, 1), (128, 2), (199, 2), (200, 3))
            + ((499, 3), (500, 4)),
            "HDD": ((159, 0), (160, 1), (255, 1), (256, 2), (4000, 2)),
        }
        for what, cases in scales.items():
            for value, points in cases:
                values = {what: value}
                if what.isupper():
                    values = {"media": [{"type": what, "size_gb": value}]}
                with self.subTest(what=what, value=value):
                    self.assertEqual(self._evaluate(values, "V4.4")["note"], points)

    def test_bands_begin_at_their_note(self):
        rule_set = self.grading.search([("code", "=", "V4.4")])._rule_set()
        bands = {
            -1: "D", 3: "D", 4: "C", 5: "C", 6: "B", 7: "B", 8: "A", 10: "A",
            11: "Premium", 20: "Premium",
        }  # fmt: skip
        for note, name in bands.items():
            self.assertEqual(rule_set.band_of(note).name, name)

    def test_values_are_rounded_half_to_even(self):
        for ram, points in ((15.5, 4), (15.4, 3), (4.5, 1), (4.51, 2), (7.7, 3)):
            with self.subTest(ram=ram):
                found = self._evaluate({"ram_gib": ram}, "V4.4")
                self.assertEqual(found["note"], points)

    def test_margin_lowers_scales_but_no_cap(self):
        """The limit of a cap is exact: 2400 is below 2500, though not below 2350."""
        values = self._pc(2400, 16, ("SSD", 512))
        found = self._evaluate(values, "2025-06")
        self.assertEqual((found["note"], found["category"]), (7, "B"))
        found = self._evaluate(self._pc(2500, 16, ("SSD", 512)), "2025-06")
        self.assertEqual((found["note"], found["category"]), (9, "A"))

    def test_two_disks_add_up_under_the_tariff_of_2023_only(self):
        cases = (
            (10000, ("HDD", 1000), ("HDD", 256), 12, "PREMIUM"),
            (2400, ("HDD", 1000), ("SSD", 240), 9, "B"),
        )
        for mark, first, second, note, category in cases:
            found = self._evaluate(self._pc(mark, 16, first, second), "2023")
            self.assertEqual((found["note"], found["category"]), (note, category))
        found = self._evaluate(self._pc(2400, 16, ("SSD", 512)), "2023")
        self.assertEqual((found["note"], found["category"]), (9, "B"))
        found = self._evaluate(self._pc(2400, 16, ("HDD", 512)), "2023")
        self.assertEqual((found["note"], found["category"]), (7, "C"))
        one = self._evaluate(self._pc(9000, 16, ("HDD", 500)))
        two = self._evaluate(self._pc(9000, 16, ("HDD", 500), ("NVME", 1000)))
        self.assertEqual(one["note"], two["note"])
        self.assertIn("only the main disk counts", " ".join(two["steps"]))

    def test_what_is_unknown_scores_nothing_and_is_told(self):
        found = self._evaluate({}, "V4.4")
        self.assertEqual((found["note"], found["category"]), (0, "D"))
        for what in ("Processor mark", "Memory", "Disk"):
            self.assertIn(f"{what}: unknown, scores nothing", found["steps"])
        found = self._evaluate(self._pc(None, 16, ("NVME", None)), "V4.4")
        self.assertEqual(found["note"], 5)
        found = self._evaluate(self._pc(9000, 16, (None, 500)), "V4.4")
        self.assertEqual(found["note"], 8)
        found = self._evaluate({"ram_gb": 4}, "phone-2023")
        self.assertEqual((found["note"], found["category"]), (73, "HC"))
        self.assertIn("AnTuTu score: unknown, scores nothing", found["steps"])

    def test_steps_are_what_a_volunteer_reads(self):
        found = self._evaluate(self._pc(3207, 8, ("HDD", 500), technical=1))
        self.assertEqual(
            found["steps"],
            [
                "Processor mark 3207: 1 point (from 2000)",
                "Memory 8 GB: 3 points (from 8)",
                "HDD 500 GB: 2 points (from 256)",
                "Sum: 6 points",
                "Technical adjustment +1: 7 points",
                "As the main disk is an HDD and the processor mark is below 3500:"
                " 5 points at most, so 7 becomes 5",
                "As the main disk is an HDD: 7 points at most",
                "5 points: category C (from 4)",
            ],
        )
        found = self._evaluate({"ram_gb": 3, "storage_gb": 32, "antutu": 120000,
                                "percent": -10})  # fmt: skip
        self.assertEqual(
            found["steps"][-4:],
            [
                "Sum: 148 points",
                "Before adjustment: 148 points, category C",
                "Adjustment -10 %: 133 points",
                "133 points: category C (from 90)",
            ],
        )

    def test_adjusting_a_phone_cancels_its_forced_category(self):
        values = {"ram_gb": 1, "storage_gb": 64, "antutu": 200000}
        self.assertEqual(self._evaluate(values)["category"], "INVENDABLE")
        self.assertEqual(self._evaluate({**values, "percent": -5})["category"], "C")
        values = {"ram_gb": 12, "storage_gb": 16, "antutu": 200000}
        self.assertEqual(self._evaluate(values)["category"], "HC")
        self.assertEqual(self._evaluate({**values, "percent": 5})["category"], "A")

    def test_weighted_points_are_rounded_half_up(self):
        """101 points less half are 50.5, so 51."""
        values = {"ram_gb": 1, "storage_gb": 16, "antutu": 0, "percent": -50}
        self.assertEqual(self._evaluate(values)["note"], 51)
