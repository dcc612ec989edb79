"""Builds or updates a database from inside Odoo: build.py CONFIG JSON.

JSON keys: database, install (module names), update (module names), first (bool: a new
database, made French before anything but `base`), bundles (bool: build the pages'
assets).
"""

import json
import sys

import odoo  # noqa: F401  (patches before anything else)
from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config

LANG = "fr_FR"
# Bundles that no page of ours opens, or that only Odoo's own developers do.
SKIPPED = ("unit_tests", "qunit", "clickbot", "assets_report", "tests_assets", "dark")


def load(wish, install, update=()):
    return Registry.new(
        wish["database"],
        update_module=True,
        install_modules=install,
        upgrade_modules=update,
        new_db_demo=True,
    )


def make_company_french(env):
    # install_mode: setting a country would otherwise install modules on its own.
    # The country comes first because the accounts of `account` follow it.
    company = env.ref("base.main_company").with_context(install_mode=True)
    euro = env.ref("base.EUR")
    euro.active = True
    company.write({"country_id": env.ref("base.fr").id, "currency_id": euro.id})


def make_people_french(env):
    env["ir.default"].set("res.partner", "lang", LANG)
    users = env["res.users"].with_context(active_test=False).search([])
    users.filtered(lambda user: user.lang != LANG).write({"lang": LANG})
    users.filtered(lambda user: not user.tz).write({"tz": "Europe/Paris"})


def build_bundles(env):
    view = env["ir.qweb"]
    scripts, styles = view._get_bundles_to_pregenarate()
    for name in sorted(scripts | styles):
        if any(part in name for part in SKIPPED):
            continue
        if name in scripts:
            view._get_asset_bundle(name, css=False, js=True).js()
        if name in styles:
            view._get_asset_bundle(name, css=True, js=False).css()


def work(database, action):
    with Registry(database).cursor() as cr:
        action(api.Environment(cr, SUPERUSER_ID, {}))


def main(config_file, wish):
    options = ["-c", config_file, "--skip-auto-install", "--no-http"]
    if wish["install"] or wish["update"]:
        options += [f"--load-language={LANG}", "--with-demo"]
    config.parse_config([*options, "-d", wish["database"]], setup_logging=True)
    if wish.get("first"):
        load(wish, ["base"])
        work(wish["database"], make_company_french)
    if wish["install"] or wish["update"]:
        load(wish, wish["install"], wish["update"])
        work(wish["database"], make_people_french)
    if wish.get("bundles"):
        work(wish["database"], build_bundles)


if __name__ == "__main__":
    main(sys.argv[1], json.loads(sys.argv[2]))
