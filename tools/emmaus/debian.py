"""Packages of Debian's archive, fetched and unpacked without root.

apt verifies the archive's signature with Debian's own keyring; the mirror is the one
this machine is set to use, or EMMAUS_DEBIAN_MIRROR. Nothing is installed on the system.
"""

import hashlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from .console import Failure, say
from .environment import CACHE, clean_env, quiet

KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
NO_ARCHIVE = (
    "Debian's archive cannot be reached, or its signature is not valid. Check the "
    "network and the clock, or name an Odoo 19 source tree in ODOO_HOME."
)
BROKEN = (
    "The download of {name} is broken: run the same command again to fetch it anew."
)


class Archive:
    """One suite of Debian's archive in a private apt folder."""

    def __init__(self, folder, suite="sid"):
        self.folder = folder
        self.config = folder / "apt.conf"
        for name in ("lists/partial", "cache/archives/partial", "etc", "debs"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        source = f"deb [signed-by={KEYRING}] {mirror()} {suite} main\n"
        (folder / "etc" / "sources.list").write_text(source)
        # Given with -c, read after the system's files: its settings for the network
        # stay, its sources and its clean-up hooks do not.
        self.config.write_text(
            f'Dir::State "{folder}";\nDir::State::lists "{folder}/lists";\n'
            f'Dir::Cache "{folder}/cache";\n'
            f'Dir::Etc::sourcelist "{folder}/etc/sources.list";\n'
            'Dir::Etc::sourceparts "/dev/null";\nAPT::Update::Error-Mode "any";\n'
            'APT::Sandbox::User "";\nAcquire::Languages "none";\n'
            "#clear APT::Update::Post-Invoke;\n"
            "#clear APT::Update::Post-Invoke-Success;\n"
            "#clear DPkg::Post-Invoke;\n"
        )

    def update(self):
        if not KEYRING.exists():
            raise Failure(
                "Debian's keyring is missing (package debian-archive-keyring): install "
                "it, or name an Odoo 19 source tree in ODOO_HOME."
            )
        quiet(["apt-get", "-c", self.config, "update"], "setup.log", NO_ARCHIVE)

    def candidate(self, name):
        """Version of a package that the archive offers today, None if it has none."""
        command = [
            "apt-cache",
            "-c",
            str(self.config),
            "show",
            "--no-all-versions",
            name,
        ]
        done = subprocess.run(command, capture_output=True, text=True, env=clean_env())
        lines = done.stdout.splitlines()
        versions = [line.split()[1] for line in lines if line.startswith("Version:")]
        return versions[0] if versions else None

    def download(self, names):
        """Fetch packages; returns the paths of their .deb files."""
        command = ["apt-get", "-c", self.config, "download", *names]
        quiet(command, "setup.log", NO_ARCHIVE, cwd=self.folder / "debs")
        return sorted((self.folder / "debs").glob("*.deb"))


def mirror():
    """The Debian mirror this machine uses."""
    named = os.environ.get("EMMAUS_DEBIAN_MIRROR")
    if named:
        return named
    if not shutil.which("apt-get"):
        raise Failure(
            "This machine has no apt: name an Odoo 19 source tree in ODOO_HOME "
            "(a git clone of Odoo's branch 19.0 will do)."
        )
    found = subprocess.run(
        ["apt-get", "indextargets", "--format", "$(REPO_URI) $(RELEASE)"],
        capture_output=True,
        text=True,
        env=clean_env(),
    )
    uri = choose_mirror(found.stdout)
    if not uri:
        raise Failure(
            "apt on this machine knows no Debian mirror: name one in "
            "EMMAUS_DEBIAN_MIRROR, or an Odoo 19 source tree in ODOO_HOME."
        )
    return uri


def choose_mirror(targets):
    """First address that ends in /debian among lines of `address release`.

    >>> choose_mirror("http://a/debian-security/ x-security\\nhttp://b/debian/ x")
    'http://b/debian/'
    """
    for line in targets.splitlines():
        uri = line.split(" ")[0]
        if uri.rstrip("/").endswith("/debian"):
            return uri
    return None


def check_sum(path, expected):
    """Refuse a file whose SHA-256 is not the pinned one."""
    with open(path, "rb") as handle:
        found = hashlib.file_digest(handle, "sha256").hexdigest()
    if found != expected:
        path.unlink()
        raise Failure(BROKEN.format(name=path.name))


def unpack(debs, folder):
    for deb in debs:
        command = ["dpkg-deb", "-x", deb, folder]
        quiet(command, "setup.log", BROKEN.format(name=deb.name))


def unpack_from_system(names, home):
    """Packages of the Debian release that runs here, unpacked into `home`."""
    codename = "stable"
    for line in Path("/etc/os-release").read_text().splitlines():
        if line.startswith("VERSION_CODENAME="):
            codename = line.split("=")[1].strip('"')
    CACHE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=CACHE) as folder:
        archive = Archive(Path(folder) / "apt", codename)
        archive.update()
        unpack(archive.download(names), Path(folder) / "tree")
        (Path(folder) / "tree").rename(home)


def note_other_version(name, wanted, found):
    say(f"  NOTE: {name} {wanted} has left Debian's archive; using {found} instead.")
