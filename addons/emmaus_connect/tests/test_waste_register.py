"""The register of outgoing waste, read back from the files themselves."""

import csv
import io
from datetime import date, datetime

import openpyxl

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..tools.register_file import Column, write_csv, write_workbook
from .waste_case import WasteCase

# What a spreadsheet would run, and a person might type.
HOSTILE = ("=1+1", "+33 4 76", "-2", "@SUM(A1)", "\tx", "\r=x", " =1+1", '=A1&"x"')


class RegisterCase(WasteCase):
    def _export(self, role="logistics", **vals):
        wizard = self._as(self.env["emmaus.waste.register"], role).create(
            {"date_from": "2019-01-01", "date_to": "2019-12-31", **vals}
        )
        return wizard

    def _rows(self, content):
        """Rows of a workbook as ``{title: cell}``."""
        book = openpyxl.load_workbook(io.BytesIO(content))
        titles, *rows = book.active.iter_rows()
        titles = [cell.value for cell in titles]
        return [dict(zip(titles, row, strict=True)) for row in rows]

    def _values(self, wizard):
        _name, _media_type, content = wizard._render_document()
        return [
            {title: cell.value for title, cell in row.items()}
            for row in self._rows(content)
        ]

    def _left_on(self, day, *devices, **vals):
        return self._shipped(
            *devices or [self._recycled_device()], date_shipped=day, **vals
        )


@tagged("-at_install", "post_install")
class TestWasteRegister(RegisterCase):
    def test_every_column_of_the_text(self):
        self.carrier.waste_carrier_receipt = "REC-38-2025"
        self.north.partner_id = self._new_operator("Nord", "11111111100011")
        goods = Command.create({"category_id": self.charger.id, "quantity": 3})
        shipment = self._left_on(
            "2019-03-02",
            self._recycled_device(),
            self._recycled_device(),
            line_ids=[goods],
            has_pop=True,
            eco_organisation_id=self.carrier.id,
        )
        shipment.write(
            {
                "date_received": "2019-03-04",
                "date_treated": "2019-03-20",
                "received_weight_kg": 12.25,
                "acknowledgement_reference": "Slip signed",
            }
        )
        shipment.action_treat()
        [row] = self._values(self._export())
        self.assertEqual(
            row,
            {
                "Number": shipment.name,
                "Left On": datetime(2019, 3, 2),
                "Usual Name": "Computers, screens, phones (from organisations)",
                "Waste Code": "16 02 13*",
                "Entry of the List": self.dangerous.name,
                "Dangerous": "Yes",
                "Persistent Pollutants (POP)": "Yes",
                "Quantity (t)": 0.0125,
                "Quantity (kg)": 12.5,
                "Devices": 2,
                "Other Pieces": 3,
                "Origin: name": f"{self.env.company.name}, Nord",
                "Origin: address": "12 rue des Ferrailleurs, 38000 Grenoble",
                "Origin: SIRET": "11111111100011",
                "Carrier: name": "Transports Rhône",
                "Carrier: address": "12 rue des Ferrailleurs, 38000 Grenoble",
                "Carrier: SIRET": "85201234500017",
                "Carrier: receipt": "REC-38-2025",
                "Consignee: name": "Démontage du Sud",
                "Consignee: address": "12 rue des Ferrailleurs, 38000 Grenoble",
                "Consignee: SIRET": "79312345600024",
                "Consignee: authorisation": "Arrêté 38-2024-07",
                "Treatment Code": "R4",
                "Treatment": "R4 Recycling of metals",
                "Kind of Treatment": "Recycling",
                "Slip Number": "BSD-20260302-AAAA",
                "Producer responsibility organisation: name": "Transports Rhône",
                "Producer responsibility organisation: address": "12 rue des"
                " Ferrailleurs, 38000 Grenoble",
                "Producer responsibility organisation: SIRET": "85201234500017",
                "Received by the Consignee": datetime(2019, 3, 4),
                "Weight Accepted (kg)": 12.25,
                "Treated On": datetime(2019, 3, 20),
            },
        )

    def test_period_and_sites(self):
        days = ("2018-12-31", "2019-01-01", "2019-06-30", "2019-07-01")
        shipments = [self._left_on(day) for day in days]
        there = self._shipment(
            self._recycled_device(site=self.south),
            warehouse_id=self.south.id,
            date_shipped="2019-02-01",
        )
        there.action_ship()
        draft = self._shipment(self._recycled_device(), date_shipped="2019-02-02")
        period = {"date_to": "2019-06-30"}

        def numbers(role, **vals):
            rows = self._values(self._export(role, **period, **vals))
            return [row["Number"] for row in rows]

        mine = [shipments[1].name, shipments[2].name]
        both = [shipments[1].name, there.name, shipments[2].name]
        self.assertEqual(numbers("logistics"), mine)
        self.assertEqual(numbers("coordinator"), both)
        self.assertEqual(numbers("auditor"), both)
        sites = [Command.set(self.south.ids)]
        self.assertEqual(numbers("auditor", warehouse_ids=sites), [there.name])
        self.assertEqual(numbers("logistics", warehouse_ids=sites), [])
        self.assertEqual(self._export("auditor", **period).shipment_count, 3)
        self.assertNotIn(draft.name, both)

    def test_it_tells_who_they_were_then(self):
        self._left_on("2019-03-02")
        self.consignee.write({"name": "Renamed", "city": "Elsewhere"})
        [row] = self._values(self._export())
        self.assertEqual(row["Consignee: name"], "Démontage du Sud")
        self.assertIn("Grenoble", row["Consignee: address"])

    def test_what_people_typed_is_no_formula(self):
        self.consignee.write({"name": HOSTILE[0], "street": HOSTILE[3]})
        self._left_on(
            "2019-03-02", slip_number=HOSTILE[1], usual_name='=HYPERLINK("x")'
        )
        wizard = self._export()
        for row in self._rows(wizard._render_document()[2]):
            self.assertNotIn("f", {cell.data_type for cell in row.values()})
            self.assertEqual(row["Consignee: name"].value, HOSTILE[0])
            self.assertEqual(row["Slip Number"].value, HOSTILE[1])
        wizard.file_format = "csv"
        name, media_type, content = wizard._render_document()
        self.assertEqual(media_type, "text/csv; charset=utf-8")
        self.assertTrue(name.endswith(".csv"))
        [row] = csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";")
        self.assertEqual(row["Consignee: name"], f"'{HOSTILE[0]}")
        self.assertEqual(row["Slip Number"], f"'{HOSTILE[1]}")
        self.assertEqual(row["Usual Name"], '\'=HYPERLINK("x")')
        self.assertEqual(
            (row["Quantity (t)"], row["Left On"]), ("0,0125", "02/03/2019")
        )

    def test_hostile_texts_in_both_files(self):
        columns = [Column("=T", lambda value: value)]
        rows = [[text] for text in HOSTILE]
        book = openpyxl.load_workbook(io.BytesIO(write_workbook("x", columns, rows)))
        for cell in next(book.active.iter_cols()):
            self.assertEqual(cell.data_type, "s")
        text = write_csv(columns, rows).decode("utf-8-sig")
        cells = [row[0] for row in csv.reader(io.StringIO(text, newline=""))]
        self.assertEqual(cells, [f"'{value}" for value in ("=T", *HOSTILE)])
        kinds = [[date(2019, 3, 2), 12, 0.5, None, False, "O'Hara"]]
        text = write_csv([columns[0]] * 6, kinds).decode("utf-8-sig")
        self.assertEqual(text.splitlines()[1], "02/03/2019;12;0,5;;;O'Hara")

    def test_period_that_ends_before_it_begins(self):
        wizard = self._export(date_to="2018-01-01")
        with self.assertRefused("The period ends before it begins"):
            wizard.action_export()

    def test_who_may_take_it_away(self):
        for role in ("volunteer", "technician"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self._export(role)


@tagged("-at_install", "post_install")
class TestWasteRegisterDocument(HttpCase, RegisterCase):
    def setUp(self):
        super().setUp()
        self.enterContext(mute_logger("odoo.http"))  # refusals are what is tested

    def _open(self, wizard, role):
        self.authenticate(self.users[role].login, self.users[role].login)
        url = f"/emmaus/waste/register/{wizard.id}"
        return self.url_open(url, allow_redirects=False)

    def test_opens_for_its_author_only(self):
        shipment = self._left_on("2019-03-02")
        wizard = self._export("auditor")
        action = wizard.action_export()
        self.assertEqual(action["url"], f"/emmaus/waste/register/{wizard.id}")
        response = self._open(wizard, "auditor")
        self.assertEqual(response.status_code, 200)
        self.assertIn("attachment", response.headers["Content-Disposition"])
        [row] = self._rows(response.content)
        self.assertEqual(row["Number"].value, shipment.name)
        response = self._open(wizard, "logistics")
        self.assertEqual(response.status_code, 403)
        wizard.sudo().unlink()
        self.assertEqual(self._open(wizard, "auditor").status_code, 404)
