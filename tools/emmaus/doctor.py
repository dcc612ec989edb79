"""`./emmaus doctor`: one line about each thing the commands need, and what to do."""

import os
import platform
import shutil
import sys

from . import packages, run, source, test
from .console import Failure, table
from .environment import CACHE, DATA, VENV, prepare_folders
from .postgres import Postgres


def main(_arguments):
    """Print the checks; returns 1 when one of them would stop a command."""
    prepare_folders()
    checks = (python, machine, disk, venv, odoo, postgres, port, browser)
    rows = []
    for check in checks:
        try:
            state, text = check()
        except (Failure, OSError) as error:
            state, text = "BAD", str(error)
        rows.append((check.__name__, state, text))
    print(table(rows, ("what", "state", "in words")))
    return int(any(state == "BAD" for _name, state, _text in rows))


def python():
    return "ok", f"{platform.python_version()} ({sys.executable})"


def machine():
    cores = os.cpu_count()
    who = "root: PostgreSQL runs as another account" if os.geteuid() == 0 else "a user"
    known = platform.machine() == "x86_64"
    text = f"{platform.machine()}, {cores} cores, {who}"
    return ("ok", text) if known else ("note", f"{text}; only x86_64 was tried")


def disk():
    low = []
    for folder, needed in ((CACHE, 3000), (DATA, 1000)):
        free = shutil.disk_usage(folder).free // 2**20
        if free < needed:
            low.append(f"{free} MB free in {folder}, {needed} MB wanted")
    return ("BAD", "; ".join(low)) if low else ("ok", f"room in {CACHE} and {DATA}")


def venv():
    if packages.is_current():
        return "ok", f"{VENV} holds what requirements/lock.txt says"
    return "note", "will be made by the next ./emmaus run (needs the package index)"


def odoo():
    found = source.find()
    if not found:
        return "note", "will be fetched from Debian's archive by the next ./emmaus run"
    broken = source.dangling_links(found.path / "odoo" / "addons" / "web" / "static")
    if broken:
        return "BAD", f"{broken[0]} points nowhere: use another ODOO_HOME or unset it"
    return "ok", f"{found.path} ({found.origin})"


def postgres():
    server = Postgres()
    if not server.cluster.exists():
        return "note", "no data yet: made by the next ./emmaus run"
    pid = server.pid()
    return "ok", f"runs as process {pid}" if pid else f"stopped; data in {server.home}"


def port():
    if run.is_free(run.FIRST_PORT):
        return "ok", f"{run.FIRST_PORT} is free"
    taken = run.port_taken(run.FIRST_PORT, run.listener(run.FIRST_PORT))
    return "note", f"{taken} ./emmaus run takes the next free one."


def browser():
    found = test.find_browser()
    return ("ok", found) if found else ("note", test.NO_BROWSER)
