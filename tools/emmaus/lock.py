"""`./emmaus lock`: remake requirements/lock.txt and uv.txt, with hashes and no host."""

from . import packages
from .console import step
from .environment import LOCK, prepare_folders, quiet

# Odoo's own imports need none of these at run time; docopt has no wheel.
LEFT_OUT = ("docopt", "colorama", "setuptools")


def main(_arguments):
    prepare_folders()
    folder = LOCK.parent
    compile_ = [
        packages.uv(),
        "pip",
        "compile",
        "--universal",
        "--python-version",
        "3.11",
    ]
    compile_ += ["--generate-hashes", "--no-emit-index-url", "--no-annotate"]
    compile_ += ["--no-header", "--quiet"]
    compile_ += [f"--no-emit-package={name}" for name in LEFT_OUT]
    sources = [folder / "run.in", folder / "test.in"]
    with step("requirements/lock.txt"):
        quiet(
            [*compile_, *sources, "-o", LOCK],
            "lock.log",
            "The lock could not be made: a pin has no match or there is no network.",
            env=packages.uv_env(),
        )
