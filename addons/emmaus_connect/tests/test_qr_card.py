from odoo.tests import HttpCase, new_test_user, tagged

from ..tools.codes import TOKEN_ALPHABET, format_token, new_token


def mistype(token):
    """``token`` with its first character read as another one."""
    other = next(char for char in TOKEN_ALPHABET if char != token[0])
    return other + token[1:]


@tagged("-at_install", "post_install")
class TestQrCard(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        site = cls.env["stock.warehouse"].create(
            {"name": "Entrepôt Secret", "code": "SEC", "is_emmaus_site": True}
        )
        for login, groups, sites in (
            ("card_staff", "emmaus_connect.group_volunteer", site.ids),
            ("card_elsewhere", "emmaus_connect.group_volunteer", []),
            ("card_clerk", "base.group_user", []),
            ("card_portal", "base.group_portal", []),
        ):
            new_test_user(
                cls.env, login=login, groups=groups, emmaus_site_ids=[(6, 0, sites)]
            )
        donor = cls.env["res.partner"].create(
            {
                "name": "Donatrice Discrète",
                "email": "donatrice@example.com",
                "is_donor": True,
                "donor_sector": "private",
            }
        )
        collection = cls.env["emmaus.collection"].create(
            {"donor_id": donor.id, "warehouse_id": site.id, "reference": "DON-SECRET"}
        )
        laptop = cls.env.ref("emmaus_connect.device_category_laptop")
        cls.device = cls.env["emmaus.device"]._create_bulk(
            [
                {
                    "category_id": laptop.id,
                    "collection_id": collection.id,
                    "brand_id": cls.env["emmaus.brand"].create({"name": "Étoilé"}).id,
                    "brand_text": "PC de Mme Martin",
                    "model": "Carnet <15>",
                    "comment": "Mot de passe sur un papier",
                    "identifiers": {"serial": "SERIALSECRET7"},
                }
            ]
        )
        cls.token = cls.device._ensure_qr_tokens()[cls.device.id]
        cls.secrets = (
            "Donatrice",
            "donatrice@",
            "DON-SECRET",
            "Entrepôt",
            "Martin",
            "Mot de passe",
            "SERIALSECRET7",
            cls.device.name,
            collection.name,
        )

    def _get(self, code, login=None, **headers):
        if login:
            self.authenticate(login, login)
        return self.url_open(
            f"/emmaus/q/{code}", headers=headers, allow_redirects=False
        )

    def _assert_no_secret(self, response):
        for secret in self.secrets:
            self.assertNotIn(secret, response.text)

    # Who reads it

    def test_stranger_sees_a_card_without_personal_data(self):
        response = self._get(self.token)
        self.assertEqual(response.status_code, 200)
        self.assertIn(self.device.category_id.name, response.text)
        self.assertIn("Étoilé Carnet &lt;15&gt;", response.text)
        self.assertIn("On its way to us", response.text)
        self.assertIn("bring it back", response.text)
        self._assert_no_secret(response)

    def test_card_is_not_kept_nor_indexed_nor_tracked(self):
        response = self._get(self.token)
        self.assertEqual(response.headers["Cache-Control"], "no-store")
        self.assertIn("noindex", response.headers["X-Robots-Tag"])
        self.assertEqual(response.headers["Referrer-Policy"], "no-referrer")
        self.assertNotIn("<script", response.text)
        self.assertNotIn("Set-Cookie", response.headers)

    def test_staff_land_on_the_device(self):
        response = self._get(self.token, "card_staff")
        self.assertEqual(response.status_code, 303)
        self.assertEqual(
            response.headers["Location"].removeprefix(self.base_url()),
            f"/odoo/emmaus.device/{self.device.id}",
        )

    def test_staff_land_on_packages_and_locations(self):
        package = self.env["stock.package"].create({"name": "PAL-CARD"})
        location = self.device.warehouse_id._zone("intake")
        for record in (package, location):
            token = record._ensure_qr_tokens()[record.id]
            response = self._get(token, "card_staff")
            self.assertEqual(
                response.headers["Location"].removeprefix(self.base_url()),
                f"/odoo/{record._name}/{record.id}",
            )

    def test_anyone_who_may_not_read_the_device_sees_the_public_card(self):
        for login in ("card_portal", "card_clerk", "card_elsewhere"):
            with self.subTest(login=login):
                response = self._get(self.token, login)
                self.assertEqual(response.status_code, 200)
                self.assertIn("Étoilé", response.text)
                self._assert_no_secret(response)

    def test_public_card_of_a_place_names_nothing(self):
        location = self.device.warehouse_id._zone("intake")
        response = self._get(location._ensure_qr_tokens()[location.id])
        self.assertIn("A place in our warehouse", response.text)
        self._assert_no_secret(response)
        package = self.env["stock.package"].create({"name": "PAL-CARD"})
        response = self._get(package._ensure_qr_tokens()[package.id])
        self.assertIn("A box of donated equipment", response.text)
        self.assertNotIn("PAL-CARD", response.text)

    # Which label it is

    def test_revoked_label_tells_strangers_nothing(self):
        self.device._renew_qr_tokens()
        response = self._get(self.token)
        self.assertEqual(response.status_code, 404)
        self.assertIn("This label was replaced", response.text)
        self.assertNotIn("Étoilé", response.text)
        self._assert_no_secret(response)

    def test_revoked_label_tells_staff_which_device_it_was(self):
        self.device._renew_qr_tokens()
        response = self._get(self.token, "card_staff")
        self.assertEqual(response.status_code, 404)
        self.assertIn(self.device.name, response.text)
        self.assertIn(f"/odoo/emmaus.device/{self.device.id}", response.text)
        response = self._get(self.token, "card_elsewhere")
        self.assertEqual(response.status_code, 404)
        self._assert_no_secret(response)

    def test_unknown_label_is_a_polite_404(self):
        for code in (new_token(), "nonsense", "%00", "x" * 500):
            response = self._get(code)
            self.assertEqual(response.status_code, 404, code)
            self.assertIn("We do not know this label", response.text)

    def test_blank_label_says_so(self):
        token = self.env["emmaus.qr.token"]._generate_blank(1).token
        response = self._get(token)
        self.assertEqual(response.status_code, 200)
        self.assertIn("not in use yet", response.text)

    # How it is typed

    def test_code_may_be_typed_with_dashes_in_lower_case(self):
        typed = format_token(self.token).lower()
        response = self.url_open(f"/emmaus/q?code={typed}", allow_redirects=False)
        self.assertEqual(response.status_code, 303)
        self.assertTrue(response.headers["Location"].endswith(f"/q/{self.token}"))
        self.assertEqual(self._get(typed).status_code, 200)

    def test_mistyped_character_is_noticed(self):
        response = self.url_open(f"/emmaus/q?code={mistype(self.token)}")
        self.assertEqual(response.status_code, 404)
        self.assertIn("One character seems wrong", response.text)
        self.assertIn(mistype(self.token), response.text)

    def test_code_of_another_length_is_noticed(self):
        response = self.url_open("/emmaus/q?code=<b>ABC</b>")
        self.assertEqual(response.status_code, 404)
        self.assertIn("has 13 characters", response.text)
        self.assertNotIn("<b>ABC", response.text)

    def test_form_can_be_used_without_a_mouse_or_eyes(self):
        response = self.url_open("/emmaus/q")
        self.assertEqual(response.status_code, 200)
        self.assertTrue(response.text.startswith("<!DOCTYPE html>"))
        self.assertIn('<label for="code">', response.text)
        self.assertIn('name="viewport"', response.text)

    # In which language

    def test_card_speaks_the_reader_s_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        headers = {"Accept-Language": "fr-BE,fr;q=0.9,en;q=0.5"}
        self.assertIn('lang="fr"', self._get(self.token, **headers).text)
        headers = {"Accept-Language": "de-DE,en;q=0.5"}
        self.assertIn('lang="en"', self._get(self.token, **headers).text)
