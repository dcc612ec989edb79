"""Which Odoo 19 runs: $ODOO_HOME, an importable `odoo`, the cache, Debian's archive.

Debian's tree is mended before use (see `mend`); the first two are taken as they are.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from . import debian
from .console import Failure, step
from .environment import CACHE, PYTHON, VENV, clean_env, digest, locked, need_room

VERSION = "19.0.0+dfsg-1"
SHA256 = "9d2f598b0555db17e291d48ed24df184c70823c053c4c5ed53c467ca7f629bbf"
# Odoo's tree links into these by relative paths: all must share one prefix.
COMPANIONS = ["fonts-inconsolata", "fonts-montserrat", "fonts-ocr-b"]
COMPANIONS += ["fonts-roboto-unhinted", "libjs-jquery", "libjs-jquery-form"]
COMPANIONS += ["libjs-underscore"]
# Bump when `mend` changes, so that trees mended by an older version are made again.
MENDED = 1


@dataclass(frozen=True)
class Odoo:
    """path: folder on sys.path; addons: folders beside it that hold more modules."""

    path: Path
    addons: tuple
    origin: str

    @property
    def identity(self):
        """Changes when the code of Odoo does, as far as its release files tell."""
        parts = [(self.path / "odoo" / "release.py").read_bytes()]
        stamp = self.path / "emmaus.version"
        head = self.path / ".git" / "logs" / "HEAD"
        parts += [file.read_bytes() for file in (stamp, head) if file.exists()]
        return digest(parts)


def ensure():
    """Find or fetch Odoo and make it importable in `.venv`; returns an Odoo."""
    odoo = find() or _from_debian()
    pth = next(VENV.glob("lib/python3.*/site-packages")) / "odoo19.pth"
    line = f"{odoo.path}\n"
    if not pth.exists() or pth.read_text() != line:
        pth.write_text(line)
    return odoo


def find():
    """The Odoo at hand, None if it must be fetched."""
    return _from_home() or _from_python() or _from_cache()


def is_odoo_19(path):
    release = path / "odoo" / "release.py"
    return release.exists() and "version_info = (19, 0," in release.read_text()


def _describe(path, origin):
    beside = path / "addons"
    # In a git clone most modules lie beside the package; in a package they lie inside.
    extra = (beside,) if (beside / "stock" / "data").exists() else ()
    return Odoo(path, extra, origin)


def _from_home():
    named = os.environ.get("ODOO_HOME")
    if not named:
        return None
    if not is_odoo_19(Path(named)):
        raise Failure(
            f"ODOO_HOME is {named}, which holds no Odoo 19.0 (no odoo/release.py "
            "saying so): correct it or unset it."
        )
    return _describe(Path(named).resolve(), "$ODOO_HOME")


def _from_python():
    code = "import odoo.release; print(odoo.release.__file__)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd="/"
    )
    if done.returncode:
        return None
    path = Path(done.stdout.strip()).parents[1]
    return _describe(path, "installed") if is_odoo_19(path) else None


def _cached_tree():
    return CACHE / f"odoo-{VERSION}-{MENDED}"


def _from_cache():
    path = _cached_tree() / "usr/lib/python3/dist-packages"
    return _describe(path, "cache") if is_odoo_19(path) else None


def _from_debian():
    with locked(CACHE / "odoo.lock"):
        found = _from_cache()
        if found:
            return found
        need_room(CACHE, 2500, "Odoo")
        with tempfile.TemporaryDirectory(dir=CACHE, prefix="odoo-making-") as folder:
            tree = Path(folder) / "tree"
            archive = debian.Archive(Path(folder) / "apt")
            with step("Debian's index, signature checked"):
                archive.update()
            with step("Odoo 19, download (130 MB)"):
                debs, version = _download(archive)
            with step("Odoo 19, unpack"):
                debian.unpack(debs, tree)
                packages = tree / "usr/lib/python3/dist-packages"
                mend(packages)
                (packages / "emmaus.version").write_text(f"{version} {MENDED}\n")
                tree.rename(_cached_tree())
    return _from_cache()


def _download(archive):
    version = archive.candidate("odoo-19")
    if not version:
        raise Failure(
            "Debian's archive holds no odoo-19 any more: name an Odoo 19 source tree "
            "in ODOO_HOME."
        )
    if version != VERSION:
        debian.note_other_version("odoo-19", VERSION, version)
    debs = archive.download([f"odoo-19={version}", *COMPANIONS])
    if version == VERSION:
        deb = next(path for path in debs if path.name.startswith("odoo-19_"))
        debian.check_sum(deb, SHA256)
    return debs, version


def mend(packages):
    """Cure what Debian's packaging breaks, in a freshly unpacked tree.

    Without this the log-in page answers 500 and every browser test fails on a console
    error. `packages` is the dist-packages folder.
    """
    for name in ("addons", "setup", "doc"):
        # A partial copy, which Odoo would take for its folder of community addons.
        shutil.rmtree(packages / name, ignore_errors=True)
    addons = packages / "odoo" / "addons"
    # Named in a bundle and left out of the package; only blurs a webcam's background.
    selfie = addons / "mail/static/lib/selfie_segmentation/selfie_segmentation.js"
    selfie.parent.mkdir(parents=True, exist_ok=True)
    if not selfie.exists():
        selfie.write_text("// Not in Debian's package.\n")
    for link in dangling_links(packages):
        _mend_link(link, addons)


def dangling_links(folder):
    return [p for p in folder.rglob("*") if p.is_symlink() and not p.exists()]


def _mend_link(link, addons):
    """Point a link whose target has left Debian at a twin Odoo ships, else drop it."""
    twins = [addons / "web/static/src/libs/fontawesome/fonts" / link.name]
    if link.name.startswith("Inconsolata"):
        share = addons.parents[4] / "share"
        twins += share.glob("fonts/*/inconsolata/Inconsolata-Regular.*")
    link.unlink()
    for twin in twins:
        if twin.is_file():
            link.symlink_to(os.path.relpath(twin, link.parent))
            return


def run_python(*arguments, **options):
    """Run the venv's Python; returns the CompletedProcess."""
    options.setdefault("env", clean_env())
    return subprocess.run([PYTHON, "-I", *map(str, arguments)], **options)
