"""`./emmaus run`: the suite with its demo story on this machine's address."""

import argparse
import os
import socket
import subprocess
import time
import urllib.request
import webbrowser
from pathlib import Path

from . import ground
from . import odoo as program
from .console import Failure, say, step, table
from .environment import DATA, LOGS, clean_env, locked

FIRST_PORT = 8069
# Log-in (also the password) and what the person does. The users are demo data of
# emmaus_connect; tests/test_tool_logins.py compares.
LOGINS = {
    "benevole": "volunteer: finds and places devices",
    "technicien": "technician: corrects what is known of a device",
    "logistique": "logistics: collections, imports, labels",
    "coordination": "coordinator: partners, agreements, doubles",
    "administration": "administrator: sites, categories, users",
    "audit": "auditor: reads everything, changes nothing",
    "admin": "Odoo's own administrator",
}
ALREADY_RUNNING = (
    "This checkout is already running (another ./emmaus run): stop that one first."
)
DEMO_USERS = """
select u.login from res_users u
  join ir_model_data d on d.model = 'res.users' and d.res_id = u.id
 where d.module = 'emmaus_connect' and u.active order by u.id"""
# Labels carry this address; one set by hand (a real name, a phone's network) stays.
OWN_ADDRESS = """
update ir_config_parameter set value = :'address'
 where key = 'web.base.url' and value like 'http://localhost:%'"""


def main(arguments):
    options = parse(arguments)
    started = time.monotonic()
    say("Emmaüs Connect: getting ready (the first time takes some minutes)")
    port = choose_port(options.port)
    with _only_run(), ground.databases() as databases:
        name = databases.ensure_run()
        logins = databases.server.psql(DEMO_USERS, name)
        databases.server.psql(OWN_ADDRESS, name, address=address(port))
        config = program.write_config(
            databases.odoo,
            databases.server,
            db_name=name,
            dbfilter=f"^{name}$",
            http_port=port,
            logfile=LOGS / "odoo.log",
        )
        keeper = Keeper(databases.server, config, port, options.odoo)
        try:
            with step("Odoo"):
                keeper.start()
            seconds = time.monotonic() - started
            say(welcome(port, [login for (login,) in logins], seconds))
            if options.browser:
                webbrowser.open(address(port))
            keeper.watch()
        finally:
            keeper.stop()


def parse(arguments):
    parser = argparse.ArgumentParser(prog="./emmaus run")
    parser.add_argument("--port", type=int, help="default: first free from 8069")
    parser.add_argument(
        "--no-browser", dest="browser", action="store_false", help="open no browser"
    )
    parser.add_argument("odoo", nargs="*", help="after --: options for Odoo itself")
    options = parser.parse_args(arguments)
    options.browser &= bool(os.environ.get("DISPLAY") and os.isatty(1))
    return options


def address(port):
    return f"http://localhost:{port}"


def welcome(port, logins, seconds):
    """The address and who can sign in, as text."""
    rows = [(n, n, LOGINS.get(n, "demo user")) for n in [*logins, "admin"]]
    return (
        f"\nReady after {seconds:.0f} s: {address(port)}\n\n"
        f"{table(rows, ('login', 'password', 'role'))}\n\n"
        f"Log: {LOGS / 'odoo.log'}\nCtrl-C stops everything; the data stays."
    )


def choose_port(wanted):
    """The wanted port, or the first free one from 8069; Failure when taken."""
    if wanted and not is_free(wanted):
        raise Failure(port_taken(wanted, listener(wanted)))
    ports = [wanted] if wanted else range(FIRST_PORT, FIRST_PORT + 20)
    for port in ports:
        if is_free(port):
            return port
    raise Failure("Ports 8069 to 8088 are all taken: choose one with --port.")


def port_taken(port, program_name=None):
    """Sentence about a port in use.

    >>> port_taken(8069, "nginx")
    'Port 8069 is taken by nginx: stop it or choose another with --port.'
    """
    owner = program_name or "another program"
    return f"Port {port} is taken by {owner}: stop it or choose another with --port."


def is_free(port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError:
            raise Failure(
                f"Port {port} is for root only: choose one over 1024."
            ) from None
        except OverflowError:
            raise Failure(
                f"{port} is no port: choose one from 1024 to 65535."
            ) from None
        except OSError:
            return False
    return True


def listener(port):
    """Name of the process that listens on a port, None if it cannot be seen."""
    inodes = set()
    for table_file in ("/proc/net/tcp", "/proc/net/tcp6"):
        if not Path(table_file).exists():
            continue
        for line in Path(table_file).read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == "0A" and int(fields[1].rsplit(":", 1)[1], 16) == port:
                inodes.add(f"socket:[{fields[9]}]")
    for link in Path("/proc").glob("[0-9]*/fd/*"):
        try:
            if os.readlink(link) in inodes:
                process = link.parents[1]
                return f"{(process / 'comm').read_text().strip()} ({process.name})"
        except OSError:
            continue
    return None


def _only_run():
    """One `run` per checkout: both would write to the same database."""
    return locked(DATA / "run.lock", ALREADY_RUNNING)


class Keeper:
    """Starts Odoo and brings it and PostgreSQL back when one of them dies."""

    def __init__(self, server, config, port, options):
        self.server, self.port = server, port
        self.command = program.command(config, "server", *options)
        self.process = None
        self.deaths = []

    def start(self):
        self.process = subprocess.Popen(
            self.command,
            env=clean_env(EMMAUS_PARENT=os.getpid(), LC_ALL="C.UTF-8"),
            cwd=DATA,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=open(LOGS / "odoo.err", "wb"),
            start_new_session=True,  # Ctrl-C reaches us; we stop Odoo in order
        )
        # A page, not /web/health, which answers before the registry is loaded.
        url = f"http://127.0.0.1:{self.port}/web/login"
        for _tenth in range(1200):
            if self.process.poll() is not None:
                raise Failure(f"Odoo did not start (log: {LOGS / 'odoo.log'}).")
            try:
                urllib.request.urlopen(url, timeout=10)
                return
            except OSError:
                time.sleep(0.1)
        raise Failure(f"Odoo did not answer (log: {LOGS / 'odoo.log'}).")

    def watch(self):
        """Return never; Failure when Odoo dies again and again."""
        while True:
            time.sleep(0.5)
            if self.process.poll() is None and self.server.is_reachable():
                continue
            self._note_death()
            # Odoo's scheduler does not survive a restart of PostgreSQL: both again.
            self.stop()
            with step("Brought back what had died"):
                self.server.start()
                self.start()

    def stop(self):
        if not self.process or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def _note_death(self):
        now = time.monotonic()
        self.deaths = [moment for moment in self.deaths if now - moment < 60] + [now]
        if len(self.deaths) > 3:
            raise Failure(f"Odoo keeps dying (log: {LOGS / 'odoo.log'}).")
