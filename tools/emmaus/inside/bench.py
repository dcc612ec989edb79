"""Runs one bench file inside Odoo: bench.py CONFIG DATABASE ROOT OUTPUT NAME ARGS."""

import importlib
import sys
from pathlib import Path

import odoo  # noqa: F401  (patches before anything else)
from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config


def main(config_file, database, root, output, name, *arguments):
    sys.path.insert(0, root)
    config.parse_config(
        ["-c", config_file, "-d", database, "--no-http"], setup_logging=True
    )
    report = importlib.import_module("bench.report")
    module = importlib.import_module(f"bench.{name}")
    with Registry(database).cursor() as cr:
        rows = module.run(api.Environment(cr, SUPERUSER_ID, {}), list(arguments))
    report.print_table(name, rows)
    report.write_json(Path(output), rows)


if __name__ == "__main__":
    main(*sys.argv[1:])
