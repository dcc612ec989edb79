"""The text log of nwipe, versions 0.24 to 0.42, one session after the other."""

import re

from .nwipe_session import Session
from .nwipe_verdict import conclude
from .problems import MAX_DISKS, ErasureReportError

LONGEST = 2_000  # characters of a line that are looked at; nwipe writes 512
_STAMPED = re.compile(
    r"\[(?P<at>\d{4}/\d\d/\d\d \d\d:\d\d:\d\d)\]\s*(?:nwipe:\s*)?"
    r"(?P<level>debug|info|notice|warning|error|fatal|sanity):\s(?P<text>.*)"
)
_TOTAL = re.compile(
    r"\[[\d/: ]{19,25}\] Total Throughput [^,]*, (?P<method>.+),"
    r" (?P<rounds>\d{1,9})R\+(?:NB|B)\+(?P<verify>NV|VL|VA)\s*$"
)
_BANNER = re.compile(r"nwipe (\d{1,3}\.\d{1,3}(?:\.\d{1,4})?)\b")
_OPENING = (
    "Opened entropy source",
    "Found ",
    "Automatically enumerated",
    "Invoking ",
)
_VERIFY = {"NV": "none", "VL": "last", "VA": "all"}
# The last thing each version says when it leaves, word for word: half of it is a log
# that was cut off.
_ENDS = {
    "Nwipe exited.": "exited",
    "Nwipe successfully exited.": "exited",
    "Nwipe successfully completed. See summary table for details.": "completed",
    "Nwipe exited with errors, check the log & summary table for individual drive"
    " status.": "errors",
    "Nwipe was aborted by the user. Check the summary table for the drive"
    " status.": "aborted",
    "Nwipe was aborted by the user prior to the wipe starting.": "aborted",
}


def read_log(lines):
    """Return the `MediumErasure` of each disk of each session, in the order written.

    :raise ErasureReportError: ``not_a_report``, or ``not_started`` when nwipe ran and
        no disk was ever wiped
    """
    sessions = [Session()]
    for line in lines:
        line = line[:LONGEST].rstrip()
        if line:
            _take(sessions, line)
    if not any(session.is_nwipe for session in sessions):
        raise ErasureReportError("not_a_report")
    found = [erasure for session in sessions for erasure in conclude(session)]
    if not found:
        raise ErasureReportError("not_started")
    return found


def _take(sessions, line):
    session = sessions[-1]
    stamped = _STAMPED.match(line)
    if not stamped:
        total = _TOTAL.match(line)
        if total:
            session.method = total["method"].strip()
            session.rounds = int(total["rounds"])
            session.verification = _VERIFY[total["verify"]]
        else:
            session.take_table_line(line)
        return
    text = stamped["text"].strip()
    banner = stamped["level"] == "info" and _BANNER.match(text)
    if banner or (text.startswith(_OPENING) and _has_gone_on(session, text)):
        if session.is_nwipe:
            if not session.disks and not session.end:
                sessions.pop()  # it was started, and looked at no disk
            session = Session()
            sessions.append(session)
            _check_count(sessions)
    if banner:
        session.version = banner[1]
        session.is_nwipe = True
    elif text in _ENDS:
        session.is_nwipe = True
        session.end = _ENDS[text]
    else:
        session.take(stamped["at"], stamped["level"], text)


def _check_count(sessions):
    if len(sessions) > MAX_DISKS:
        raise ErasureReportError("too_many_media", limit=MAX_DISKS)


def _has_gone_on(session, text):
    """Old versions write no banner: what opens a session tells that one is over."""
    return session.end or (session.was_invoked and text.startswith("Opened"))
