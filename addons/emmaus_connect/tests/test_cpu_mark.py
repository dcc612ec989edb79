"""Names of processors, on a small table of invented marks."""

from time import perf_counter

from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import mute_logger

from ..tools.cpu_match import match, readings, variants
from ..tools.cpu_names import parse
from .common import EmmausCase
from .cpu_mark_case import CpuMarkMixin
from .cpu_spellings import SMALL_TABLE

# What is written, the line meant, how it was found.
FOUND = """
Intel Core i5-6300U @ 2.40GHz                        | i5-6300U     | exact
intel core i5-6300u                                  | i5-6300U     | exact
Intel(R) Core(TM) i5-6300U CPU @ 2.40GHz             | i5-6300U     | cleaned
11th Gen Intel(R) Core(TM) i5-6300U @ 2.40GHz        | i5-6300U     | cleaned
Intel® Core™ i5-6300U CPU @ 2.40GHz × 4              | i5-6300U     | cleaned
CORE I5-6300/U 2,40 GHZ                              | i5-6300U     | cleaned
INTEL CORE I5/ 6300 U                                | i5-6300U     | cleaned
I NTEL CORE I5/6300 U                                | i5-6300U     | cleaned
IINTEL CORE I5/ 6300U                                | i5-6300U     | cleaned
INTELCORE I5/6300U vPro                              | i5-6300U     | cleaned
i56300u                                              | i5-6300U     | cleaned
I5 63OO-U                                            | i5-6300U     | cleaned
Intel(R) Core(TM) i5-6300U CPU @ 2.40GHz, 2401 MHz, 2 Core(s) | i5-6300U | tokens
Lenovo i5-6300U                                      | i5-6300U     | tokens
i5-6300U / 8 / 256                                   | i5-6300U     | tokens
i5-6300 2.40GHz                                      | i5-6300U     | model
i5 8250                                              | i5-8250U     | model
4310U CPU 2,00GHz                                    | i5-4310U     | model
CORE I5 M 520 2.40 GHZ                               | i5-520M      | tokens
i3-6100                                              | i3-6100 @    | cleaned
i3-6100U                                             | i3-6100U     | cleaned
C2D P8600                                            | Duo P8600    | cleaned
Intel(R) Core(TM)2 Duo CPU     P8600  @ 2.40GHz      | Duo P8600    | cleaned
Intel(R) Core(TM)2 CPU         T7200  @ 2.00GHz      | Duo T7200    | tokens
Intel(R) Pentium(R) Dual  CPU  T3200  @ 2.00GHz      | T3200        | tokens
celeron N 4020                                       | N4020        | cleaned
Intel(R) Xeon(R) CPU E5-1620 v3 @ 3.50GHz            | Intel Xeon E5-1620 v3 | cleaned
Xeon E5-1620 0 @ 3.60GHz                             | E5-1620 @    | cleaned
2x Xeon E5-1620 v3                                   | [Dual CPU]   | cleaned
AMD A8-7100 Radeon R5, 8 Compute Cores 4C+4G         | A8-7100      | cleaned
AMD Ryzen 5 3500U with Radeon Vega Mobile Gfx        | Ryzen 5 3500U | cleaned
Ryzen5 3500U                                         | Ryzen 5 3500U | cleaned
R5 Pro 3500U                                         | PRO 3500U    | cleaned
Apple M1                                             | M1 8 Core    | cleaned
Intel(R) Pentium(R) 4 CPU 3.00GHz                    | Pentium 4 3.00GHz | cleaned
""".strip().splitlines()
# What is written, how, the first candidate.
IN_DOUBT = """
i5-6300                    | ambiguous | i5-6300U
i5 6th GEN                 | ambiguous | i5-6200U
i3-6100 2.30GHz            | ambiguous | i3-6100 @
i3-6100Z                   | ambiguous | i3-6100U
i7-6300U                   | ambiguous | i5-6300U
T7200                      | ambiguous | Spreadtrum
6300                       | ambiguous | i5-6300U
i5-6300U i3-6100U          | ambiguous | i5-6300U
Core 2 Duo                 | ambiguous | Duo T7200
i5-6301U                   | none      |
Latitude T7200             | none      |
Intel                      | none      |
Intel Xeon E5-1620 v9      | ambiguous | E5-1620
EMMAUS 6300                | none      |
                           | none      |
""".strip("\n").splitlines()


class TestCpuMark(EmmausCase, CpuMarkMixin):
    def setUp(self):
        super().setUp()
        self._only_table(SMALL_TABLE)

    def test_spellings_are_read(self):
        for row in FOUND:
            text, name, how = (cell.strip() for cell in row.split("|"))
            answer = self.marks.resolve(text)
            with self.subTest(text=text):
                self.assertEqual(answer["how"], how)
                self.assertIn(name, answer["name"])
                line = self.marks.search([("name", "=", answer["name"])])
                self.assertEqual(answer["mark"], line.mark)
                first = {"name": answer["name"], "mark": answer["mark"]}
                self.assertEqual(answer["candidates"][0], first)

    def test_doubt_gives_candidates_and_no_mark(self):
        for row in IN_DOUBT:
            text, how, name = (cell.strip() for cell in row.split("|"))
            answer = self.marks.resolve(text)
            with self.subTest(text=text):
                self.assertEqual((answer["mark"], answer["name"]), (None, None))
                self.assertEqual(answer["how"], how)
                names = [candidate["name"] for candidate in answer["candidates"]]
                self.assertEqual(bool(names), bool(name))
                self.assertIn(name, names[0] if names else "")

    def test_neighbour_of_one_band_is_taken_and_said(self):
        """6843 and 6917 score the same: the one written without PRO is the nearest."""
        answer = self.marks.resolve("3500U")
        self.assertEqual(answer["how"], "model")
        self.assertEqual(answer["name"], "AMD Ryzen 5 3500U")
        self.assertEqual(len(answer["candidates"]), 2)

    def test_bands_are_those_of_the_rule_set_in_force(self):
        if "emmaus.grading.rule" not in self.env:
            self.skipTest("no rule sets here")
        self.assertLessEqual({3500, 5000, 7000}, set(self.marks._band_limits()))
        self.assertEqual(self.marks.resolve("i5-6300")["mark"], None)
        self.patch(type(self.marks), "_band_limits", lambda self: (2000, 5000))
        self.assertEqual(self.marks.resolve("i5-6300")["mark"], 3207)

    def test_suffix_is_never_dropped(self):
        self.marks.search([("name", "like", "6100U")]).unlink()
        answer = self.marks.resolve("i3-6100U")
        self.assertIsNone(answer["mark"])
        self.assertEqual(answer["candidates"][0]["mark"], 4108)

    def test_at_most_ten_candidates(self):
        names = [f"Intel Core i5-7{n}00{s}" for n in range(8) for s in ("U", "HQ")]
        self.marks.create([{"name": n, "mark": 9000 + len(n)} for n in names])
        self.assertEqual(len(self.marks.resolve("i5 7th gen")["candidates"]), 10)

    def test_what_is_no_text_names_nothing(self):
        nothing = {"mark": None, "name": None, "how": "none", "candidates": []}
        for text in (None, False, 6300, [], "", "  ", "\0", "\ud800", "²⓵", "天玑"):
            with self.subTest(text=text):
                self.assertEqual(self.marks.resolve(text), nothing)

    def test_hostile_texts_take_no_time(self):
        parts = ("x", "i5-", "9", " ", "1,", "with ", "(r", "[dual cpu] ", "0.1 ghz ")
        for part in parts:
            text = (part * 10_000)[:10_000]
            start = perf_counter()
            answer = self.marks.resolve(text + " i5-6300U")
            with self.subTest(part=part):
                self.assertLess(perf_counter() - start, 1)
                self.assertEqual(answer["mark"], 3207 if part == " " else None)

    def test_many_texts_in_few_queries(self):
        texts = [f"i5-{number}U @ 2.40GHz" for number in range(6000, 7000)]
        self.marks.resolve(texts[0])
        self.env.flush_all()
        with self.assertQueryCount(8):
            answers = self.marks._resolve_all(texts)
        self.assertEqual(len(answers), 1000)
        found = {text for text, answer in answers.items() if answer["mark"]}
        self.assertEqual(found, {"i5-6300U @ 2.40GHz", "i5-6200U @ 2.40GHz"})

    def test_pure_match_needs_no_database(self):
        query = parse("i5-6300U")
        self.assertEqual((variants(query), readings(query)), ([], []))
        self.assertEqual(match(query, [], ()).how, "none")

    def test_changed_name_is_found_at_once(self):
        line = self.marks.search([("name", "like", "6300HQ")])
        line.name = "Intel Core i5-9400HQ"
        self.assertEqual(self.marks.resolve("i5 9400 hq")["mark"], 4677)
        self.assertEqual(self.marks.resolve("i5-6300")["mark"], 3207)

    def test_keys_are_refreshed(self):
        line = self.marks.search([("name", "like", "6300HQ")])
        line.write({"key": "former", "number": "1"})
        self.env.flush_all()
        self.marks._refresh_keys()
        self.assertEqual((line.key, line.number), ("i56300hq", "6300"))

    # Spellings that a person decided

    def test_synonym_decides(self):
        line = self.marks.search([("name", "like", "6300HQ")])
        self.env["emmaus.cpu.synonym"].create({"name": "I5 6300", "mark_id": line.id})
        answer = self.marks.resolve("Intel(R) Core(TM) i5-6300 CPU")
        self.assertEqual((answer["mark"], answer["how"]), (4677, "synonym"))

    def test_synonym_needs_a_processor_and_is_given_once(self):
        line = self.marks.search([], limit=1)
        synonyms = self.env["emmaus.cpu.synonym"]
        with self.assertRaisesRegex(ValidationError, "names no processor"):
            synonyms.create({"name": "@ 2.40GHz", "mark_id": line.id})
        synonyms.create({"name": "our i5", "mark_id": line.id})
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation):
            synonyms.create({"name": "OUR  I5", "mark_id": line.id})

    # For other tools

    def test_answer_has_the_keys_of_the_older_tool(self):
        answer = self.marks._answer("i5-6300U")
        self.assertEqual(
            {key: answer[key] for key in ("error", "mark", "cpustr", "hint")},
            {"error": False, "mark": 3207, "cpustr": "i5-6300U", "hint": "SIMPLE_1"},
        )
        self.assertIn("i5-6300U", answer["details"])
        answer = self.marks._answer("i5-6300")
        self.assertEqual((answer["error"], answer["mark"]), (True, 0))
        self.assertEqual((answer["hint"], answer["how"]), ("FAILED", "ambiguous"))
        self.assertIn("i5-6300HQ", answer["details"])
        self.assertIn("by hand", self.marks._answer("foo")["details"])

    def test_reading_needs_a_role(self):
        for role in ("volunteer", "auditor"):
            marks = self._as(self.marks, role)
            self.assertEqual(marks.resolve("i5-6300U")["mark"], 3207)
        with self.assertRaises(AccessError):
            self._as(self.marks, "portal").resolve("i5-6300U")

    # Devices

    def test_device_gets_its_mark_and_tells_it(self):
        device = self._received_device(cpu="i5/ 6300 U")
        self._as(device, "technician").action_resolve_cpu_mark()
        self.assertEqual(device.cpu_mark, 3207)
        self.assertEqual(self._events(device)[-1], "cpu_mark_found")
        device.action_resolve_cpu_mark()
        self.assertEqual(self._events(device).count("cpu_mark_found"), 1)

    def test_device_in_doubt_is_left_to_a_person(self):
        device = self._as(self._received_device(cpu="i5-6300"), "technician")
        action = device.action_resolve_cpu_mark()
        self.assertEqual(device.cpu_mark, 0)
        lines = self._as(self.marks, "technician").with_context(**action["context"])
        lines = lines.search(action["domain"])
        self.assertEqual(sorted(lines.mapped("mark")), [3207, 4677])
        lines[0].action_take()
        self.assertEqual(device.cpu_mark, lines[0].mark)

    def test_several_devices_at_once(self):
        devices = self._received_device(cpu="i5-6300U") | self._received_device(
            cpu="i5-6300"
        )
        action = devices.action_resolve_cpu_mark()
        self.assertEqual(devices.mapped("cpu_mark"), [3207, 0])
        self.assertIn("1 marks found; 1 processors", action["params"]["message"])
        self.assertEqual(
            action["params"]["next"]["domain"], [("id", "in", devices[1].ids)]
        )

    def test_device_without_processor_is_refused(self):
        device = self._received_device()
        with self.assertRefused("No processor is written on", device):
            device.action_resolve_cpu_mark()
        device.cpu = "foo"
        with self.assertRefused("is not in the table of processor marks", device):
            device.action_resolve_cpu_mark()

    def test_volunteer_fills_in_no_mark(self):
        device = self._received_device(cpu="i5-6300U")
        with self.assertRefused("", device, error=AccessError):
            self._as(device, "volunteer").action_resolve_cpu_mark()
        line = self._as(self.marks, "volunteer").search([], limit=1)
        with self.assertRefused("", device, error=AccessError):
            line.with_context(emmaus_device_id=device.id).action_take()
        with self.assertRefused("Open a device", device, error=UserError):
            line.action_take()
