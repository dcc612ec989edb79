"""`./emmaus lint`: the hooks of .pre-commit-config.yaml, from PyPI and npm."""

import os
import shutil
import subprocess
import sys

from . import packages
from .console import Failure, step
from .environment import CACHE, ROOT, clean_env, prepare_folders, quiet

VERSION = "4.7.0"


def main(arguments):
    prepare_folders()
    if not shutil.which("npm"):
        raise Failure(
            "npm is missing, which prettier and eslint come by: install it "
            "(Debian: apt-get install npm)."
        )
    home = CACHE / f"pre-commit-{VERSION}"
    if not (home / "bin").exists():
        with step("pre-commit"):
            _install(home)
    paths = os.pathsep.join([str(home / "bin"), os.environ.get("PATH", os.defpath)])
    env = clean_env(PATH=paths, PRE_COMMIT_HOME=CACHE / "pre-commit-home")
    command = [str(home / "bin" / "pre-commit"), "run", *(arguments or ["--all-files"])]
    return subprocess.run(command, cwd=ROOT, env=env).returncode


def _install(home):
    sentence = "pre-commit could not be installed: check the network and try again."
    uv, env = packages.uv(), packages.uv_env()
    make = [uv, "venv", "--quiet", "--clear", "--python", sys.executable, home]
    quiet(make, "lint.log", sentence, env=env)
    command = [uv, "pip", "install", "--python", home, f"pre-commit=={VERSION}"]
    try:
        quiet(command, "lint.log", sentence, env=env)
    except Failure:
        shutil.rmtree(home)
        raise
