"""One machine in each shape that lshw and people's computers give its file."""

import json

from .audit_files import disk, machine, memory, store
from .test_audit_readers import AuditCase


class TestShapes(AuditCase):
    def test_shapes_of_the_file(self):
        plain = machine(store(disk(serial="S1")))
        warning = b"WARNING: you should run this program as super-user.\n"
        for content, rights in (
            (plain, True),
            (b"[" + plain + b"]", True),
            (b"\xef\xbb\xbf\r\n" + plain, True),
            (plain.decode().encode("utf-16"), True),
            (plain.decode().encode("utf-16-le"), True),
            (plain.replace(b"Dell", b"D\xe9ll"), True),
            (warning + plain + b"\n" + warning, False),
        ):
            with self.subTest(content=content[:30]):
                reading = self._read(content)
                self.assertEqual(reading.serial, "7XK2YZ2")
                self.assertEqual(reading.media_known, rights)
                self.assertEqual("no_rights" in reading.warnings, not rights)

    def test_brackets_that_one_version_leaves_out(self):
        content = b"""[
{ "id" : "pc", "class" : "system", "handle" : "DMI:0001", "serial" : "7XK2YZ2",
  "capabilities" : { "dmi-2.8" : "a } , { \\" b" }    {
      "id" : "core", "class" : "bus", "physid" : "0"        {
          "id" : "storage", "class" : "storage", "businfo" : "pci@0000:00:17.0",
          "configuration" : { "driver" : "ahci" }        {
              "id" : "disk", "class" : "disk", "logicalname" : "/dev/sda",
              "serial" : "S1", "size" : 500107862016
            },

        },
        { "id" : "wifi", "class" : "network", "claimed" : true },

    },

]
"""
        reading = self._read(content)
        self.assertEqual((reading.serial, reading.media_known), ("7XK2YZ2", True))
        self.assertEqual([m["serial"] for m in reading.media], ["S1"])
        cut = content[: content.index(b"S1")]
        self.assertEqual(self._code(cut, line=8), "broken_json")

    def test_without_rights_nothing_says_so_but_the_missing_tables(self):
        reading = self._read(machine(store(), handle="", serial=None))
        self.assertEqual(reading.warnings, ["no_rights"])
        self.assertFalse(reading.media_known)

    def test_only_the_disks_were_listed(self):
        disks = [disk(serial="S1"), disk("/dev/sdb", serial="S2")]
        text = ",\n".join(json.dumps(one) for one in disks)
        for content in (json.dumps(disks), text, f"{text},\n"):
            reading = self._read(content.encode())
            self.assertEqual([m["serial"] for m in reading.media], ["S1", "S2"])
            self.assertEqual((reading.media_known, reading.kind), (False, None))

    def test_xml_and_json_of_one_machine_read_the_same(self):
        xml = b"""<?xml version="1.0" encoding="ISO-8859-1"?>
        <list><node id="pc" claimed="true" class="system" handle="DMI:0001">
          <description>Notebook</description><product>Latitude 5480</product>
          <vendor>D\xe9ll &amp; AT&T \x01&#2;</vendor><serial>7XK2YZ2</serial>
          <node id="storage" class="storage"><businfo>pci@0000:00:17.0</businfo>
            <configuration><setting id="driver" value="ahci" /></configuration>
            <node id="disk" class="disk"><product>ST500LM000</product>
              <logicalname>/dev/sda</logicalname><serial>S1</serial>
              <size units="bytes">500107862016</size></node></node></node></list>"""
        keys = {"serial": "S1", "product": "ST500LM000"}
        content = machine(store(disk(**keys)), vendor="Déll & AT&T")
        one, other = self._read(xml).as_dict(), self._read(content).as_dict()
        self.assertEqual((one.pop("format"), other.pop("format")),
                         ("lshw_xml", "lshw_json"))  # fmt: skip
        self.assertEqual(one, other)

    def test_refusals_name_the_place(self):
        whole = machine(memory(8), store(disk()))
        cut = b"\n\n" + whole[:200]
        deep = b'{"id":"a","class":"system","children":[' * 70 + b"]}" * 70
        entity = b'<?xml version="1.0"?>\n<!DOCTYPE a [<!ENTITY b "bb">]><a>&b;</a>'
        for content, code, values in (
            (b"", "empty_file", {}),
            (b" \r\n", "empty_file", {}),
            (b"\x89PNG\r\n\x1a\n" + bytes(400), "binary", {}),
            (cut, "broken_json", {"line": 3}),
            (b'{"id": 1' + b"0" * 5000 + b"}", "broken_json", {"line": 1}),
            (b"[" * 100_000, "too_deep", {}),
            (deep, "too_deep", {"limit": 64}),
            (b"<node>\n<node>", "broken_xml", {"line": 2}),
            (b"<a><b/></a>", "not_lshw", {}),
            (b"<!DOCTYPE html><html></html>", "web_page", {}),
            (entity, "xml_doctype", {"line": 2}),
            (b"pc\n  *-core\n", "lshw_text", {}),
            (b"bonjour", "unknown_file", {"first": "bonjour"}),
            (b'{"name": 1, "value": 2}', "unknown_json", {"keys": "name, value"}),
            (b"x" * (20 * 2**20 + 1), "too_big", {"limit": 20}),
        ):
            with self.subTest(content=content[:20]):
                self.assertEqual(self._code(content, **values), code)
