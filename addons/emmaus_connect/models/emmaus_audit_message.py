"""What the readers of audits tell people: a sentence for each of their codes."""

from odoo.tools.translate import LazyTranslate

from .emmaus_import_message import MESSAGES as IMPORT_MESSAGES

_lt = LazyTranslate(__name__)

# The file cannot be read.
PROBLEMS = {
    "empty_file": _lt("The file is empty: run the audit again and send its file."),
    "too_big": _lt(
        "The file weighs %(size)s MB; the limit is %(limit)s MB. Send the audit alone,"
        " without photographs."
    ),
    "binary": _lt(
        "This is neither a text nor a zip. Send what lshw, Workbench, GLPI or the audit"
        " tool wrote."
    ),
    "broken_json": _lt(
        "The JSON is broken or breaks off at line %(line)s, column %(column)s. Run the"
        " audit again and send its file whole."
    ),
    "broken_xml": _lt(
        "The XML is broken or breaks off at line %(line)s, column %(column)s. Run the"
        " audit again and send its file whole."
    ),
    "too_deep": _lt(
        "The content is nested more than any machine is (limit: %(limit)s): this is no"
        " audit."
    ),
    "too_many_nodes": _lt(
        "The file lists more than %(limit)s parts: this is no audit of one device."
    ),
    "xml_doctype": _lt(
        "The XML defines a document type at line %(line)s, which no audit tool does: it"
        " was not read."
    ),
    "not_lshw": _lt(
        "This XML was not written by “lshw -xml”: it has no node. Run “sudo lshw -xml”"
        " and send what it writes."
    ),
    "lshw_text": _lt(
        "This is what lshw prints for people. Run “sudo lshw -json” and send what it"
        " writes."
    ),
    "web_page": _lt("This is a web page. Send the file that the audit tool wrote."),
    "unknown_file": _lt(
        "This text, which begins with “%(first)s”, was written by none of the audit"
        " tools known: lshw, Workbench, GLPI, or a zip of their files."
    ),
    "unknown_json": _lt(
        "This JSON, with the keys %(keys)s, was written by none of the audit tools"
        " known: lshw, Workbench or GLPI."
    ),
    "missing_key": _lt(
        "The inventory has nothing under “%(key)s”: run the audit again, with the"
        " section about the hardware."
    ),
    "glpi_other": _lt(
        "This GLPI inventory is about a “%(text)s”: only computers, phones and tablets"
        " are audited."
    ),
    "zip_broken": _lt("The zip is damaged: make it again and send it."),
    "zip_empty": _lt("The zip holds no file: make it again with the audit's files."),
    "zip_members": _lt(
        "The zip holds more than %(limit)s files. Send the files of one audit."
    ),
    "zip_too_big": _lt(
        "Unpacked, the zip is larger than %(limit)s MB. Send the audit's files alone,"
        " without photographs."
    ),
    "zip_path": _lt(
        "“%(member)s” would be unpacked outside its folder: the zip was not read. Make"
        " it again from the audit's folder."
    ),
    "zip_nested": _lt(
        "“%(member)s” is itself an archive. Send the audit's files in one zip."
    ),
    "zip_password": _lt(
        "“%(member)s” is protected by a password: make the zip again without."
    ),
    "zip_method": _lt(
        "“%(member)s” is compressed in an unusual way: make the zip again with the"
        " usual compression."
    ),
    "several_devices": _lt(
        "Several devices are described at once: %(members)s. Send one file for each."
    ),
    "unknown_zip": _lt(
        "None of the files of this zip (%(members)s) is an audit. Send the zip of the"
        " audit tool, or what dmidecode, lscpu and smartctl print."
    ),
    "no_line": _lt(
        "“%(member)s” has its titles and no device: run the audit again and send its"
        " zip."
    ),
    "broken_line": _lt(
        "Line %(line)s of “%(member)s” has %(columns)s columns instead of %(expected)s:"
        " a semicolon or a line break stands inside a cell. Remove it and send the zip"
        " again."
    ),
}
# Sentences that already say which member they are about.
_NAMED = ("zip_path", "zip_nested", "zip_password", "zip_method", "no_line")
_NAMED += ("broken_line", "several_devices")

# The file was read, with a doubt.
WARNINGS = {
    "serial_bogus": _lt(
        "The serial number in the firmware names no machine in particular; it is not"
        " used to find the device."
    ),
    "no_rights": _lt(
        "The audit ran without administrator rights: serial numbers and disks may be"
        " missing. Run it again with “sudo”."
    ),
    "partial": _lt("Only a part of the machine was listed; disks may be missing."),
    "board_names": _lt(
        "The machine does not name itself; maker and model are those of the"
        " motherboard."
    ),
    "nvme_unlisted": _lt(
        "An NVMe drive is there that the tool could not list: add it, or audit again"
        " with a newer version."
    ),
    "raid_hides_disks": _lt(
        "A RAID controller hides the disks behind it. Set it to AHCI or look inside,"
        " then audit again."
    ),
    "no_storage_section": _lt(
        "The audit says nothing about disks: look whether there are any."
    ),
    "storage_estimated": _lt(
        "The size of the storage was told by its volumes: it is the next size sold."
    ),
    "files_differ": _lt(
        "The files of the zip give different serial numbers; the first was taken."
    ),
}


def audit_message(env, error):
    """Return the sentence about an `AuditError`, with the place.

    :param error: the exception, or anything with its ``code`` and ``values``
    """
    values = error.values
    text = env._(PROBLEMS[error.code])
    text = text % values
    if error.code in _NAMED or not values.get("member"):
        return text
    return env._("In “%(member)s”: %(text)s", member=values["member"], text=text)


def audit_warning(env, code):
    """Return the sentence about a doubt of a reading."""
    if code in WARNINGS:
        return env._(WARNINGS[code])
    reason = IMPORT_MESSAGES.get(code)
    return env._("%(reason)s: left out.", reason=env._(reason[0])) if reason else code
