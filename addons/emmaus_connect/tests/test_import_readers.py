from datetime import date, datetime

from stdnum import imei

from odoo.tests import BaseCase

from ..tools import vocabulary
from ..tools.importing import codes, dates, values
from ..tools.importing.device_file import account, device_lines, heading
from ..tools.importing.notes import FileProblem, Read
from ..tools.importing.read import read_file, read_tables
from ..tools.importing.table import column_letters
from .import_files import DEMO_FILES, FILES, bolc_file, pc_sheet

TODAY = date(2026, 11, 22)


class TestValues(BaseCase):
    def _assert_reads(self, reader, expected):
        for cell, read in expected.items():
            with self.subTest(cell=cell):
                self.assertEqual(reader(cell), read)

    def test_disk_sizes_in_gigabytes(self):
        self._assert_reads(
            values.disk_size,
            {
                "256 Go": Read(256),
                "8GB": Read(8),
                "1 To": Read(1000),
                "0,5 To": Read(500),
                "1 000 Go": Read(1000),
                "465 Gio": Read(499.3),
                "500107862016": Read(500.1),
                256: Read(256),
                "": Read(),
                "n/a": Read(),
                "Aucun": Read(),
                "1": Read(1.0, "disk_unit", 1000.0),
                "512 SSD": Read(code="not_size"),
            },
        )

    def test_memory_in_gibibytes_doubts_nine_and_seventeen(self):
        self._assert_reads(
            values.ram_size,
            {
                "8 Go": Read(8),
                "4096 Mo": Read(4),
                8192: Read(8),
                "2x4": Read(8),
                "0,5": Read(0.5),
                "9": Read(9.0, "ram_unusual", 8),
                17: Read(17.0, "ram_unusual", 16),
                "7.8": Read(7.8, "ram_unusual", 8),
                "8gb 8gb": Read(code="not_size", proposal=16.0),
                "8+8": Read(code="not_size", proposal=16.0),
            },
        )

    def test_shares_screens_and_yes_no(self):
        self._assert_reads(
            values.percent,
            {0.85: Read(85), "85 %": Read(85), "120": Read(code="out_of_range")},
        )
        self._assert_reads(
            values.screen_inches,
            {
                '15,6"': Read(15.6),
                "14 pouces": Read(14),
                datetime(2024, 6, 15): Read(15.6, "date_for_number"),
                "grand": Read(code="not_number"),
            },
        )
        self._assert_reads(
            values.yes_no,
            {"OUI": Read("yes"), True: Read("yes"), "absent": Read("no"), "-": Read()},
        )

    def test_dates_that_a_spreadsheet_touched(self):
        expected = {
            "01/02/2024": Read(date(2024, 2, 1)),
            "05/03/2024 12:11:10": Read(date(2024, 3, 5)),
            "2024-03-05": Read(date(2024, 3, 5)),
            "12 mars 2024": Read(date(2024, 3, 12)),
            datetime(2024, 3, 5, 10): Read(date(2024, 3, 5)),
            "45292": Read(date(2024, 1, 1), "date_serial"),
            "12/25/2023": Read(date(2023, 12, 25), "date_swapped"),
            "05/12/2026": Read(date(2026, 12, 5), "date_swapped", date(2026, 5, 12)),
            "31/02/2024": Read(code="not_date"),
        }
        self._assert_reads(lambda cell: dates.day(cell, TODAY), expected)

    def test_imei_through_a_spreadsheet(self):
        good = "356938035643809"
        self.assertTrue(imei.is_valid(good))
        expected = {
            good: [Read(good)],
            float(good): [Read(good)],
            f"'{good}": [Read(good)],
            "35-693803-564380-9": [Read(good)],
            "3.56938035643809E+14": [Read(good)],
            3.5e14: [Read(code="imei_rounded")],
            "3,5E+14": [Read(code="imei_rounded")],
            "356938035643808": [Read("356938035643808", "imei_check")],
            good[:14]: [Read(good[:14], "imei_length")],
            f"{good} / {good}": [Read(good), Read(good)],
            "R58M123ABC": [Read("R58M123ABC", "imei_is_serial")],
        }
        self._assert_reads(codes.imeis, expected)

    def test_codes(self):
        self.assertEqual(codes.ec_id("gr pc26 0888"), Read("GRPC26-0888"))
        self.assertEqual(codes.ec_id("SFR-34567"), Read("SFR-34567", "ec_id_free"))
        self.assertEqual(codes.plain_code(1048.0), Read("1048"))
        self.assertEqual(codes.plain_code("1,2E+17"), Read(code="code_rounded"))
        for filler in ("To Be Filled By O.E.M.", "0123456789", "XXXXXXXX"):
            self.assertEqual(codes.serial(filler).code, "serial_bogus")
        self.assertEqual(
            codes.siret_number("732 829 320 00074"), Read("73282932000074")
        )
        self.assertEqual(codes.siret_number("73282932000075").code, "siret_check")

    def test_columns_are_named_as_in_a_spreadsheet(self):
        names = [column_letters(index) for index in (0, 25, 26, 701, 702)]
        self.assertEqual(names, ["A", "Z", "AA", "ZZ", "AAA"])


class TestVocabulary(BaseCase):
    def test_statuses_map_both_ways(self):
        for word, code in {
            "Prêt à vendre": "PRET_A_DISTRIBUER",
            "pret a vendre": "PRET_A_DISTRIBUER",
            "A entrer dans Salesforce": "A_TRAITER",
            "HS": "NON_REEMPLOYABLE",
            "En reconditionnement": "EN_COURS_DE_TRAITEMENT",
            "SAV": "SAV",
            "DEEE": "NON_REEMPLOYABLE",
        }.items():
            self.assertEqual(vocabulary.status_to_code(word), code)
        self.assertIsNone(vocabulary.status_to_code("au fond du couloir"))
        self.assertEqual(vocabulary.state_to_status("ready"), "PRET_A_DISTRIBUER")
        self.assertEqual(vocabulary.state_to_bolc("recycled"), "HS")

    def test_each_state_of_ours_has_one_national_status(self):
        states = [state for status in vocabulary.STATUSES for state in status.states]
        self.assertEqual(len(states), len(set(states)))
        self.assertEqual(len(vocabulary.STATUSES), 8)

    def test_types_grades_and_disks(self):
        self.assertEqual(vocabulary.category_code("ORDINATEUR_PORTABLE"), "laptop")
        self.assertEqual(vocabulary.category_code("uc"), "desktop")
        self.assertEqual(vocabulary.category_to_tectech("tablet"), "TABLETTE")
        self.assertEqual(vocabulary.grade_code("Catégorie A"), "a")
        self.assertEqual(vocabulary.grade_code("INVENDABLE"), "unsellable")
        self.assertIsNone(vocabulary.grade_code("MARAUDE"))
        self.assertEqual(vocabulary.disk_code("SSD NVME"), "NVME")
        self.assertEqual(vocabulary.disk_code("SATA SSD"), "SSD")


class TestFiles(BaseCase):
    def _lines(self, data):
        recognised, _tables = read_file(data)
        return list(device_lines(recognised))

    def test_bolc_in_every_encoding_and_separator(self):
        line = {"lot": "D1", "ec_id": "GRPC26-0001", "type": "Portable",
                "observations": "écran rayé"}  # fmt: skip
        for encoding in ("utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"):
            for separator in (";", ",", "\t"):
                with self.subTest(encoding=encoding, separator=separator):
                    data = bolc_file(line, line, encoding=encoding, separator=separator)
                    lines = self._lines(data)
                    self.assertEqual([one.number for one in lines], [1, 2])
                    self.assertEqual(lines[0].ec, "GRPC26-0001")
                    self.assertIn(("observations", "écran rayé"), lines[0].pieces)

    def test_bolc_with_34_columns_has_no_lot(self):
        line = {"lot": "gone", "ec_id": "GRPC26-0001", "type": "UC", "serial": "S1AB"}
        (read,) = self._lines(bolc_file(line, columns=34))
        self.assertEqual((read.lot, read.ec, read.serial), ("", "GRPC26-0001", "S1AB"))
        self.assertEqual(read.category, "desktop")

    def test_line_with_a_separator_inside_a_cell_is_refused(self):
        good = {"ec_id": "GRPC26-0001", "type": "UC", "observations": "RAS"}
        bad = {**good, "ec_id": "GRPC26-0002", "observations": "écran; coque"}
        first, second = self._lines(bolc_file(good, bad))
        self.assertFalse(first.notes.refused)
        self.assertEqual([note.code for note in second.notes][-1], "broken_line")

    def test_quoted_line_breaks_keep_the_row_numbers(self):
        rows = "Identifiant unique;Type matériel;RAM;REMARQUES\n"
        rows += 'A1;UC;8;"deux\nlignes; et un point-virgule"\nA2;UC;4;\n'
        lines = self._lines(rows.encode())
        self.assertEqual(
            [(one.number, one.code) for one in lines], [(2, "A1"), (3, "A2")]
        )
        self.assertIn(
            ("observations", "deux lignes; et un point-virgule"), lines[0].pieces
        )

    def test_quote_that_nothing_closes_swallows_nothing(self):
        rows = 'Identifiant unique;Type matériel;ECRAN\nA1;UC;"15\nA2;UC;14\n'
        self.assertEqual([one.code for one in self._lines(rows.encode())], ["A1", "A2"])

    def test_titles_misspelled_or_doubled(self):
        titles = "Numero lot;Identifant unique;Type materiel;Type disque;Taille;"
        titles += "Type disque;Taille;Procesuer;Couleur du chat;RAM\n"
        data = (titles + "L1;A1;UC;SSD;128;HDD;500;i5;noir;8\n").encode()
        recognised, tables = read_file(data)
        (line,) = device_lines(recognised)
        self.assertEqual(line.refurbisher_code, "A1")
        self.assertEqual((line.facts["disk1_gb"], line.facts["disk2_gb"]), (128, 500))
        self.assertEqual(line.facts["cpu"], "i5")
        self.assertEqual(recognised.layout.unknown, {8: "Couleur du chat"})
        self.assertEqual(account(recognised, tables)["unknown"], {"Couleur du chat": 1})

    def test_formula_takes_its_last_value_or_refuses(self):
        data = pc_sheet(
            {"Identifiant unique": "A1", "Type matériel": "UC", "RAM": "=4+4"}
        )
        (line,) = self._lines(data)  # saved by a program that computes nothing
        self.assertEqual(line.notes[0].code, "formula_empty")
        self.assertEqual(line.notes[0].params["cell"], "L5")

    def test_lot_merged_over_rows_counts_for_each(self):
        data = pc_sheet(
            {"Numéro Lot": "L-9", "Identifiant unique": "A1", "Type matériel": "UC"},
            {"Identifiant unique": "A2", "Type matériel": "UC"},
            merge="A5:A6",
        )
        self.assertEqual([line.lot for line in self._lines(data)], ["L-9", "L-9"])

    def test_heading_gives_the_refurbisher_and_no_name_of_a_person(self):
        above = (("A1", "Désignation du don \n(nom / ID)"), ("D1", "Reconditionneur :"),
                 ("E2", "ADB"), ("F1", "Date: "), ("G1", "Controleur / Saisie"),
                 ("G2", "Quelqu'un"), ("A3", "Don du lycée"))  # fmt: skip
        data = pc_sheet({"Identifiant unique": "A1"}, above=above)
        recognised, _tables = read_file(data)
        found = heading(recognised)
        self.assertEqual(found, {"donation": "Don du lycée", "refurbisher": "ADB"})

    def test_samples_are_recognised(self):
        for path, kind, count in (
            (DEMO_FILES / "ordinateurs_reconditionneur.xlsx", "pc_sheet", 5),
            (DEMO_FILES / "GR-PORTABLE-20260303093000.csv", "bolc", 4),
            (FILES / "smartphones.xlsx", "phone_sheet", 4),
            (FILES / "GRPC26-0801.tect.csv", "tectech", 2),
        ):
            with self.subTest(path=path.name):
                recognised, tables = read_file(path.read_bytes())
                self.assertEqual(recognised.kind, kind)
                self.assertEqual(len(list(device_lines(recognised))), count)
                self._assert_accounted(account(recognised, tables))

    def _assert_accounted(self, counts):
        parts = (counts["above"], counts["titles"], counts["read"])
        parts += tuple(
            sum(counts[part].values())
            for part in ("not_kept", "unknown", "other_sheets")
        )
        self.assertEqual(sum(parts), counts["cells"])

    def test_smartphones(self):
        one, two, three, four = self._lines((FILES / "smartphones.xlsx").read_bytes())
        self.assertEqual(one.facts["battery_health"], 86)
        self.assertEqual(one.facts["external_state"], "PRET_A_DISTRIBUER")
        self.assertEqual(len(two.imeis[0]), 15)
        self.assertEqual(two.category, "smartphone")
        self.assertEqual(two.facts["resolution"], "750x1334")
        self.assertEqual((three.imeis, three.code), ([], "SM-03"))
        self.assertTrue(four.notes.refused)
        self.assertEqual(
            [note.code for note in four.notes], ["imei_rounded", "no_code"]
        )

    def test_bytes_that_are_no_list(self):
        for data, code in (
            (b"", "empty_file"),
            (b" \r\n ", "empty_file"),
            (b"a\0b\0c" * 9, "binary"),
            (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "binary"),
            (b"<html><table><tr><td>1</td></tr></table></html>", "web_page"),
            (b"PK\x03\x04 not really", "not_workbook"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "not_workbook"),
            (";".join("abcdefghij" * 1000).encode(), "too_many_columns"),
            (b"bonjour", "unknown_file"),
        ):
            with self.subTest(data=data[:20]), self.assertRaises(FileProblem) as caught:
                read_file(data)
            self.assertEqual(caught.exception.code, code)

    def test_table_of_a_text_file_is_trimmed(self):
        (table,) = read_tables(b"a;b;;;\n;;;;\n\n;;\n")
        self.assertEqual(table.rows, [["a", "b"]])
