"""Where things lie, and a clean world for the programs that are started.

Three places hold state: `.venv` (packages), `.data` (database, files, logs) and a cache
shared by all checkouts (Odoo, uv, seeds). EMMAUS_DATA and EMMAUS_CACHE move the last
two.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
from contextlib import contextmanager
from pathlib import Path

from .console import Failure

ROOT = Path(__file__).resolve().parents[2]
ADDONS = ROOT / "addons"
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
DATA = Path(os.environ.get("EMMAUS_DATA") or ROOT / ".data").absolute()
LOGS = DATA / "logs"
LOCK = ROOT / "requirements" / "lock.txt"


def _cache_folder():
    named = os.environ.get("EMMAUS_CACHE")
    if named:
        return Path(named).absolute()
    base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return Path(base) / "emmaus"


CACHE = _cache_folder()

# Variables that would lead Python, PostgreSQL, Odoo or pip astray, whatever set them.
_ASTRAY = ("PYTHON", "PG", "ODOO_", "OPENERP_", "PIP_TARGET", "PIP_USER", "PIP_PREFIX")
_ASTRAY += ("VIRTUAL_ENV", "__PYVENV")


def clean_env(**extra):
    """The environment for child processes, without what would lead them astray."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(_ASTRAY)}
    return {**kept, **{key: str(value) for key, value in extra.items()}}


DISK_FULL = "The disk is full: free some room and run the same command again."


def prepare_folders():
    if "," in str(ROOT):
        raise Failure(f"Odoo cannot work in a folder with a comma in its path: {ROOT}")
    for folder in (DATA, LOGS, CACHE):
        folder.mkdir(parents=True, exist_ok=True)
    DATA.chmod(0o711 if os.geteuid() == 0 else 0o700)


def need_room(folder, megabytes, what):
    free = shutil.disk_usage(folder).free // 2**20
    if free < megabytes:
        raise Failure(
            f"Not enough disk for {what}: {megabytes} MB needed in {folder}, {free} MB "
            "free. Free some room and run the same command again."
        )


def quiet(command, log_name, sentence, **options):
    """Run a program with its output in a log file; Failure(sentence) if it fails."""
    LOGS.mkdir(parents=True, exist_ok=True)
    log = LOGS / log_name
    options.setdefault("env", clean_env())
    with open(log, "ab") as output:
        start = output.tell()
        done = subprocess.run(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            **options,
        )
    if done.returncode == 0:
        return
    written = log.read_bytes()[start:].decode(errors="replace")
    if "No space left on device" in written:
        sentence = DISK_FULL
    raise Failure(f"{sentence} (details: {log})")


@contextmanager
def locked(path, refusal=None):
    """Hold an exclusive lock on a file: wait for it, or Failure(refusal) if taken."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | (fcntl.LOCK_NB if refusal else 0))
        except BlockingIOError:
            raise Failure(refusal) from None
        yield


def digest(parts):
    """Short hash of strings and bytes, in order."""
    total = hashlib.sha256()
    for part in parts:
        data = part if isinstance(part, bytes) else str(part).encode()
        total.update(len(data).to_bytes(8, "big") + data)
    return total.hexdigest()[:12]


def digest_tree(folder, skipped=()):
    """Hash of a folder's files, names and contents, without `skipped` subfolders."""
    parts = []
    for path in sorted(folder.rglob("*")):
        relative = path.relative_to(folder)
        if "__pycache__" in relative.parts or set(relative.parts[:-1]) & set(skipped):
            continue
        if path.is_file():
            parts += [str(relative), path.read_bytes()]
    return digest(parts)
