"""`./emmaus lock`: remake requirements/lock.txt and image.txt, with hashes, no host."""

from . import packages
from .console import step
from .environment import LOCK, prepare_folders, quiet

# Odoo's own imports need none of these at run time; docopt has no wheel.
LEFT_OUT = ("docopt", "colorama", "setuptools")
# What the official image of Odoo lacks or has too old; see deploy/Dockerfile.
IMAGE = ("phonenumbers", "pypng", "python-stdnum", "qrcode", "rl-renderpm")


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
    (folder / "image.txt").write_text(subset(LOCK.read_text(), IMAGE))


def subset(text, names):
    """The entries of a lock file, hashes included, that bear one of `names`."""
    kept, keep = [], False
    for line in text.splitlines(keepends=True):
        if not line.startswith(" "):
            keep = line.split("==")[0] in names
        if keep:
            kept.append(line)
    return "".join(kept)
