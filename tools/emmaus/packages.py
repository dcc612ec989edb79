"""The virtual environment, made from requirements/lock.txt by uv, or by pip."""

import configparser
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from . import debian
from .console import Failure, step
from .environment import (
    CACHE,
    LOCK,
    PYTHON,
    ROOT,
    VENV,
    clean_env,
    digest,
    locked,
    need_room,
    quiet,
)

UV_LOCK = ROOT / "requirements" / "uv.txt"
STAMP = VENV / "emmaus.stamp"
NO_PACKAGES = (
    "The Python packages could not be installed: the package index cannot be reached "
    "or sent a broken file. Check the network and run the same command again."
)


def ensure():
    """Make `.venv` hold exactly the locked packages; quick when it already does."""
    if is_current():
        return
    with locked(CACHE / "packages.lock"):
        need_room(ROOT, 700, "the Python packages")
        with step("Python packages"):
            shutil.rmtree(VENV, ignore_errors=True)
            make_venv = [sys.executable, "-I", "-m", "venv", "--without-pip", VENV]
            quiet(make_venv, "setup.log", "The virtual environment could not be made.")
            _install()
            STAMP.write_text(_wanted())


def is_current():
    return PYTHON.exists() and STAMP.exists() and STAMP.read_text() == _wanted()


def _wanted():
    return digest([LOCK.read_bytes(), sys.version, str(VENV)])


def locked_names(text):
    """Names and versions in a lock file.

    >>> locked_names("a==1 ; python_version > '3' \\\\\\n    --hash=x\\nb==2")
    {'a': '1', 'b': '2'}
    """
    lines = [line for line in text.splitlines() if "==" in line and line[0].isalnum()]
    pairs = (line.split(";")[0].strip(" \\").split("==") for line in lines)
    return {name.strip(): version.strip() for name, version in pairs}


def _install():
    options = ["--no-deps", "--only-binary", ":all:", "--require-hashes", "-r", LOCK]
    try:
        command = [uv(), "pip", "install", "--python", PYTHON, "--quiet", *options]
        quiet(command, "setup.log", NO_PACKAGES, env=uv_env())
    except Failure:
        command = [*pip(), "--python", PYTHON, "install", "--quiet", *options]
        quiet(command, "setup.log", NO_PACKAGES)


def uv():
    """Path of uv, installed into the cache by hash."""
    version = locked_names(UV_LOCK.read_text())["uv"]
    home = CACHE / f"uv-{version}"
    if not (home / "bin" / "uv").exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=CACHE) as folder:
            options = ["--no-deps", "--only-binary", ":all:", "--require-hashes"]
            target = Path(folder) / "uv"
            command = [*pip(), "install", "--quiet", "--target", target, *options]
            quiet([*command, "-r", UV_LOCK], "setup.log", NO_PACKAGES)
            shutil.rmtree(home, ignore_errors=True)
            target.rename(home)
    return home / "bin" / "uv"


def uv_env():
    """uv ignores pip's settings: hand over the index and the certificates."""
    settings = {"UV_CACHE_DIR": CACHE / "uv-cache", "UV_SYSTEM_CERTS": "1"}
    index = os.environ.get("PIP_INDEX_URL") or _pip_setting("index-url")
    cert = os.environ.get("PIP_CERT") or _pip_setting("cert")
    if index:
        settings["UV_DEFAULT_INDEX"] = index
    if cert:
        settings["SSL_CERT_FILE"] = cert
    return clean_env(**settings)


def _pip_setting(name):
    home = Path.home()
    files = ["/etc/pip.conf", home / ".pip/pip.conf", home / ".config/pip/pip.conf"]
    config = configparser.RawConfigParser(strict=False)
    try:
        config.read([os.environ.get("PIP_CONFIG_FILE") or "", *files])
    except configparser.Error:
        return None
    return config.get("global", name, fallback=None)


def pip():
    """Command that runs some pip: installed, bundled with Python, or from Debian."""
    installed = [sys.executable, "-I", "-m", "pip"]
    if subprocess.run([*installed, "--version"], capture_output=True).returncode == 0:
        return installed
    bundled = Path(os.__file__).parent / "ensurepip" / "_bundled"
    for folder in (bundled, Path("/usr/share/python-wheels"), _pip_from_debian()):
        for wheel in sorted(folder.glob("pip-*.whl")):
            return [sys.executable, "-I", _pip_launcher(wheel)]
    raise Failure("No pip was found: install it (Debian: apt-get install python3-pip).")


def _pip_from_debian():
    home = CACHE / "pip"
    if not home.exists():
        debian.unpack_from_system(["python3-pip-whl"], home)
    return home / "usr/share/python-wheels"


def _pip_launcher(wheel):
    # `python WHEEL/pip` is ignored with -I: a one-line program puts it on the path.
    launcher = CACHE / "pip.py"
    lines = f"import sys; sys.path.insert(0, {str(wheel)!r})\nimport runpy\n"
    launcher.write_text(lines + "runpy.run_module('pip', run_name='__main__')\n")
    return launcher
