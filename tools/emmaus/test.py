"""`./emmaus test [pytest arguments]`: pytest on a fresh copy of the template database.

Paths and node ids are taken from the folder the command was called in. Nothing is
printed after pytest's closing line, and its exit code is ours. `--with MODULE` installs
one more of Odoo's modules first, for the tests that need it.
"""

import os
import shutil
import subprocess
from pathlib import Path

from . import ground
from . import odoo as program
from .console import Failure, say, step
from .environment import DATA, LOGS, PYTHON, ROOT

# The names Odoo looks for, in its order.
BROWSERS = ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable")
NO_BROWSER = (
    "No Chromium: the browser tours cannot run. Install it (Debian: apt-get install "
    "chromium; Ubuntu: Google's chrome package)."
)


def main(arguments):
    need_browser()
    extra, arguments = extra_modules(arguments)
    with ground.databases() as databases:
        template = databases.template()
        name = f"test_{os.getpid()}"
        with step("Database for the tests"):
            databases.copy(template, name)
            # It is thrown away afterwards: a crash may lose its last commits.
            databases.server.psql(f"alter database {name} set synchronous_commit = off")
        if extra:
            with step(f"With {', '.join(extra)}"):
                program.build(databases.config, name, extra, log="update.log")
        try:
            return run_pytest(databases, name, rebased(arguments, Path.cwd()))
        finally:
            databases.drop(name)


def extra_modules(arguments):
    """Split ``--with MODULE`` pairs off the arguments of pytest."""
    extra, rest = [], list(arguments)
    while "--with" in rest:
        position = rest.index("--with")
        if position + 1 == len(rest):
            raise Failure("--with takes the name of one of Odoo's modules.")
        extra.append(rest[position + 1])
        del rest[position : position + 2]
    return extra, rest


def find_browser():
    """Path of the browser Odoo's tests will use, None if there is none."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def need_browser():
    if find_browser():
        return
    if os.environ.get("CI"):
        raise Failure(NO_BROWSER)
    say(f"  NOTE: {NO_BROWSER} They are skipped now.")


def run_pytest(databases, name, arguments):
    """Run pytest on the database `name`; returns its exit code."""
    log = LOGS / "test.log"
    log.unlink(missing_ok=True)
    config = program.write_config(
        databases.odoo,
        databases.server,
        "test",
        db_name=name,
        dbfilter=f"^{name}$",
        logfile=log,
        screenshots=LOGS / "screenshots",
    )
    command = [PYTHON, "-I", "-m", "pytest", "-c", ROOT / "pytest.ini"]
    command += ["--rootdir", ROOT, f"--odoo-config={config}"]
    command += [f"--odoo-database={name}", "--odoo-http", "--odoo-log-level=info"]
    env = databases.server.client_env(HYPOTHESIS_STORAGE_DIRECTORY=DATA / "hypothesis")
    return subprocess.run(
        [*map(str, command), *arguments], cwd=ROOT, env=env
    ).returncode


def rebased(arguments, folder):
    """Arguments that name files of `folder` made absolute, `::test` kept."""
    result = []
    for argument in arguments:
        path, mark, node = argument.partition("::")
        if path and not path.startswith("-") and (folder / path).exists():
            path = str((folder / path).resolve())
        result.append(path + mark + node)
    return result
