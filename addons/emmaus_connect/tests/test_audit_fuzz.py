"""Audits made by chance: whatever the bytes, a reading or one reason why not."""

import json
import time

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..tools.auditing import AuditError, read_audit
from ..tools.auditing.recognise import read_json
from .audit_files import (
    BOLC,
    HARDWARE,
    SCAN,
    disk,
    folder,
    machine,
    memory,
    store,
    tect,
    zipped,
)
from .import_files import bolc_file

QUICK = settings(
    max_examples=120,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
TEXTS = st.text(max_size=12) | st.sampled_from((
    "system", "disk", "storage", "memory", "bank", "512 GB", "8192", "usb@1:2",
    "/dev/sda", "/dev/nvme0n1", "DMI:0001", "HardDrive", "RamModule", "\ud800", "\0",
    "1e999", "(" * 40, "To Be Filled By O.E.M.",
))  # fmt: skip
KEYS = st.sampled_from((
    "id", "class", "children", "product", "vendor", "serial", "size", "units",
    "configuration", "capabilities", "logicalname", "device", "components", "type",
    "data", "lshw", "disks", "smart", "content", "action", "bios", "hardware", "cpus",
    "storages", "memories", "drives", "batteries", "monitors", "networks", "capacity",
    "disksize", "simcards", "imei", "base64", "name", "actions", "blockdevices",
))  # fmt: skip
SCALARS = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), TEXTS)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=6)
    ),
    max_leaves=25,
)
NAMES = st.characters(exclude_characters="\0", codec="utf-8")
MEMBERS = st.dictionaries(
    st.text(NAMES, min_size=1, max_size=9)
    | st.sampled_from(("../x", "/etc/passwd", "a.tect.csv", "GR-PORTABLE-1.csv")),
    st.binary(max_size=300)
    | st.sampled_from((tect().encode(), bolc_file(BOLC), SCAN.encode(), b"[]"))
    | st.text(alphabet=';,"\n\r\tGRPC26-0888:é=+', max_size=300).map(str.encode),
    max_size=4,
)  # fmt: skip


def samples():
    """Bytes of files that can be read: ours, and the real ones where they are."""
    found = [machine(memory(8), store(disk(serial="S1"))), zipped({"a.csv": tect()})]
    found += [zipped({"GR-PORTABLE-1.csv": bolc_file(BOLC), "a.audit.txt": SCAN})]
    if HARDWARE.is_dir():
        for path in sorted(HARDWARE.glob("*/*.*")):
            found.append(path.read_bytes())
        found.append(zipped(folder(HARDWARE / "peracotta" / "rottame")))
    return found


SAMPLES = samples()


class TestAuditFuzz(BaseCase):
    def _read(self, content):
        """Read: nothing but an `AuditError` may come out, within 5 seconds of work."""
        start = time.process_time()
        try:
            reading = read_audit("audit", content)
        except AuditError as error:
            self.assertIsInstance(error.code, str)
            json.dumps(error.values)
        else:
            text = json.dumps(reading.as_dict(), allow_nan=False)
            text.encode()
            self.assertNotIn("\\u0000", text)
        self.assertLess(time.process_time() - start, 5)

    @QUICK
    @given(st.binary(max_size=3000))
    def test_any_bytes(self, content):
        self._read(content)

    @QUICK
    @given(st.sampled_from(SAMPLES), st.data())
    def test_real_files_with_bytes_changed(self, sample, data):
        content = bytearray(sample)
        for _change in range(data.draw(st.integers(1, 6))):
            place = data.draw(st.integers(0, len(content)))
            length = data.draw(st.integers(0, 40))
            content[place : place + length] = data.draw(st.binary(max_size=12))
        self._read(bytes(content))

    @QUICK
    @given(st.sampled_from(SAMPLES), st.floats(0, 1))
    def test_real_files_cut_short(self, sample, part):
        self._read(sample[: int(len(sample) * part)])

    @QUICK
    @given(VALUES)
    def test_any_json(self, value):
        self._read(json.dumps(value).encode())

    @QUICK
    @given(st.dictionaries(KEYS, VALUES, max_size=8), st.integers(0, 3))
    def test_json_that_looks_like_an_audit(self, value, shape):
        value = (
            {**value, "id": "pc", "class": "system", "children": [value]},
            {**value, "device": value, "components": [value, value.get("size")]},
            {"action": "inventory", "content": {**value, "bios": {"ssn": "X1Y2Z3"}}},
            {"type": "Snapshot", "data": {**value, "lshw": value}},
        )[shape]
        try:
            reading = read_json(value)
        except AuditError:
            return
        json.dumps(reading.as_dict(), allow_nan=False)

    @QUICK
    @given(st.lists(st.sampled_from((
        "<node>", "<node class='disk' id='disk'>", "</node>", "<size units='bytes'>",
        "</size>", "<serial>", "</serial>", "<setting id='a' value='b'/>", "&", "&#0;",
        "&lt;", "<!DOCTYPE a>", "<![CDATA[", "]]>", "\x02", "é", "9" * 30, "<?xml?>",
        "<list>", "</list>", "<capability/>", "<logicalname>/dev/sda</logicalname>",
    )), max_size=30))  # fmt: skip
    def test_any_xml(self, parts):
        self._read(f"<list>{''.join(parts)}</list>".encode())

    @QUICK
    @given(MEMBERS)
    def test_any_zip(self, files):
        self._read(zipped(files))

    @QUICK
    @given(st.lists(st.text(max_size=40), max_size=37), st.sampled_from(";,"))
    def test_any_line_of_a_back_office(self, cells, separator):
        line = separator.join(cells)
        text = f"{tect().splitlines()[0]}\n{line}\n"
        self._read(zipped({"a.tect.csv": text.encode(errors="replace")}))
        self._read(zipped({"GR-PORTABLE-1.csv": line.encode(errors="replace")}))

    def test_monsters(self):
        laughs = "".join(
            f'<!ENTITY a{i} "&a{i - 1};&a{i - 1};&a{i - 1};">' for i in range(1, 30)
        )
        wide = ";".join("x" for _ in range(200_000))
        deep = '{"id":"a","class":"system","children":['
        for content in (
            f'<!DOCTYPE a [<!ENTITY a0 "ha">{laughs}]><node>&a29;</node>'.encode(),
            b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><node/>',
            b"<node>" * 500_000,
            b"<node>" + b"<node/>" * 500_000,
            b"<node>" + b"&" * 2_000_000,
            b"<node>" + b"&#1;" * 1_000_000,
            b"[" * 3_000_000,
            b'{"a":' * 1_000_000,
            (deep * 2000 + "]}" * 2000).encode(),
            b'{"id":"a","class":"system","children":[' + b"{}," * 250_000 + b"{}]}",
            b"[" + b"[]," * 2_000_000 + b"1]",
            b'{"size":' + b"9" * 2_000_000 + b"}",
            b'{"id":"a","class":"system"' + b'"a" : "b" ' * 400_000,
            b'[{"class":"x"' + b"{" * 90_000 + b"]" * 90_000,
            b"WARNING: x\n" * 1_000_000,
            b"\n" * 15_000_000 + b"{",
            zipped({"a.tect.csv": tect() * 3000}),
            zipped({"a.csv": wide, "b.csv": f'"{wide}', "c.csv": "\n" * 500_000}),
            zipped({"a.csv": "L;;GRPC26-0888;UC;" * 50_000}),
            zipped({"a.txt": "a : b\n" * 500_000, "b.csv": tect()}),
            zipped({"s.txt": "ID-1: /dev/sda\n" * 400_000, "b.csv": tect()}),
            zipped(
                {"d.txt": "# dmidecode\nMemory Device\n" + "\tSize: 8 GB\n" * 900_000}
            ),
            zipped(
                {"d.txt": "# dmidecode\n" + "Memory Device\n\tSize: 8 GB\n" * 500_000}
            ),
            zipped({f"{i}.txt": "a" * 9000 for i in range(1900)}),
        ):
            with self.subTest(content=content[:40], size=len(content)):
                self._read(content)
