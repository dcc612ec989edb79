"""The addons of this checkout, read from their manifests."""

import ast
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from .console import Failure
from .environment import ADDONS, digest, digest_tree

MAIN = "emmaus_connect"


@dataclass(frozen=True)
class Addon:
    path: Path
    manifest: dict

    @property
    def name(self):
        return self.path.name

    @cached_property
    def code_hash(self):
        """Changes when the database must be updated: not with tests or page assets."""
        return digest_tree(self.path, skipped=("tests", "static"))

    @cached_property
    def static_hash(self):
        return digest_tree(self.path / "static")


def installable():
    """The addons to install, by name. A broken manifest is a Failure naming it."""
    found = {}
    for path in sorted(ADDONS.glob("*/__manifest__.py")):
        try:
            manifest = ast.literal_eval(path.read_text())
        except (SyntaxError, ValueError) as error:
            raise Failure(f"{path} is not a valid manifest: {error}") from None
        if manifest.get("installable", True):
            found[path.parent.name] = Addon(path.parent, manifest)
    return found


def outside_dependencies(addons):
    """Modules that are not ours and that ours need, sorted. `base` is always there."""
    wanted = {name for a in addons.values() for name in a.manifest.get("depends", [])}
    return sorted((wanted | {"web"}) - set(addons) - {"base"})


def code_hash(addons):
    return digest([part for a in addons.values() for part in (a.name, a.code_hash)])


def static_hash(addons):
    return digest([part for a in addons.values() for part in (a.name, a.static_hash)])
