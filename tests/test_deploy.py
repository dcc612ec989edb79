"""The backup and restore scripts of deploy/, run against the embedded PostgreSQL."""

import os
import shutil
import signal
import subprocess
import tempfile
import time

import pytest
from emmaus.environment import DATA, ROOT
from emmaus.postgres import Postgres

DEPLOY = ROOT / "deploy"


class Site:
    """A small production: a database, its files and a folder of backups."""

    def __init__(self, server, folder):
        self.server, self.folder = server, folder
        self.files = folder / "odoo" / "filestore" / "site"
        self.files.mkdir(parents=True)
        (folder / "backups").mkdir()
        server.psql("drop database if exists site with (force)")
        server.psql("create database site")
        self.sql("create table device (name text)")

    def sql(self, text):
        return self.server.psql(text, "site")

    def run(self, script, *arguments, **extra):
        env = self.server.client_env(
            DATABASE="site",
            FILES=self.folder / "odoo",
            BACKUPS=self.folder / "backups",
        )
        command = ["sh", str(DEPLOY / script), *arguments]
        env |= extra
        return subprocess.run(command, env=env, capture_output=True, text=True)

    def backups(self):
        return sorted(path.name for path in (self.folder / "backups").iterdir())

    def kept_databases(self):
        rows = self.server.psql(
            "select datname from pg_database where datname ~ '^site'"
        )
        return sorted(name for (name,) in rows)


@pytest.fixture
def site(tmp_path):
    server = Postgres(DATA / "crash")
    with server.running():
        site = Site(server, tmp_path)
        site.sql("insert into device values ('GRPC26-0888')")
        (site.files / "photo").write_text("a photo")
        yield site
        for name in site.kept_databases():
            server.psql(f"drop database {name} with (force)")


def test_restore_brings_back_rows_and_files_and_keeps_what_was_there(site):
    assert site.run("backup.sh").returncode == 0
    (backup,) = site.backups()
    site.sql("update device set name = 'lost'")
    (site.files / "photo").unlink()

    done = site.run("restore.sh", backup)

    assert done.returncode == 0, done.stderr
    assert site.sql("select name from device") == [["GRPC26-0888"]]
    assert (site.files / "photo").read_text() == "a photo"
    (before,) = (name for name in site.kept_databases() if "_before_" in name)
    assert site.server.psql("select name from device", before) == [["lost"]]


def test_damaged_backup_is_refused_and_changes_nothing(site):
    site.run("backup.sh")
    (backup,) = site.backups()
    site.sql("update device set name = 'today'")
    dump = site.folder / "backups" / backup / "database.dump"
    dump.write_bytes(dump.read_bytes()[:-20])

    done = site.run("restore.sh", backup)

    assert done.returncode == 1
    assert f"{backup} is damaged: nothing was changed." in done.stderr
    assert site.sql("select name from device") == [["today"]]
    assert site.kept_databases() == ["site"]


def test_restore_under_a_running_odoo_is_refused(site):
    site.run("backup.sh")
    (backup,) = site.backups()
    command = [site.server.bin / "psql", "-X", "-U", "odoo", "-d", "site"]
    client = subprocess.Popen(
        command,
        env=site.server.client_env(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    client.stdin.write("\\echo here\n")
    client.stdin.flush()
    assert client.stdout.readline() == "here\n"

    done = site.run("restore.sh", backup)

    client.communicate()
    assert done.returncode == 1
    assert "stop Odoo first" in done.stderr
    assert site.kept_databases() == ["site"]


def test_failed_backup_leaves_nothing_that_looks_like_one(site):
    done = site.run("backup.sh", PGHOST="/nonexistent")
    assert done.returncode
    assert site.backups() == []


@pytest.fixture
def replica(site):
    """A server started by the script of the `scale` profile, beside its primary."""
    server = site.server
    server.psql("drop role if exists replicator", role="postgres")
    server.psql("create role replicator login replication", role="postgres")
    with tempfile.TemporaryDirectory(dir=server.home) as data:
        sockets = server.socket / "replica"
        sockets.mkdir(exist_ok=True)
        account = {}
        if server.account:
            owner, group = server.account.pw_uid, server.account.pw_gid
            for folder in (data, sockets):
                os.chown(folder, owner, group)
            account = {"user": owner, "group": group, "extra_groups": []}
        command = ["sh", "-s", "--", "-c", f"unix_socket_directories={sockets}"]
        with open(DEPLOY / "postgres" / "replica.sh") as script:
            process = subprocess.Popen(
                command,
                env=server.client_env(PRIMARY=server.socket, PGDATA=data),
                stdin=script,
                cwd=data,
                stderr=subprocess.DEVNULL,
                **account,
            )
        yield str(sockets)
        process.send_signal(signal.SIGINT)
        process.wait()


def _on_replica(site, replica, sql):
    command = [site.server.bin / "psql", "-X", "-A", "-t", "-h", replica, "site"]
    env = site.server.client_env()
    done = subprocess.run(
        [*command, "-c", sql], env=env, capture_output=True, text=True
    )
    return done.stdout.strip() or done.stderr.strip()


def test_replica_follows_and_refuses_writes(site, replica):
    site.sql("insert into device values ('GRPC26-0889')")
    count = "select count(*) from device"
    deadline = time.monotonic() + 30
    while _on_replica(site, replica, count) != "2" and time.monotonic() < deadline:
        time.sleep(0.2)
    assert _on_replica(site, replica, count) == "2"
    refusal = _on_replica(site, replica, "delete from device")
    assert "cannot execute DELETE in a read-only transaction" in refusal


def test_old_backups_go_and_the_newest_stays(site):
    site.run("backup.sh")
    (first,) = site.backups()
    old = site.folder / "backups" / "site-20200101T000000Z"
    shutil.move(site.folder / "backups" / first, old)
    os.utime(old, (0, 0))

    site.run("backup.sh", KEEP_DAYS="7")

    (kept,) = site.backups()
    assert kept != old.name
