"""What is told about reports of erasure, in one place: a sentence by code."""

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

# The file cannot be used at all.
PROBLEMS = {
    "empty_file": _lt("The file %(name)s is empty: export the report again."),
    "too_big": _lt(
        "%(name)s weighs %(size)s MB and the limit is %(limit)s MB: send the report of"
        " fewer disks at a time."
    ),
    "too_big_inside": _lt(
        "Unpacked, this PDF is larger than %(limit)s MB: send the certificate as nwipe"
        " saved it."
    ),
    "too_many_lines": _lt(
        "The log has more than %(limit)s lines: send the log of one run at a time."
    ),
    "too_many_media": _lt(
        "The file tells of more than %(limit)s disks: send one run at a time."
    ),
    "not_a_report": _lt(
        "No report of an erasure was recognised in this file. The text logs and the PDF"
        " certificates of nwipe and ShredOS are read; of another tool, attach the"
        " report to an erasure of the disk and have a technician declare it."
    ),
    "not_a_certificate": _lt(
        "This PDF is no certificate of nwipe or ShredOS. Of another tool, attach the"
        " report to an erasure of the disk and have a technician declare it."
    ),
    "not_started": _lt(
        "nwipe was started and no disk was erased: there is nothing to record. Start"
        " the erasure and send its report."
    ),
    "nothing_erased": _lt(
        "The file %(name)s tells of no erased disk: send the log or the page with the"
        " result."
    ),
    "pdf_broken": _lt(
        "This PDF cannot be opened: it is damaged or was cut off. Copy it again from"
        " the USB stick, or send the text log."
    ),
    "pdf_encrypted": _lt(
        "This PDF is protected by a password: save it without and send it again."
    ),
    "pdf_strange": _lt(
        "This PDF is not made as nwipe makes its certificates: send it as nwipe saved"
        " it."
    ),
    "pdf_too_slow": _lt(
        "Reading this PDF takes too long: send the certificate as nwipe saved it, or"
        " the text log."
    ),
}

# Why a report that was read is no proof.
REASONS = {
    "aborted": _lt("the erasure was stopped by hand"),
    "beginning_missing": _lt("the beginning of the log is missing"),
    "blank_unfinished": _lt("the final blanking did not finish"),
    "bytes_short": _lt("not all bytes of the disk were erased"),
    "counters_differ": _lt("the log counts different errors in different places"),
    "ended_by_hand": _lt("the run was stopped by hand and does not say on which disk"),
    "ended_with_errors": _lt(
        "the run ended with errors and does not say on which disk"
    ),
    "hidden_sectors": _lt("the disk has hidden sectors that were not erased"),
    "no_counters": _lt("the counters of errors are missing"),
    "no_dates": _lt("the beginning or the end of the erasure is not told"),
    "no_summary": _lt("the disk is missing in the summary"),
    "not_ended": _lt("the log stops before the end: cut off, or still running"),
    "pass_errors": _lt("errors were counted while writing"),
    "passes_unfinished": _lt("not all passes were finished"),
    "serial_differs": _lt("the report gives one disk several serial numbers"),
    "serial_twice": _lt("two disks have the same serial number"),
    "started_twice": _lt("the erasure was started twice in one run"),
    "status_failed": _lt("the tool tells a failure"),
    "status_flagged": _lt("the tool tells “erased” and marks the disk with “!”"),
    "status_unknown": _lt("the tool does not tell that the disk is erased"),
    "summary_damaged": _lt("the summary is damaged"),
    "sync_errors": _lt("errors were counted while flushing to the disk"),
    "time_backwards": _lt("the end is told before the beginning"),
    "trouble_told": _lt("the log tells of trouble reading or writing the disk"),
    "verify_errors": _lt("errors were counted while verifying"),
    "verify_only": _lt("the disk was read only: nothing was erased"),
    "verify_unfinished": _lt("the verification did not finish"),
}

# What a person should know of a report that is a proof nevertheless.
REMARKS = {
    "earlier_attempt": _lt("erased before in the same file: the last attempt counts"),
    "no_serial": _lt("the report tells no usable serial number"),
    "not_verified": _lt("without verification"),
    "verification_unseen": _lt("no verification is seen, although one was asked for"),
}


def erasure_message(env, error):
    """Return the sentence about an `ErasureReportError`."""
    text = env._(PROBLEMS[error.code])
    return text % error.values


def erasure_reason(env, code):
    """Return the words for one code of `MediumErasure.reasons`."""
    return env._(REASONS[code])


def erasure_remark(env, code):
    """Return the words for one code of `MediumErasure.remarks`."""
    return env._(REMARKS[code])
