"""`./emmaus stop`: stop the PostgreSQL that a killed command left running."""

from .console import say
from .environment import prepare_folders
from .postgres import Postgres


def main(_arguments):
    prepare_folders()
    stopped = Postgres().stop()
    say("PostgreSQL stopped." if stopped else "Nothing was running.")
