"""Odoo as a program: its configuration file and the ways it is started."""

import json
import os
from pathlib import Path

from . import source
from .console import Failure
from .environment import ADDONS, DATA, DISK_FULL, LOGS, PYTHON, clean_env

INSIDE = Path(__file__).parent / "inside"
FILES = DATA / "odoo"  # filestore, sessions


def write_config(odoo, server, name="odoo", **options):
    """Write `.data/NAME.conf`, readable by its owner only; returns its path."""
    addons = [str(ADDONS), *map(str, odoo.addons)]
    settings = {
        "addons_path": ",".join(addons),
        "data_dir": FILES,
        "db_host": server.socket,
        "db_user": "odoo",
        "db_template": "template0",
        "pg_path": server.bin,
        "list_db": False,
        "http_interface": "127.0.0.1",
        "workers": 0,
        "max_cron_threads": 1,
        # An administrator's password for the database manager, which is off: unusable.
        "admin_passwd": "!",
        "skip_auto_install": True,
        **options,
    }
    path = DATA / f"{name}.conf"
    lines = [f"{key} = {value}" for key, value in settings.items()]
    path.touch(mode=0o600)
    path.write_text("\n".join(["[options]", *lines, ""]))
    return path


def command(config, *arguments):
    """Command line that runs `odoo ARGUMENTS` with this configuration."""
    return [str(PYTHON), "-I", str(INSIDE / "launch.py"), *arguments, "-c", str(config)]


def build(config, database, install=(), update=(), log="build.log", **wish):
    """Install and update modules in a database, in a process of their own."""
    wish |= {"database": database, "install": list(install), "update": list(update)}
    script = INSIDE / "build.py"
    path = LOGS / log
    path.unlink(missing_ok=True)
    with open(path, "ab") as output:
        done = source.run_python(
            script, config, json.dumps(wish), stdout=output, stderr=output, env=_env()
        )
    if done.returncode == 0:
        return
    written = path.read_text(errors="replace")
    if "No space left on device" in written:
        raise Failure(DISK_FULL)
    lines = [line for line in written.splitlines() if line.strip()]
    modules = ", ".join([*install, *update]) or "the pages' assets"
    last = lines[-1].strip() if lines else "no message"
    raise Failure(f"Odoo could not install {modules}: {last} (details: {path})")


def _env():
    return clean_env(HOME=os.environ.get("HOME", "/tmp"), LC_ALL="C.UTF-8")
