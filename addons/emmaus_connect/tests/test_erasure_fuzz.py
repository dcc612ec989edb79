"""Files nobody wrote on purpose: one error of ours comes out, soon, or a reading."""

import time
import zlib

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..tools.erasing import ErasureReportError, read_erasure_report
from .erasure_files import Disk, certificate, log, old_log, system_certificate

LOGS = [
    log(),
    log(Disk(), Disk(path="/dev/sdb", serial="OTHER12"), version="0.39", blank="B"),
    log(version="0.30", end="Nwipe successfully exited."),
    log(version="0.42", verify="VA", passes=2, rounds=2),
    old_log(),
]
PDFS = [certificate(), certificate({}, {}, pageCompression=1), system_certificate({})]
LINES = [line for content in LOGS for line in content.splitlines(keepends=True)]
often = settings(
    max_examples=60,
    deadline=5000,
    database=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)


def read(content):
    """What a file tells, or None when it is refused as it should be."""
    try:
        return read_erasure_report("report", content)
    except ErasureReportError as error:
        assert error.code and str(error)
        return None


@st.composite
def spoilt(draw, contents):
    """A report with a few of its bytes replaced, taken out or put in."""
    content = bytearray(draw(st.sampled_from(contents)))
    for _times in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(content)))
        length = draw(st.integers(0, 40))
        content[start : start + length] = draw(st.binary(max_size=40))
    return bytes(content)


class TestErasureFuzz(BaseCase):
    @often
    @given(st.binary(max_size=3000))
    @example(b"%PDF-")
    @example(b"%PDF-1.3\ntrailer <</Root 1 0 R>>\nstartxref\n0\n%%EOF")
    def test_any_bytes(self, content):
        read(content)

    @often
    @given(st.text(max_size=3000), st.sampled_from(["utf-8", "utf-16", "utf-32"]))
    def test_any_text(self, text, encoding):
        read(text.encode(encoding, "surrogatepass"))

    @often
    @given(spoilt(LOGS))
    def test_spoilt_logs(self, content):
        read(content)

    @often
    @given(spoilt(PDFS))
    def test_spoilt_certificates(self, content):
        read(content)

    @often
    @given(st.lists(st.sampled_from(LINES), max_size=60))
    def test_lines_in_any_order(self, lines):
        for erasure in read(b"".join(lines)) or ():
            self.assertEqual(erasure.passed, not erasure.reasons)

    @often
    @given(st.sampled_from(LOGS), st.data())
    def test_a_line_left_out_never_makes_a_failure_a_proof(self, content, data):
        content = content.replace(b"           0", b"           9").replace(
            b"Finished pass", b"Began pass"
        )
        lines = content.splitlines(keepends=True)
        del lines[data.draw(st.integers(0, len(lines) - 1))]
        for erasure in read(b"".join(lines)) or ():
            self.assertFalse(erasure.passed)

    def test_large_files_end_soon(self):
        stamp = b"[2026/03/02 09:15:07]  notice: "
        for name, content in (
            ("one huge line", stamp + b"Found /dev/sda, " * 1_200_000),
            ("many lines", (stamp + b"5 bytes written to /dev/sda\n") * 140_000),
            ("many disks", b"".join(
                stamp + b"Invoking method 'x' on /dev/sd%d\n" % n for n in range(99_000)
            )),
            ("many runs", b"".join(
                b"[2026/03/02 09:15:07]    info: nwipe 0.%d\n" % n for n in range(9_000)
            )),
            ("wide rows", b"!   Device | Status | Serial\n" + b"|" * 19_000_000),
            ("commas", stamp + b"Found /dev/sda" + b"," * 19_000_000),
            ("spaces", (b" " * 1990 + b"\n") * 10_000),
            ("not a page", b"%PDF-1.4\n" + b"stream\n" * 700_000),
            ("bomb", b"%PDF-1.4\nstream\n" + zlib.compress(bytes(50 * 2**20))),
            ("deep", b"%PDF-1.4\n1 0 obj\n" + b"[" * 4_000_000),
            ("objects", b"%PDF-1.4\n" + b"1 0 obj\n<<>>\nendobj\n" * 200_000),
        ):  # fmt: skip
            with self.subTest(name):
                start = time.monotonic()
                read(content)
                self.assertLess(time.monotonic() - start, 5)

    def test_knotted_pdfs_end_soon(self):
        for name, objects in (
            ("pages in themselves", {
                1: b"<</Type/Catalog/Pages 2 0 R>>",
                2: b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>",
            }),
            ("pages twice each", {1: b"<</Type/Catalog/Pages 2 0 R>>"} | {
                n: b"<</Type/Pages/Kids[%d 0 R %d 0 R]/Count 2>>" % (n + 1, n + 1)
                for n in range(2, 60)
            }),
            ("a number that is itself", {1: b"1 0 R"}),
            ("drawings in drawings", {
                1: b"<</Type/Catalog/Pages 2 0 R>>",
                2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
                3: b"<</Type/Page/Contents 4 0 R/Resources<</XObject<</A 4 0 R>>>>>>",
                4: b"<</Subtype/Form/Length 14/Resources<</XObject<</A 4 0 R>>>>>>"
                   b"stream\n/A Do /A Do /A Do\nendstream",
            }),
            ("a page of nothing", {
                1: b"<</Type/Catalog/Pages 2 0 R>>",
                2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
                3: b"<</Type/Page/Contents 4 0 R>>",
                4: b"<</Length 4000000>>stream\n" + b"BT ET " * 700_000 + b"endstream",
            }),
        ):  # fmt: skip
            with self.subTest(name):
                start = time.monotonic()
                self.assertIsNone(read(_pdf(objects)))
                self.assertLess(time.monotonic() - start, 5)


def _pdf(objects):
    """A PDF of these numbered objects, with the table that finds them."""
    content = b"%PDF-1.4\n"
    places = {}
    for number, body in objects.items():
        places[number] = len(content)
        content += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % places[number] for number in sorted(places))
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1)
    tail = b"trailer\n<</Root 1 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF\n"
    return content + head + table + tail % (len(places) + 1, len(content))
