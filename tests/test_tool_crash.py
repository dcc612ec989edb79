"""Killed without warning, in the middle of writes: nothing committed is lost."""

import json
import os
import shutil
import signal
import subprocess
import time
import urllib.request
from http.cookiejar import CookieJar

import pytest
from emmaus import odoo as program
from emmaus import run, source
from emmaus.databases import Databases
from emmaus.environment import DATA
from emmaus.postgres import Postgres

WRITES = 400  # enough to be in full swing when the kill comes
ENOUGH = 60


@pytest.fixture
def server():
    """A PostgreSQL of its own, so that the one of the tests stays alive."""
    server = Postgres(DATA / "crash")
    with server.running():
        yield server


def _insert_one_by_one(server):
    """Start a client that commits rows one by one and prints each after its commit."""
    sql = "".join(
        f"insert into fact values ({n}) returning n;\n" for n in range(1, WRITES + 1)
    )
    command = [server.bin / "psql", "-X", "-q", "-t", "-A", "-U", "odoo", "crash"]
    client = subprocess.Popen(
        command,
        env=server.client_env(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    client.stdin.write(sql)
    client.stdin.close()
    return client


def test_postgres_killed_under_writes_loses_nothing_acknowledged(server):
    server.psql("drop database if exists crash with (force)")
    server.psql("create database crash")
    server.psql("create table fact (n integer primary key)", "crash")
    client = _insert_one_by_one(server)
    acknowledged = [int(client.stdout.readline()) for _row in range(ENOUGH)]
    os.kill(server.pid(), signal.SIGKILL)
    acknowledged += [int(line) for line in client.stdout if line.strip()]
    client.wait()
    assert not server.pid()

    server.start()

    ((count, highest),) = server.psql("select count(*), max(n) from fact", "crash")
    assert int(highest) >= acknowledged[-1]
    assert count == highest


def test_postgres_whose_socket_was_cleaned_away_is_started_again(server):
    shutil.rmtree(server.socket)
    assert not server.is_reachable()
    server.start()
    assert server.is_reachable() and server.answers()


def test_postgres_stays_up_for_the_other_users(server):
    other = Postgres(DATA / "crash")
    with other.running():
        pass
    assert server.pid() and server.answers()


class Client:
    """A signed-in JSON-RPC session."""

    def __init__(self, port, database):
        self.address = f"http://127.0.0.1:{port}"
        cookies = urllib.request.HTTPCookieProcessor(CookieJar())
        self.opener = urllib.request.build_opener(cookies)
        sign_in = {"db": database, "login": "admin", "password": "admin"}
        self.post("/web/session/authenticate", sign_in)

    def post(self, route, params):
        body = json.dumps({"jsonrpc": "2.0", "params": params}).encode()
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(self.address + route, body, headers)
        with self.opener.open(request, timeout=30) as response:
            answer = json.load(response)
        assert "error" not in answer, answer["error"]
        return answer["result"]

    def create_partner(self, name):
        params = {"model": "res.partner", "method": "create", "kwargs": {}}
        params["args"] = [[{"name": name}]]
        return self.post("/web/dataset/call_kw/res.partner/create", params)


@pytest.fixture
def keeper():
    """An Odoo process on a copy of the template, as ./emmaus run has one."""
    server = Postgres()
    databases = Databases(server, source.find())
    name = f"crash_{os.getpid()}"
    databases.copy(databases.template(), name)
    port = run.choose_port(None)
    config = program.write_config(
        databases.odoo,
        server,
        "crash",
        db_name=name,
        dbfilter=f"^{name}$",
        http_port=port,
    )
    keeper = run.Keeper(server, config, port, [])
    keeper.database = name
    try:
        keeper.start()
        yield keeper
    finally:
        keeper.stop()
        databases.drop(name)


def test_odoo_killed_under_writes_comes_back_with_every_answered_write(keeper):
    client = Client(keeper.port, keeper.database)
    answered = []
    deadline = time.monotonic() + 2
    while time.monotonic() < deadline:
        client.create_partner(f"Crash {len(answered)}")
        answered.append(f"Crash {len(answered)}")
    keeper.process.kill()
    keeper.process.wait()
    with pytest.raises(OSError):
        client.create_partner("never answered")

    keeper.start()

    sql = "select name from res_partner where name like 'Crash %' order by id"
    kept = [name for (name,) in keeper.server.psql(sql, keeper.database)]
    assert kept == answered
    Client(keeper.port, keeper.database).create_partner("alive")


def test_copies_of_killed_commands_are_dropped():
    databases = Databases(Postgres(), source.find())
    databases.create("test_999999999")  # no process can have this number
    databases.create(f"test_{os.getpid()}")
    databases.template()
    assert not databases.exists("test_999999999")
    assert databases.exists(f"test_{os.getpid()}")
    databases.drop(f"test_{os.getpid()}")
