"""The logins that ./emmaus run prints are those of the demo story."""

from emmaus import addons, run

from odoo.tests import TransactionCase

if addons.MAIN in addons.installable():

    class TestLogins(TransactionCase):
        def test_printed_logins_are_the_demo_users(self):
            self.env.cr.execute(run.DEMO_USERS)
            found = {login for (login,) in self.env.cr.fetchall()}
            self.assertEqual(found | {"admin"}, set(run.LOGINS))

        def test_each_signs_in_with_its_name_as_password(self):
            for login in run.LOGINS:
                credential = {"login": login, "password": login, "type": "password"}
                user = self.env["res.users"].search([("login", "=", login)])
                user.with_user(user)._check_credentials(
                    credential, {"interactive": False}
                )
                self.assertEqual(user.lang, "fr_FR")

        def test_company_is_french(self):
            company = self.env.ref("base.main_company")
            self.assertEqual(company.country_id.code, "FR")
            self.assertEqual(company.currency_id.name, "EUR")
