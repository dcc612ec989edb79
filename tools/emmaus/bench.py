"""`./emmaus bench NAME`: run bench/NAME.py on a throwaway copy of the template.

See bench/README.md for what such a file holds. Prints a table and writes
`.data/bench/NAME.json`.
"""

import os
import subprocess

from . import ground
from . import odoo as program
from .console import Failure, step
from .environment import DATA, LOGS, PYTHON, ROOT
from .postgres import ROLE

BENCHES = ROOT / "bench"


def main(arguments):
    known = sorted(path.stem for path in BENCHES.glob("*.py") if is_bench(path))
    if not arguments or arguments[0] not in known:
        raise Failure(f"bench needs a name among: {', '.join(known) or 'none yet'}.")
    name, *rest = arguments
    with ground.databases() as databases:
        template = databases.template()
        database = f"bench_{os.getpid()}"
        with step("Database for the measures"):
            databases.copy(template, database)
            # The floor takes rows out and copies them back, whatever refers to them.
            databases.server.psql(
                f"grant set on parameter session_replication_role to {ROLE}",
                role="postgres",
            )
        try:
            return run_bench(databases, database, name, rest)
        finally:
            databases.drop(database)


def is_bench(path):
    return "\ndef run(" in path.read_text()


def run_bench(databases, database, name, arguments):
    """Run one bench file inside Odoo; returns the exit code."""
    config = program.write_config(
        databases.odoo,
        databases.server,
        "bench",
        db_name=database,
        log_level="warn",
        logfile=LOGS / "bench.log",
    )
    output = DATA / "bench" / f"{name}.json"
    script = program.INSIDE / "bench.py"
    command = [PYTHON, "-I", script, config, database, ROOT, output, name, *arguments]
    env = databases.server.client_env()
    return subprocess.run(list(map(str, command)), cwd=ROOT, env=env).returncode
