"""`./emmaus psql`: PostgreSQL's prompt on the database of `run`."""

import subprocess

from . import ground


def main(arguments):
    with ground.databases() as databases:
        name = databases.ensure_run()
        server = databases.server
        command = [str(server.bin / "psql"), "-d", name, *arguments]
        return subprocess.run(command, env=server.client_env()).returncode
