"""The user's file of marks: checked, applied, applied again."""

from odoo.exceptions import AccessError

from ..tools.cpu_table import read_cpu_table
from ..tools.importing.notes import FileProblem
from .common import EmmausCase
from .cpu_mark_case import CpuMarkMixin
from .cpu_spellings import SMALL_TABLE

LINES = SMALL_TABLE.count(b"\n") - 1


class TestCpuImport(EmmausCase, CpuMarkMixin):
    def setUp(self):
        super().setUp()
        self.marks.search([]).unlink()

    def _figures(self, wizard):
        names = ("new_count", "changed_count", "unchanged_count", "refused_count")
        return tuple(wizard[name] for name in names)

    def _table(self):
        fields = ["name", "mark", "cores", "thread_mark", "tdp", "socket", "cpu_class"]
        rows = self.marks.search([]).read([*fields, "source", "imported_at"])
        return {row["name"]: row for row in rows}

    def test_check_writes_nothing_and_apply_does(self):
        wizard = self._wizard(SMALL_TABLE, "marks-2025.csv")
        wizard.action_check()
        self.assertEqual(wizard.state, "checked")
        self.assertEqual(self._figures(wizard), (LINES, 0, 0, 0))
        self.assertFalse(self.marks.search([]))
        wizard.action_apply()
        self.assertEqual(wizard.state, "done")
        row = self._table()["Apple M1 8 Core 3200 MHz"]
        self.assertEqual((row["mark"], row["cores"], row["tdp"]), (14146, 8, 15.1))
        self.assertEqual((row["socket"], row["cpu_class"]), (False, "Laptop"))
        self.assertEqual(row["source"], "marks-2025.csv")
        self.assertTrue(row["imported_at"])

    def test_devices_that_came_before_the_table_get_their_mark(self):
        cpu = "Intel(R) Core(TM) i5-6300U CPU @ 2.40GHz"
        known = self._received_device(cpu=cpu)
        other = self._received_device(cpu=cpu, cpu_mark=12)
        unknown = self._received_device(cpu="A processor of nobody")
        self._wizard(SMALL_TABLE).action_apply()
        self.assertEqual(known.cpu_mark, 3207)
        told = known.event_ids.sorted("id")[-1]
        self.assertEqual(told.facts["processor_mark"], 3207)
        self.assertEqual((other.cpu_mark, unknown.cpu_mark), (12, 0))

    def test_same_file_changes_nothing(self):
        self._import_marks(SMALL_TABLE)
        before = self._table()
        wizard = self._import_marks(SMALL_TABLE, "another name.csv")
        self.assertEqual(self._figures(wizard), (0, 0, LINES, 0))
        self.assertEqual(self._table(), before)

    def test_newer_file_changes_what_differs_only(self):
        self._import_marks(SMALL_TABLE)
        before = self._table()
        newer = SMALL_TABLE.replace(b";3207;", b";3300;")
        wizard = self._import_marks(newer, "newer.csv")
        self.assertEqual(self._figures(wizard), (0, 1, LINES - 1, 0))
        after = self._table()
        name = "Intel Core i5-6300U @ 2.40GHz"
        self.assertEqual((after[name]["mark"], after[name]["source"]),
                         (3300, "newer.csv"))  # fmt: skip
        del before[name], after[name]
        self.assertEqual(after, before)
        self.assertEqual(self.marks.resolve("i5-6300U")["mark"], 3300)

    def test_any_separator_and_encoding(self):
        text = "name;cpumark\nZhaoxin Ü1 @ 2.0GHz;1234\nIntel Core i5-6300U;3207\n"
        for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp1252"):
            for separator in (";", ",", "\t"):
                data = text.replace(";", separator).encode(encoding)
                with self.subTest(encoding=encoding, separator=separator):
                    table = read_cpu_table(data)
                    self.assertEqual(
                        [line["mark"] for line in table.lines], [1234, 3207]
                    )
                    self.assertEqual(table.lines[0]["name"], "Zhaoxin Ü1 @ 2.0GHz")

    def test_titles_in_any_order_and_grouped_thousands(self):
        data = b'CPU Mark,Price,CPU Name\n"14,146",NA,Apple M1\n"3 207",$10,i5-6300U\n'
        lines = read_cpu_table(data).lines
        self.assertEqual(
            [(line["name"], line["mark"]) for line in lines],
            [("Apple M1", 14146), ("i5-6300U", 3207)],
        )

    def test_refused_lines_are_told_in_one_list_and_the_others_applied(self):
        long = "x" * 300
        rows = (
            "name;cpumark;tdp",
            "Good 1000;500;NA",
            ";700;NA",
            "No mark;NA;15",
            "Zero 1000;0;15",
            "Minus 1000;-5;15",
            "Half 1000;12.5;15",
            "Good 1000;500;NA",
            "Good 1000;600;NA",
            "Wide, 1000;1;2;3",
            f"{long};700;NA",
            "Good 2000;501;15.1",
        )
        wizard = self._import_marks("\n".join(rows).encode())
        self.assertEqual(self._figures(wizard), (2, 0, 0, 8))
        told = wizard.refused_text.splitlines()
        self.assertEqual(told[0], "Row 3: no processor is named.")
        self.assertIn("Row 4: “NA” is no mark", told[1])
        self.assertIn("Row 9: “Good 1000” stands in the file twice", told[5])
        self.assertIn("Row 10: “Wide, 1000” has more cells", told[6])
        self.assertIn("too long for a name", told[7])
        marks = {name: row["mark"] for name, row in self._table().items()}
        self.assertEqual(marks, {"Good 1000": 500, "Good 2000": 501})

    def test_spellings_are_recognised_by_their_two_columns(self):
        self._import_marks(SMALL_TABLE)
        data = (
            b"Our Core2 T7200;Intel Core2 Duo T7200\n"
            b"AMD A8-7100 Special;AMD A8-7100 APU\n"
            b"Gone 1000;Intel Gone 1000\n"
            b"alone\n"
            b"AMD A8-7100 APU;Apple M1\n"
        )
        for figures in ((2, 0, 0, 3), (0, 0, 2, 3)):
            wizard = self._import_marks(data, "cpuchange.csv")
            self.assertEqual(wizard.kind, "synonyms")
            self.assertEqual(self._figures(wizard), figures)
        self.assertIn("“Intel Gone 1000” is not in the mark table", wizard.refused_text)
        self.assertIn("“alone” stands alone", wizard.refused_text)
        self.assertIn("is the name of a processor", wizard.refused_text)
        answer = self.marks.resolve("our core 2 T7200 @ 2.00GHz")
        self.assertEqual((answer["mark"], answer["how"]), (739, "synonym"))
        moved = b"AMD A8-7100 Special;AMD Ryzen 5 3500U\n"
        wizard = self._import_marks(moved, "cpuchange.csv")
        self.assertEqual(self._figures(wizard), (0, 1, 0, 0))

    def test_files_that_are_no_table_are_refused(self):
        self._import_marks(SMALL_TABLE)
        for data, sentence in (
            (b"", "The file is empty"),
            (b"a;b;c\n1;2;3\n", "is no table of marks"),
            (b"\x89PNG\r\n\x1a\n\0\0\0", "neither a text file nor a workbook"),
            (b"<html><body>no</body></html>", "This is a web page"),
            (b"name;cpumark\nX 1000;none\n", "No line of “marks.csv” can be applied"),
        ):
            with self.subTest(data=data):
                before = self._table()
                wizard = self._wizard(data or b" ")
                with self.assertRefused(sentence):
                    wizard.action_apply()
                self.assertEqual(self._table(), before)

    def test_noise_is_refused_or_read_and_never_breaks(self):
        for size in (1, 50, 400):
            for data in (SMALL_TABLE[:size], SMALL_TABLE[size:], SMALL_TABLE[::-1]):
                with self.subTest(size=size):
                    try:
                        read_cpu_table(data)
                    except FileProblem as problem:
                        self.assertTrue(problem.code)

    def test_only_the_administrator_imports(self):
        for role in ("volunteer", "technician", "logistics", "coordinator", "auditor"):
            wizard = self._wizard(SMALL_TABLE)
            for act in ("action_check", "action_apply"):
                with self.subTest(role=role, act=act), self.assertRaises(AccessError):
                    getattr(self._as(wizard, role), act)()
        self.assertFalse(self.marks.search([]))
        wizard = self._as(self.env["emmaus.cpu.mark.import"], "administrator").create(
            {"file": self._wizard(SMALL_TABLE).file}
        )
        wizard.action_apply()
        self.assertEqual(wizard.new_count, LINES)
