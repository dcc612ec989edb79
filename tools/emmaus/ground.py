"""What every command stands on: packages, Odoo, a running PostgreSQL."""

from contextlib import ExitStack, contextmanager

from . import packages, source
from .console import step
from .databases import Databases
from .environment import prepare_folders
from .postgres import Postgres


def tools():
    """Packages and Odoo, made ready; returns the Odoo."""
    prepare_folders()
    packages.ensure()
    return source.ensure()


@contextmanager
def databases():
    """A Databases on a running server, which stops with its last user."""
    odoo = tools()
    server = Postgres()
    with ExitStack() as stack:
        with step("PostgreSQL"):
            stack.enter_context(server.running())
        yield Databases(server, odoo)
