"""`./emmaus shell`: Python on the database of `run`, with `env`.

A script on standard input is executed (`env.cr.commit()` keeps what it did); a terminal
gets a prompt.
"""

import subprocess

from . import ground
from . import odoo as program
from .environment import ROOT, clean_env


def main(arguments):
    with ground.databases() as databases:
        name = databases.ensure_run()
        config = program.write_config(
            databases.odoo, databases.server, "shell", db_name=name, log_level="warn"
        )
        command = program.command(config, "shell", "--no-http", "-d", name, *arguments)
        return subprocess.run(command, cwd=ROOT, env=clean_env()).returncode
