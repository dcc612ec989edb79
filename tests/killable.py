"""Requests played by Odoo processes that the tests kill.

`Office` is the side of the test. Run as a program, this file is the other side: like
Odoo's own server it loads the addons once, then forks a process for each request.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time

PATIENCE = 300  # seconds


class Office:
    """Odoo processes at work on the database of the tests."""

    def __init__(self, config, database):
        command = [sys.executable, *(["-I"] if sys.flags.isolated else [])]
        self.process = subprocess.Popen(
            [*command, __file__, config, database],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            cwd=tempfile.gettempdir(),
        )
        assert self._answer() == {"ready": True}

    def _answer(self):
        line = self.process.stdout.readline()
        assert line, "the Odoo process did not start"
        return json.loads(line)

    def begin(self, model, res_id, method):
        """Let a process call `method` on a record; returns its id once it began."""
        request = {"model": model, "id": res_id, "method": method}
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        return self._answer()["begun"]

    def finish(self):
        """Wait for the request; returns its seconds, or ``None`` when it was killed."""
        return self._answer()["seconds"]

    def kill(self, process_id, after):
        """Kill the process of a request without warning, `after` seconds from now."""
        time.sleep(after)
        try:
            os.kill(process_id, signal.SIGKILL)
        except ProcessLookupError:
            pass
        return self.finish()

    def close(self):
        self.process.stdin.close()
        self.process.wait(PATIENCE)


def play(request, database, say):
    """Play one request and commit, then leave without any goodbye."""
    from odoo import SUPERUSER_ID, api
    from odoo.modules.registry import Registry

    with Registry(database).cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        record = env[request["model"]].browse(request["id"])
        say(begun=os.getpid())
        getattr(record, request["method"])()


def main(config, database):
    from odoo import sql_db
    from odoo.modules.registry import Registry
    from odoo.tools import config as settings

    def say(**answer):
        os.write(sys.stdout.fileno(), (json.dumps(answer) + "\n").encode())

    settings.parse_config(["-c", config, "-d", database, "--no-http"])
    Registry(database)
    say(ready=True)
    for line in sys.stdin:
        sql_db.close_all()
        started = time.monotonic()
        worker = os.fork()
        if not worker:
            play(json.loads(line), database, say)
            os._exit(0)
        _pid, status = os.waitpid(worker, 0)
        say(seconds=None if status else time.monotonic() - started)


if __name__ == "__main__":
    main(*sys.argv[1:])
