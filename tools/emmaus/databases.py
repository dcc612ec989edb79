"""Databases made once and copied: two levels of templates, each named by a hash.

tpl_base_HASH  Odoo's modules that ours depend on, with demo data, in French; slow, so
               also kept in the cache as a seed for the next checkout.
tpl_app_HASH   a copy of it plus our addons and the bundles of the pages.

Everything is built under a name ending in `_building` and renamed at the end, so an
interrupted build is never taken for a good one.
"""

import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from . import addons as our_addons
from . import odoo as program
from .console import Failure, step
from .environment import CACHE, DATA, LOCK, digest, locked, need_room
from .odoo import FILES
from .packages import locked_names

# Bump when inside/build.py changes what it writes.
RECIPE = 1
RUN = "emmaus"
KEPT = 3


class Databases:
    def __init__(self, server, odoo):
        self.server = server
        self.odoo = odoo
        self.addons = our_addons.installable()
        self.depends = our_addons.outside_dependencies(self.addons)
        self.config = program.write_config(odoo, server, "build", log_level="warn")

    def base_hash(self):
        pins = sorted(locked_names(LOCK.read_text()).items())
        return digest([RECIPE, self.odoo.identity, self.depends, pins])

    def app_hash(self):
        return digest([self.base_hash(), our_addons.code_hash(self.addons)])

    def template(self):
        """Name of the up-to-date app template; makes what is missing."""
        with locked(DATA / "templates.lock"):
            need_room(DATA, 600, "the databases")
            self._drop_orphans()
            base, app = f"tpl_base_{self.base_hash()}", f"tpl_app_{self.app_hash()}"
            if not self.exists(app):
                if not self.exists(base):
                    self._make_base(base)
                self._make_app(base, app)
                self._prune()
            static = our_addons.static_hash(self.addons)
            if self.facts(app).get("static") != static:
                with step("Assets of the pages"):
                    program.build(self.config, app, bundles=True)
                self.note_facts(app, static=static)
        return app

    # The database of `./emmaus run`

    def ensure_run(self):
        """Create or update the database of `run`; returns its name."""
        hashes = {name: addon.code_hash for name, addon in self.addons.items()}
        if not self.exists(RUN):
            template = self.template()
            with step("Database with the demo story"):
                self.copy(template, RUN)
                self.note_facts(RUN, addons=hashes)
            return RUN
        known = self.facts(RUN).get("addons", {})
        new, changed = what_changed(known, hashes)
        if new or changed:
            with step("Update of " + ", ".join([*new, *changed])):
                program.build(self.config, RUN, new, changed, log="update.log")
            self.note_facts(RUN, addons=hashes)
        return RUN

    # Plain acts

    def exists(self, name):
        sql = "select 1 from pg_database where datname = :'name'"
        return bool(self.server.psql(sql, name=name))

    def create(self, name):
        self.drop(name)
        self.server.psql(f"create database {name} template template0 encoding 'UTF8'")
        self.server.psql("create extension pg_trgm", name)

    def copy(self, template, name):
        """Copy a database and its files. The files are never edited: hard links do."""
        self.drop(name)
        building = f"{name}_building"
        self.drop(building)
        self.server.psql(f"create database {building} template {template}")
        files = _files(template)
        if files.exists():
            shutil.copytree(files, _files(name), copy_function=os.link)
        self._rename(building, name)

    def drop(self, name):
        self.server.psql(f"drop database if exists {name} with (force)")
        shutil.rmtree(_files(name), ignore_errors=True)

    def facts(self, name):
        """What was noted about a database: a dict kept as its comment."""
        sql = "select shobj_description(oid, 'pg_database') from pg_database "
        rows = self.server.psql(sql + "where datname = :'name'", name=name)
        return json.loads(rows[0][0] or "{}") if rows else {}

    def note_facts(self, name, **facts):
        text = json.dumps({**self.facts(name), **facts})
        self.server.psql(f"comment on database {name} is :'text'", text=text)

    # Details

    def _make_base(self, base):
        building = f"{base}_building"
        self.create(building)
        seed = CACHE / "seeds" / f"{base}.tar"
        if seed.exists() and self._plant(seed, building):
            self._rename(building, base)
            return
        with step(f"Odoo's modules with demo data ({len(self.depends)} named)"):
            program.build(self.config, building, self.depends, first=True)
        _move_files(building, base)
        self._rename(building, base)
        with step("Seed for the next checkout"):
            self._keep_seed(base, seed)

    def _make_app(self, base, app):
        building = f"{app}_building"
        with step("Our addons: " + (", ".join(self.addons) or "none yet")):
            self.copy(base, building)
            program.build(self.config, building, list(self.addons))
        _move_files(building, app)
        self._rename(building, app)

    def _rename(self, old, new):
        self.server.psql(f"alter database {old} rename to {new}")

    def _drop_orphans(self):
        """Drop the copies of commands that were killed: the name ends in their pid."""
        sql = r"select datname from pg_database where datname ~ '^[a-z]+_[0-9]+$'"
        for (name,) in self.server.psql(sql):
            if not Path(f"/proc/{name.split('_')[1]}").exists():
                self.drop(name)

    def _prune(self):
        """Drop the templates nobody needs any more; the newest few stay."""
        for kind in ("base", "app"):
            sql = "select datname from pg_database where datname like :'like' "
            rows = self.server.psql(f"{sql} order by oid desc", like=f"tpl_{kind}_%")
            for (name,) in rows[KEPT:]:
                self.drop(name)

    def _keep_seed(self, base, seed):
        seed.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=seed.parent) as folder:
            dump = f"{folder}/database.dump"
            self._client("pg_dump", "-Fc", "-O", "-f", dump, base)
            if _files(base).exists():
                shutil.copytree(_files(base), f"{folder}/files")
            made = shutil.make_archive(f"{folder}-seed", "tar", folder)
            os.replace(made, seed)

    def _plant(self, seed, name):
        """Restore a seed; False (and the seed forgotten) when it is damaged."""
        with step("Odoo's modules, from the cache"):
            with tempfile.TemporaryDirectory(dir=DATA) as folder:
                try:
                    shutil.unpack_archive(seed, folder)
                    self.server.psql("drop extension if exists pg_trgm", name)
                    self.server.psql(
                        f"alter database {name} set synchronous_commit = off"
                    )
                    self._client(
                        "pg_restore", "-1", "-O", "-d", name, f"{folder}/database.dump"
                    )
                except (shutil.ReadError, OSError, Failure, subprocess.SubprocessError):
                    seed.unlink()
                    self.create(name)
                    return False
                if os.path.exists(f"{folder}/files"):
                    target = _files(name.removesuffix("_building"))
                    shutil.rmtree(target, ignore_errors=True)
                    target.parent.mkdir(parents=True, exist_ok=True)
                    shutil.move(f"{folder}/files", target)
        return True

    def _client(self, name, *arguments):
        subprocess.run(
            [str(self.server.bin / name), *arguments],
            env=self.server.client_env(),
            check=True,
            capture_output=True,
        )


def what_changed(known, hashes):
    """Addons to install and to update, from hashes by name.

    >>> what_changed({"a": "1", "b": "1"}, {"a": "1", "b": "2", "c": "1"})
    (['c'], ['b'])
    """
    new = [name for name in hashes if name not in known]
    changed = [n for n in hashes if n in known and known[n] != hashes[n]]
    return new, changed


def _files(database):
    return FILES / "filestore" / database


def _move_files(old, new):
    shutil.rmtree(_files(new), ignore_errors=True)
    if _files(old).exists():
        _files(old).rename(_files(new))
