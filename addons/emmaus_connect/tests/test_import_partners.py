from .common import EmmausCase
from .import_files import FILES, ImportMixin

TITLES = "Nom;SIRET;Code postal;Ville;E-mail;Secteur\n"


class TestImportPartners(EmmausCase, ImportMixin):
    def _rows(self, *rows):
        return (TITLES + "\n".join(rows) + "\n").encode()

    def _find(self, name):
        return self.env["res.partner"].search([("name", "=", name)])

    def test_structures(self):
        record = self._applied((FILES / "structures.csv").read_bytes())
        self.assertEqual(record.kind, "structures")
        states = ["created", "created", "refused", "created"]
        self.assertEqual(record.line_ids.mapped("state"), states)
        lilas = self._find("Espace des Lilas")
        self.assertEqual(lilas.company_registry, "73282932000074")
        self.assertEqual(lilas.category_id.name, "EPN")
        self.assertTrue(lilas.is_structure)
        self.assertEqual(self._find("Association Le Fil").zip, "01000")
        park = self._find("Médiathèque du Parc")
        self.assertEqual((park.company_registry, park.email), (False, False))
        self.assertIn("no valid SIRET", record.line_ids[3].message)

    def test_list_that_may_be_of_either_asks(self):
        record = self._checked(b"name,email\nLe Fil,fil@fil.example\n")
        self.assertEqual(record.state, "failed")
        self.assertIn("structures or donors", record.message)

    def test_donor_needs_a_sector(self):
        record = self._applied(
            self._rows("Banque Bleue;;38000;Valombre;;privé",
                       "Mairie de Valombre;21130001700012;38000;Valombre;;",
                       "Inconnu;;38000;Valombre;;"),
        )  # fmt: skip
        self.assertEqual(record.kind, "donors")
        states = ["created", "created", "refused"]
        self.assertEqual(record.line_ids.mapped("state"), states)
        self.assertEqual(self._find("Banque Bleue").donor_sector, "private")
        self.assertEqual(self._find("Mairie de Valombre").donor_sector, "public")

    def test_known_organisation_is_changed_not_doubled(self):
        row = "Banque Bleue;;38000;Valombre;a@b.example;privé"
        self._applied(self._rows(row))
        record = self._applied(self._rows(row.replace("a@b", "c@b").upper()))
        self.assertEqual(record.line_ids.state, "changed")
        self.assertEqual(len(self._find("Banque Bleue")), 1)
        again = self._checked(self._rows(row.replace("a@b", "C@B"), ""))
        self.assertEqual(again.line_ids.mapped("state"), ["changed"])

    def test_libraries_of_one_town_share_its_siret(self):
        rows = [f"Lieu {n};21130001700012;1310{n};Aix;;public" for n in (1, 2)]
        record = self._applied(self._rows(*rows))
        self.assertEqual(record.created_count, 2)
        again = self._checked(self._rows(*rows, rows[0]))
        self.assertEqual(again.unchanged_count, 3)
