"""The mark table of the field, when it is there: each name, each way to write it."""

import re
from bisect import bisect_right
from collections import Counter
from unittest import SkipTest

from odoo.tests import tagged

from ..tools.cpu_names import parse
from ..tools.importing.read import read_tables
from .common import EmmausCase
from .cpu_mark_case import CpuMarkMixin
from .cpu_spellings import PERTURBATIONS
from .import_files import REAL_FILES

EMMAUS = REAL_FILES / "emmaus"
TABLE = EMMAUS / "cpumarks.csv"
# Marks of the worked examples, for the strings that machines gave.
MACHINES = {
    "Intel(R) Core(TM) i5-6300U CPU @ 2.40GHz": 3207,
    "Intel(R) Core(TM) i5-2520M CPU @ 2.50GHz": 2242,
    "Intel(R) Core(TM) i3-5005U CPU @ 2.00GHz": 2010,
    "Intel(R) Core(TM) i7-8550U CPU @ 1.80GHz": 5803,
    "11th Gen Intel(R) Core(TM) i5-1135G7 @ 2.40GHz": 9420,
    "Intel(R) Core(TM)2 Duo CPU     P8600  @ 2.40GHz": 859,
    "Intel(R) Core(TM)2 CPU         T7200  @ 2.00GHz": 739,
    "AMD A8-7100 Radeon R5, 8 Compute Cores 4C+4G": 1647,
    "Intel(R) Celeron(R) CPU  N3060  @ 1.60GHz": 655,
    "Intel(R) Celeron(R) N4020 CPU @ 1.10GHz": 1536,
    "Intel(R) Celeron(R) G5925 CPU @ 3.60GHz": 2808,
    "AMD Ryzen 5 3500U with Radeon Vega Mobile Gfx": 6843,
    "AMD Ryzen 3 PRO 2300U w/ Radeon Vega Mobile Gfx": 5646,
    "Intel(R) Xeon(R) CPU E5-1620 v3 @ 3.50GHz": 6958,
    "Intel(R) Pentium(R) Dual  CPU  T3200": 669,
    "Intel(R) Atom(TM) CPU  Z3735F @ 1.33GHz": 543,
    "Intel(R) Core(TM) i7 CPU       Q 720  @ 1.60GHz": 1660,
    "Intel(R) Core(TM) i7 CPU       X 980  @ 3.33GHz": 6810,
}
# Spellings of refurbishers, and the processor that they meant.
TYPED = {
    "CORE I5 M 520 2.40 GHZ": "Intel Core i5-520M @ 2.40GHz",
    "INTEL CORE I5/ 7200 U": "Intel Core i5-7200U @ 2.50GHz",
    "I5 2540-M": "Intel Core i5-2540M @ 2.60GHz",
    "4310U CPU 2,00GHz": "Intel Core i5-4310U @ 2.00GHz",
    "6700HQ CPU 2,60GHz": "Intel Core i7-6700HQ @ 2.60GHz",
    "8750H CPU 2,2GHz": "Intel Core i7-8750H @ 2.20GHz",
    "I NTEL CORE I5/7200 U": "Intel Core i5-7200U @ 2.50GHz",
    "IINTEL CORE I5/ 7200U": "Intel Core i5-7200U @ 2.50GHz",
    "INTELCORE I7/7700HQ": "Intel Core i7-7700HQ @ 2.80GHz",
    "i5 8250u": "Intel Core i5-8250U @ 1.60GHz",
    "Apple M1": "Apple M1 8 Core 3200 MHz",
    "I3 2310 M": "Intel Core i3-2310M @ 2.10GHz",
    "C2D P8400": "Intel Core2 Duo P8400 @ 2.26GHz",
    "Ryzen5 3500U": "AMD Ryzen 5 3500U",
    "Pentium N4200": "Intel Pentium N4200 @ 1.10GHz",
    "celeron N 4020": "Intel Celeron N4020 @ 1.10GHz",
    "i3-6100U": "Intel Core i3-6100U @ 2.30GHz",
    "i3-6100": "Intel Core i3-6100 @ 3.70GHz",
}
DOUBTFUL = ("i5 6th GEN", "i7 6th GEN", "i5-10210", "i5-6300", "Celeron", "T7200")


@tagged("-at_install", "post_install")
class TestCpuReal(EmmausCase, CpuMarkMixin):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if not TABLE.is_file():
            raise SkipTest("../shared/data/emmaus/cpumarks.csv is not there")
        cls._only_table(TABLE.read_bytes(), TABLE.name)

    def test_table_and_spellings_are_imported_once(self):
        self.assertEqual(self.marks.search_count([]), 6130)
        wizard = self._import_marks(TABLE.read_bytes(), TABLE.name)
        self.assertEqual((wizard.unchanged_count, wizard.refused_count), (6130, 0))
        spellings = EMMAUS / "cpuchange.csv"
        wizard = self._import_marks(spellings.read_bytes(), spellings.name)
        self.assertEqual((wizard.new_count, wizard.refused_count), (3, 0))
        wizard = self._import_marks(spellings.read_bytes(), spellings.name)
        self.assertEqual((wizard.new_count, wizard.unchanged_count), (0, 3))

    def test_machines_get_the_marks_of_the_worked_examples(self):
        answers = self.marks._resolve_all(MACHINES)
        self.assertEqual(
            {text: answer["mark"] for text, answer in answers.items()}, MACHINES
        )

    def test_typed_spellings_are_read(self):
        answers = self.marks._resolve_all(TYPED)
        self.assertEqual(
            {text: answer["name"] for text, answer in answers.items()}, TYPED
        )
        for text, answer in self.marks._resolve_all(DOUBTFUL).items():
            with self.subTest(text=text):
                self.assertEqual((answer["mark"], answer["how"]), (None, "ambiguous"))
                self.assertTrue(answer["candidates"])

    def test_spreadsheets_of_the_field_are_read(self):
        """Each spelling but a generation, which names no processor."""
        texts = set()
        for name in ("pc_tariff2022_240_cases.xlsx", "pc_tariff2022_20_cases.xlsx",
                     "modele_import_pc_v2.xlsx"):  # fmt: skip
            for table in read_tables((EMMAUS / name).read_bytes()):
                cells = [cell for row in table.rows for cell in row]
                texts.update(cell for cell in cells if self._is_processor(cell))
        self.assertGreater(len(texts), 40)
        for text, answer in self.marks._resolve_all(texts).items():
            with self.subTest(text=text):
                number = parse(text).number
                self.assertEqual(bool(answer["mark"]), bool(number), answer)
                self.assertIn(number, answer["name"] or "")

    def _is_processor(self, cell):
        return isinstance(cell, str) and re.match(
            r"(?i)\W*(i ?)?(intel|core|i[3579]|\d{4}[a-z]+\s+cpu)[^\n]{0,40}$", cell
        )

    def test_no_name_is_read_as_one_of_another_band(self):
        """Written in any of the ways, a name gives its band, candidates, or nothing."""
        limits = self.marks._band_limits()
        marks = {line.name: line.mark for line in self.marks.search([])}
        for title, perturb in PERTURBATIONS.items():
            answers = self.marks._resolve_all({perturb(name) for name in marks})
            counts, wrong = Counter(), []
            for name, mark in marks.items():
                answer = answers[perturb(name)]
                outcome = self._said(name, mark, answer, limits)
                counts[outcome] += 1
                if outcome == "wrong":
                    wrong.append((perturb(name), name, mark, answer["name"]))
            with self.subTest(title=title, counts=counts):
                self.assertFalse(wrong)
                self.assertGreater(counts["same"] + counts["band"], 0.95 * len(marks))

    def _said(self, name, mark, answer, limits):
        if answer["mark"] == mark:
            return "same"
        if answer["mark"]:
            same = bisect_right(limits, answer["mark"]) == bisect_right(limits, mark)
            return "band" if same else "wrong"
        names = [candidate["name"] for candidate in answer["candidates"]]
        return "candidate" if name in names else "other" if names else "none"
