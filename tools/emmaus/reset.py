"""`./emmaus reset [--all]`: start again from nothing."""

import shutil

from . import ground
from .console import Failure, say, step
from .databases import RUN
from .environment import DATA, locked, prepare_folders
from .postgres import Postgres
from .run import ALREADY_RUNNING


def main(arguments):
    if arguments not in ([], ["--all"]):
        raise Failure("reset knows one option: --all.")
    prepare_folders()
    with locked(DATA / "run.lock", ALREADY_RUNNING):
        if arguments:
            _everything()
        else:
            with ground.databases() as databases, step("Database dropped"):
                databases.drop(RUN)
    say("The next ./emmaus run makes a new database.")


def _everything():
    with step(f"{DATA} emptied"):
        # As root a server's files may lie outside .data, behind a link.
        for home in [path for path in DATA.iterdir() if (path / "cluster").exists()]:
            server = Postgres(home)
            server.stop()
            shutil.rmtree(server.home)
            shutil.rmtree(server.socket, ignore_errors=True)
        shutil.rmtree(DATA)
