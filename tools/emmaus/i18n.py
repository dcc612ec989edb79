"""`./emmaus i18n [addons]`: write each addon's .pot and bring its fr.po up to date.

Translations already made are kept; strings that are gone leave the file; new ones come
in empty, to be translated.
"""

import subprocess

from . import addons as our_addons
from . import ground, source
from . import odoo as program
from .console import Failure, step
from .environment import DATA, LOGS, clean_env


def main(arguments):
    known = our_addons.installable()
    unknown = sorted(set(arguments) - set(known))
    if unknown:
        raise Failure(f"No installable addon is called {', '.join(unknown)}.")
    with ground.databases() as databases:
        template = databases.template()
        database = "i18n"
        databases.copy(template, database)
        config = program.write_config(
            databases.odoo, databases.server, "i18n", db_name=database, log_level="warn"
        )
        try:
            for name in arguments or known:
                with step(f"i18n of {name}"):
                    _export(config, database, known[name])
        finally:
            databases.drop(database)


def _export(config, database, addon):
    folder = addon.path / "i18n"
    folder.mkdir(exist_ok=True)
    fresh = DATA / "fresh.po"
    pot = folder / f"{addon.name}.pot"
    for language, target in (("pot", pot), ("fr", fresh)):
        options = ["-d", database, "-l", language, "-o", str(target), addon.name]
        _checked(program.command(config, "i18n", "export", *options))
        target.write_text(undated(target.read_text()))
    script = program.INSIDE / "merge_po.py"
    done = source.run_python(script, fresh, folder / "fr.po")
    fresh.unlink()
    if done.returncode:
        raise Failure(f"{folder / 'fr.po'} could not be brought up to date.")


def undated(text):
    """A .po file without its dates, which would change at every export."""
    dates = ('"POT-Creation-Date:', '"PO-Revision-Date:')
    lines = text.splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith(dates))


def _checked(command):
    with open(LOGS / "i18n.log", "ab") as log:
        done = subprocess.run(
            command, cwd=DATA, env=clean_env(), stdout=log, stderr=log
        )
    if done.returncode:
        raise Failure(f"Odoo could not export (details: {LOGS / 'i18n.log'}).")
