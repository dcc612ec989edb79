"""Reports of erasure for the tests, written as the versions of nwipe write them."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from io import BytesIO

from reportlab.pdfgen.canvas import Canvas

RULE = "*" * 80
DASHES = "-" * 80
DONE = "Nwipe successfully completed. See summary table for details."
WITH_ERRORS = (
    "Nwipe exited with errors, check the log & summary table for individual drive"
    " status."
)
BY_USER = "Nwipe was aborted by the user. Check the summary table for the drive status."


@dataclass
class Disk:
    path: str = "/dev/sda"
    model: str = "WDC WD5000LPLX-08ZNTT0"
    serial: str = "WD-WX31A30K1234"
    bus: str = " ATA    "
    size: int = 500107862016
    size_text: str = " 500 GB"
    errors: tuple = (0, 0, 0)  # pass, verify, sync
    status: str = " Erased "
    flag: str = " "
    lines: list = field(default_factory=list)  # more lines, after the passes

    @property
    def name(self):
        return self.path.rpartition("/")[2]


class Clock:
    def __init__(self):
        self.now = datetime(2026, 3, 2, 9, 15, 7)

    def __call__(self, level, text):
        self.now += timedelta(seconds=61)
        return f"[{self.now:%Y/%m/%d %H:%M:%S}] {level:>7}: {text}"


def log(
    *disks,
    version="0.34",
    end=DONE,
    method="DoD Short",
    passes=3,
    rounds=1,
    verify="VL",
    blank="NB",
    tables=True,
):
    """Text of a log of nwipe 0.30 or later, as bytes."""
    disks = disks or (Disk(),)
    say = Clock()
    lines = [
        say("info", "Nwipes config file /etc/nwipe/nwipe.conf exists"),
        say("info", f"nwipe {version}"),
        say("info", "Linux version 5.18.13 (nick@shredos) (x86_64-linux-gcc) #1 SMP"),
    ]
    for disk in disks:
        facts = f"{disk.bus}, {disk.model}, {disk.size_text}, S/N={disk.serial}"
        lines.append(say("notice", f"Found {disk.path}, {facts}"))
        if _number(version) >= (0, 35):
            lines.append(say("info", f"No hidden sectors on {disk.path}"))
    lines += [
        say("info", f"Automatically enumerated {len(disks)} devices."),
        say("notice", "Opened entropy source '/dev/urandom'."),
        say("notice", "hwmon: Module drivetemp loaded, drive temperatures available"),
        say("info", "bios-version = 1.45 "),
        say("info", "system-serial-number = PF0X1Y2Z"),
    ]
    for disk in disks:
        lines.append(say("notice", f"{disk.path} has serial number {disk.serial}"))
        lines.append(say("notice", f"{disk.path}, sect/blk/dev 512/4096/{disk.size}"))
    for disk in disks:
        lines += _passes(say, disk, method, passes, rounds, verify, blank)
    lines += [say("info", "Exit in progress")]
    lines += [
        say("info", f"Wipe thread for device {disk.path} has terminated")
        for disk in disks
    ]
    if tables:
        lines += _tables(disks, _number(version))
        total = f"{method}, {rounds}R+{blank}+{verify}"
        lines += [
            DASHES,
            f"[{say.now:%Y/%m/%d %H:%M:%S}] Total Throughput  120 MB/s, {total}",
            RULE,
            "",
        ]
    if end:
        lines.append(say("info", end))
    return "\n".join([*lines, ""]).encode()


def _number(version):
    return tuple(int(part) for part in version.split("."))


def _passes(say, disk, method, passes, rounds, verify, blank):
    at = disk.path
    yield say("notice", f"Invoking method '{method}' on {at}")
    for turn in range(1, rounds + 1):
        yield say("notice", f"Starting round {turn} of {rounds} on {at}")
        for number in range(1, passes + 1):
            where = f"pass {number}/{passes}, round {turn}/{rounds}, on {at}"
            words = f"pass {number} of {passes}, round {turn} of {rounds}, on "
            yield say("notice", f"Starting {where}")
            yield say("notice", f"{disk.size} bytes written to {at}")
            last = number == passes and turn == rounds and blank == "NB"
            if verify == "VA" or (verify == "VL" and last):
                yield say("notice", f"Verifying {words}{at}")
                yield say("notice", f"{disk.size} bytes read from {at}")
                yield say("notice", f"Verified {words}'{at}'.")
            yield say("notice", f"Finished {where}")
        final = "final " if turn == rounds else ""
        yield say("notice", f"Finished {final}round {turn} of {rounds} on {at}")
    if blank == "B":
        yield say("notice", f"Blanking device {at}")
        yield say("notice", f"{disk.size} bytes written to {at}")
        if verify != "NV":
            yield say("notice", f"Verifying that {at} is empty.")
            yield say("notice", f"[SUCCESS] Verified that {at} is empty.")
        yield say("notice", f"[SUCCESS] Blanked device {at}")
    yield from (say(level, text) for level, text in disk.lines)


def _tables(disks, version):
    wide = "!   Device" if version >= (0, 33) else "! Device"
    title = len(wide) - 2
    if version >= (0, 31):
        sync = " Fdatasync I\\O Errors" if version >= (0, 32) else ""
        yield from ("", f"{' Error Summary ':*^80}")
        yield f"{wide} | Pass Errors | Verifications Errors |{sync}"
        yield DASHES
        for disk in disks:
            counts = disk.errors[: 3 if sync else 2]
            flag = "!" if any(disk.errors) else " "
            cells = f"{counts[0]:>12} |{counts[1]:>21} |"
            cells += f"{counts[2]:>21}" if sync else ""
            yield f"{flag} {disk.name:>{title}} |{cells}"
        yield RULE
    yield from ("", f"{' Drive Status ':*^80}")
    yield f"{wide} | Status | Thru-put | HH:MM:SS | Model/Serial Number"
    yield DASHES
    for disk in disks:
        model = f"{disk.model[:17]}/{disk.serial[:20]}"
        name = f"{disk.flag} {disk.name:>{title}}"
        yield f"{name} |{disk.status}|  120 MB/s | 01:58:58 | {model}"


def old_log(disk=None, end="Nwipe exited.", blank=True, verify=True, more=()):
    """Text of a log of nwipe 0.24: no banner, no table; errors have a line or none."""
    disk = disk or Disk()
    at = f"'{disk.path}'"
    texts = [
        ("notice", "Opened entropy source '/dev/urandom'."),
        ("info", f"Device {disk.path} has serial number {disk.serial}"),
        ("info", f"Device {at} has sector size 512."),
        ("warning", f"Changing {at} block size from 4096 to 512."),
        ("info", f"Device {at} is size {disk.size}."),
        ("notice", f"Invoking method 'PRNG Stream' on device {at}."),
        ("notice", f"Starting round 1 of 1 on device {at}."),
        ("notice", f"Starting pass 1 of 1, round 1 of 1, on device {at}."),
        ("notice", f"{disk.size} bytes written to device {at}."),
        ("notice", f"Finished pass 1 of 1, round 1 of 1, on device {at}."),
        ("notice", f"Finished round 1 of 1 on device {at}."),
    ]
    if blank:
        texts.append(("notice", f"Blanking device {at}."))
        if verify:
            texts.append(("notice", f"Verifying that {at} is empty."))
            texts.append(("notice", f"Verified that {at} is empty."))
        texts.append(("notice", f"Blanked device {at}."))
    texts += more
    if end:
        texts.append(("notice", end))
    now = datetime(2018, 4, 2, 15, 41, 48)
    stamp = f"[{now:%Y/%m/%d %H:%M:%S}] nwipe: "
    return "\n".join([*(f"{stamp}{kind}: {text}" for kind, text in texts), ""]).encode()


# Certificates

FIELDS = {
    "Make/Model": "KINGSTON SA400S37240G",
    "Serial": "50026B7783A1B2C3",
    "Bus": "ATA-SSD",
    "Size(Apparent)": "240 GB, 240057409536 bytes",
    "Size(Real)": "240 GB, 240057409536 bytes",
    "Start time": "2026/03/02 09:15:07",
    "End time": "2026/03/02 10:02:41",
    "Duration": "00:47:34",
    "Status": "ERASED",
    "Method": "PRNG Stream",
    "PRNG algorithm": "XORoshiro256",
    "Final Pass(Zeros/Ones/None)": "Zeros",
    "Verify Pass(Last/All/None)": "Last",
    "*Bytes Erased": "240057409536, (100.00%)",
    "Rounds(completed/requested)": "1/1",
    "HPA/DCO": "No hidden sectors",
    "HPA/DCO Size": "No hidden sectors",
    "Errors(pass/sync/verify)": "0/0/0",
    "Throughput": "84 MB/sec",
}
_PLACES = {
    "Make/Model": (60, 410, 135),
    "Serial": (340, 410, 380),
    "Bus": (340, 390, 370),
    "Size(Apparent)": (60, 390, 145),
    "Size(Real)": (60, 370, 125),
    "Start time": (60, 310, 120),
    "End time": (300, 310, 360),
    "Duration": (60, 290, 115),
    "Status": (300, 290, 365),
    "Method": (60, 270, 110),
    "PRNG algorithm": (300, 270, 395),
    "Final Pass(Zeros/Ones/None)": (60, 250, 230),
    "Verify Pass(Last/All/None)": (300, 250, 450),
    "*Bytes Erased": (60, 230, 145),
    "Rounds(completed/requested)": (300, 230, 470),
    "HPA/DCO": (60, 210, 130),
    "HPA/DCO Size": (300, 210, 390),
    "Errors(pass/sync/verify)": (60, 190, 215),
    "Errors(pass/sync/verify/retries)": (60, 190, 230),
    "Throughput": (300, 190, 385),
}


def certificate(*disks, version="0.39", operator="Samira B.", smart=True, **settings):
    """PDF as nwipe 0.35 and later write: one page a disk, its SMART data behind."""
    output = BytesIO()
    canvas = Canvas(output, pageCompression=settings.pop("pageCompression", 0))
    for disk in disks or ({},):
        told = {**FIELDS, **disk}
        _heading(canvas, version, told, "Page 1 - Erasure Status")
        for label, value in told.items():
            if value is not None:
                x, y, right = _PLACES[label]
                _say(canvas, x, y, f"{label}:", right, value)
        canvas.drawString(50, 100, "Technician/Operator ID")
        _say(canvas, 60, 80, "Name/ID:", 120, operator)
        canvas.showPage()
        if smart:
            _heading(canvas, version, told, "Page 2 - Smart Data")
            canvas.setFont("Courier", 8)
            canvas.drawString(50, 630, "serial number:    50026B7783A1B2C3")
            canvas.drawString(50, 621, "SMART overall-health test result: PASSED")
            canvas.showPage()
    canvas.save()
    return output.getvalue()


def system_certificate(*disks, version="0.42"):
    """PDF as nwipe 0.42 writes for all disks of a machine: blocks, status upright."""
    output = BytesIO()
    canvas = Canvas(output, pageCompression=0)
    canvas.drawCentredString(297, 750, "System Erasure Report")
    canvas.drawCentredString(297, 688, "System S/N: PF0X1Y2Z")
    top = 410
    for disk in disks:
        told = {**FIELDS, **disk}
        rows = [
            ("Make:", told["Make/Model"], "S/N:", told["Serial"]),
            ("Size(Apparent):", "240 GB,240057409536B", "Size(Real):", "240057409536b"),
            ("Start time:", told["Start time"], "End time:", told["End time"]),
            ("Duration:", "00:47:34", "Errors(pass/sync/verify/retries):", "0/0/0/0"),
            ("*Bytes Erased:", told["*Bytes Erased"], "Throughput:", "84 MB/sec"),
            ("Method:", told["Method"], "PRNG algorithm:", "ChaCha20 (CSPRNG)"),
            ("Blanking Pass:", "Zeros", "Verify(Last/All/None):", "Last"),
            ("HPA/DCO:", "No hidden sectors", "HPA/DCO Size:", "No hidden sectors"),
            ("Rounds(completed/requested):", "1/1", "", ""),
        ]
        for number, (left, first, right, second) in enumerate(rows):
            y = top - 10 * number
            _say(canvas, 62, y, left, 230 if number == 8 else 150, first)
            if right:
                _say(canvas, 300, y, right, 500 if number == 3 else 395, second)
        canvas.saveState()
        canvas.translate(50, top - 60)
        canvas.rotate(90)
        canvas.drawString(0, 0, told["Status"])
        canvas.restoreState()
        top -= 110
    canvas.drawCentredString(297, 30, f"Disc Erasure by NWIPE version {version}")
    canvas.showPage()
    canvas.save()
    return output.getvalue()


def _heading(canvas, version, told, title):
    canvas.setFont("Helvetica-Bold", 11)
    canvas.drawCentredString(297, 750, "Disk Erasure Report")
    canvas.drawCentredString(297, 718, f" Disk Model: {told['Make/Model']} ")
    canvas.drawCentredString(297, 703, f" Disk S/N: {told['Serial'][:18]} ")
    canvas.drawCentredString(297, 688, " System S/N: PF0X1Y2Z ")
    canvas.drawCentredString(297, 670, title)
    canvas.drawCentredString(297, 30, f"Disc Erasure by NWIPE version {version}")


def _say(canvas, x, y, label, right, value):
    canvas.setFont("Helvetica", 12)
    canvas.drawString(x, y, label)
    canvas.setFont("Helvetica-Bold", 10)
    canvas.drawString(right, y, value)
