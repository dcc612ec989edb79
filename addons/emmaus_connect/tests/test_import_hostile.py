"""Files made to hurt, and bytes made by chance."""

import io
import zipfile

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..tools.importing import codes, dates, values
from ..tools.importing.device_file import account, device_lines
from ..tools.importing.error_file import write_error_file
from ..tools.importing.notes import FileProblem
from ..tools.importing.partner_line import partner_lines
from ..tools.importing.read import read_file
from ..tools.importing.recognise import PARTNER_KINDS
from ..tools.importing.table import MAX_BYTES
from .import_files import bolc_file, pc_sheet

QUICK = settings(max_examples=150, deadline=None)
CELLS = st.one_of(
    st.text(max_size=30),
    st.floats(allow_nan=True),
    st.integers(),
    st.booleans(),
    st.datetimes(),
    st.none(),
)


class TestHostileFiles(BaseCase):
    def _problem(self, data):
        with self.assertRaises(FileProblem) as caught:
            read_file(data)
        return caught.exception.code

    def _zip(self, **members):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in {"[Content_Types].xml": b"<a/>", **members}.items():
                archive.writestr(name, data)
        return stream.getvalue()

    def test_zip_bomb_is_refused_before_it_is_unpacked(self):
        bomb = self._zip(**{"xl/worksheets/sheet1.xml": bytes(260 * 2**20)})
        self.assertLess(len(bomb), 2**20)
        self.assertEqual(self._problem(bomb), "too_big_inside")

    def test_entities_are_refused(self):
        sheet = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bb">]><a>&b;</a>'
        self.assertEqual(
            self._problem(self._zip(**{"xl/a.xml": sheet})), "not_workbook"
        )

    def test_file_that_is_too_heavy(self):
        self.assertEqual(self._problem(b"a;b\n" * (MAX_BYTES // 4 + 1)), "too_big")

    def test_workbook_with_a_password(self):
        header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)
        protected = header + "EncryptedPackage".encode("utf-16-le") + bytes(500)
        self.assertEqual(self._problem(protected), "password")

    def test_open_document(self):
        members = {"mimetype": b"application/x", "content.xml": b"<a/>"}
        self.assertEqual(self._problem(self._zip(**members)), "open_document")

    def test_damaged_workbook(self):
        data = bytearray(pc_sheet({"Identifiant unique": "A1"}))
        data[300:900] = bytes(600)
        self.assertEqual(self._problem(bytes(data)), "not_workbook")

    def test_formulas_typed_by_a_donor_stay_text_in_the_file_of_errors(self):
        line = {"ec_id": "GRPC26-0001", "type": "UC", "observations": '=HYPERLINK("x")'}
        recognised, _tables = read_file(bolc_file(line))
        data = write_error_file(recognised, {1: "+cmd"})
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            self.assertNotIn(b"<f>", archive.read("xl/worksheets/sheet1.xml"))


class TestChance(BaseCase):
    @QUICK
    @given(st.binary(max_size=3000))
    def test_any_bytes_give_rows_or_one_reason(self, data):
        self._read(data)

    @QUICK
    @given(
        st.lists(
            st.lists(st.text(alphabet='aé1;,"\n\t =+-@', max_size=8), max_size=36),
            max_size=8,
        )
    )
    def test_any_text_table_is_read(self, rows):
        titles = "Identifiant unique;Type matériel;RAM;IMEI\n"
        text = titles + "\n".join(";".join(row) for row in rows)
        self._read(text.encode())

    @QUICK
    @given(CELLS)
    def test_any_cell_is_read(self, cell):
        readers = (
            values.number, values.whole, values.disk_size, values.ram_size,
            values.percent, values.screen_inches, values.yes_no, values.resolution,
            dates.day, codes.ec_id, codes.plain_code, codes.serial, codes.imeis,
            codes.siret_number, codes.rna_number,
        )  # fmt: skip
        for reader in readers:
            reader(cell)

    def _read(self, data):
        try:
            recognised, tables = read_file(data)
        except FileProblem:
            return
        partners = recognised.kind in PARTNER_KINDS
        list(partner_lines(recognised) if partners else device_lines(recognised))
        counts = account(recognised, tables)
        known = counts["above"] + counts["titles"] + counts["read"]
        parts = ("not_kept", "unknown", "other_sheets")
        known += sum(sum(counts[part].values()) for part in parts)
        self.assertEqual(known, counts["cells"])
