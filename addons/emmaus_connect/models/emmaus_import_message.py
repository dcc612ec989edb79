"""What an import tells people, in one place: a short reason and a sentence by code.

Lines are grouped by the reason; the sentence names the cell, the text and what to do.
"""

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

# The file as a whole cannot be used.
PROBLEMS = {
    "empty_file": _lt("The file is empty."),
    "titles_only": _lt(
        "The file has its titles on row %(number)s and nothing below: fill it in and"
        " send it again."
    ),
    "too_big": _lt(
        "The file weighs %(size)s MB; the limit is %(limit)s MB. Send it in parts."
    ),
    "too_big_inside": _lt(
        "Unpacked, this workbook is larger than %(limit)s MB: it holds far more than a"
        " list of devices. Copy the list to a new workbook and send that one."
    ),
    "too_many_rows": _lt(
        "The file has more than %(limit)s rows. Send it in parts, or delete the empty"
        " rows at the end."
    ),
    "too_many_columns": _lt(
        "The file has %(columns)s columns: this is no list of devices. Check that the"
        " right file was chosen."
    ),
    "password": _lt(
        "The workbook is protected by a password: save it without and send it again."
    ),
    "not_workbook": _lt(
        "This workbook cannot be opened: it is damaged or was not saved by a"
        " spreadsheet program. Open it there, save it as .xlsx and send it again."
    ),
    "open_document": _lt(
        "This is an OpenDocument sheet. Save it as .xlsx or .csv and send it again."
    ),
    "web_page": _lt(
        "This is a web page or XML under the name of a spreadsheet. Open it with a"
        " spreadsheet program, save it as .xlsx and send it again."
    ),
    "binary": _lt(
        "This is neither a text file nor a workbook. Send a .csv or .xlsx file."
    ),
    "broken_csv": _lt(
        "The text file breaks off at line %(number)s. Save it again as CSV and send it."
    ),
    "unknown_file": _lt(
        "No list of devices or organisations was recognised in this file; it begins"
        " with: %(titles)s. Compare its titles with those of the templates."
    ),
    "choose_kind": _lt(
        "This is a list of organisations. Say in the field “Kind” whether they are"
        " structures or donors, then check again."
    ),
    "other_kind": _lt(
        "“%(kind)s” was chosen, but the content is of another kind: %(found)s. Empty"
        " the field “Kind” and check again."
    ),
    "no_right": _lt(
        "Only a coordinator may import structures and donors: ask one to apply this"
        " file."
    ),
    "crashed": _lt("Nothing was applied: %(text)s Correct it and apply again."),
    "nothing_good": _lt(
        "No line of this file can be applied. Download the errors, correct them and"
        " send that file."
    ),
}

# About the reading of the whole file, beside the lines.
REMARKS = {
    "stray_quote": _lt(
        "The file has a quotation mark that nothing closes: quotation marks were read"
        " as plain characters."
    ),
    "guessed": _lt("The title “%(title)s” was read as “%(meant)s”."),
    "doubled": _lt("A second column “%(title)s” was left aside."),
    "no_code_column": _lt(
        "No column names the devices: there must be an identifier, an EC number, a"
        " serial number or an IMEI."
    ),
    "refurbisher_unknown": _lt(
        "The refurbisher “%(text)s” is not known: choose one in the field"
        " “Refurbisher”, or give its code to the partner."
    ),
    "donation": _lt("Donation named above the titles: %(text)s."),
    "date": _lt("Date above the titles: %(text)s."),
}

# code: (short reason, sentence)
MESSAGES = {
    # Lines that carry no device
    "remark": (_lt("Not a device"), _lt("Read as a remark: “%(text)s”.")),
    "titles_again": (_lt("Not a device"), _lt("The titles once more.")),
    "placeholders": (_lt("Not a device"), _lt("The line of the template itself.")),
    # Cells that a spreadsheet spoiled
    "cell_error": (
        _lt("Formula in error"),
        _lt("Cell %(cell)s shows %(text)s: type the value itself."),
    ),
    "formula_empty": (
        _lt("Formula without value"),
        _lt(
            "Cell %(cell)s holds the formula %(text)s, without a computed value: open"
            " and save the file in a spreadsheet program, or type the value."
        ),
    ),
    "formula_value": (
        _lt("Formula"),
        _lt("Cell %(cell)s is a formula; its last value was taken: %(text)s."),
    ),
    "date_for_number": (
        _lt("Number turned into a date"),
        _lt("A spreadsheet made %(cell)s the date %(text)s; read as %(proposal)s."),
    ),
    "date_serial": (
        _lt("Date as a number"),
        _lt("%(cell)s: the number %(text)s was read as the date %(proposal)s."),
    ),
    "date_swapped": (
        _lt("Day and month swapped?"),
        _lt("%(cell)s: in “%(text)s” day and month may be swapped: %(proposal)s?"),
    ),
    "code_rounded": (
        _lt("Digits lost"),
        _lt(
            "A spreadsheet shortened the number in %(cell)s to %(text)s. Format the"
            " column as text and type it again."
        ),
    ),
    "imei_rounded": (
        _lt("IMEI: digits lost"),
        _lt(
            "A spreadsheet shortened the IMEI in %(cell)s to %(text)s: its last digits"
            " are lost. Format the column as text and type it again."
        ),
    ),
    # Codes
    "no_code": (
        _lt("No code"),
        _lt(
            "This line names no device: give its identifier, EC number, serial number"
            " or IMEI."
        ),
    ),
    "only_bogus_code": (
        _lt("No usable code"),
        _lt(
            "The only code of this line is a serial number that many machines share:"
            " give an identifier of your own."
        ),
    ),
    "serial_bogus": (
        _lt("Meaningless serial number"),
        _lt(
            "%(cell)s: “%(text)s” is no serial number of one machine; it is not used to"
            " find it."
        ),
    ),
    "imei_length": (
        _lt("IMEI: wrong length"),
        _lt("%(cell)s: the IMEI %(text)s does not have 15 digits; kept as it is."),
    ),
    "imei_check": (
        _lt("IMEI: wrong check digit"),
        _lt(
            "%(cell)s: the check digit of the IMEI %(text)s is wrong; kept as it is."
            " Look at the device (*#06#)."
        ),
    ),
    "imei_is_serial": (
        _lt("Serial number for IMEI"),
        _lt("“%(text)s” in the IMEI column was taken as a serial number."),
    ),
    "ec_id_free": (
        _lt("Free identifier"),
        _lt("“%(text)s” has not the form of an EC number: kept as identifier."),
    ),
    "ec_id_beside": (
        _lt("Free identifier"),
        _lt(
            "%(cell)s: “%(text)s” has not the form of an EC number; noted in the"
            " comment."
        ),
    ),
    "broken_line": (
        _lt("Broken line"),
        _lt(
            "This line has %(columns)s columns instead of %(expected)s: a semicolon or"
            " a line break stands inside a cell. Remove it."
        ),
    ),
    # Values that were not understood
    "not_number": (
        _lt("Not a number"),
        _lt("%(cell)s: “%(text)s” is no number; left out."),
    ),
    "not_size": (
        _lt("Size not understood"),
        _lt("%(cell)s: the size “%(text)s” was not understood; left out."),
    ),
    "not_size_proposal": (
        _lt("Size not understood"),
        _lt(
            "%(cell)s: the size “%(text)s” was not understood; left out. Perhaps"
            " %(proposal)s?"
        ),
    ),
    "out_of_range": (
        _lt("Impossible value"),
        _lt("%(cell)s: “%(text)s” is out of the possible range; left out."),
    ),
    "disk_unit": (
        _lt("Disk size: which unit?"),
        _lt(
            "%(cell)s: a disk of %(text)s GB is unlikely; perhaps %(proposal)s GB? Kept"
            " as it is."
        ),
    ),
    "ram_unusual": (
        _lt("Unusual memory"),
        _lt(
            "%(cell)s: memory of “%(text)s” is unusual; perhaps %(proposal)s GiB? Kept"
            " as it is."
        ),
    ),
    "not_yes_no": (
        _lt("Neither yes nor no"),
        _lt("%(cell)s: “%(text)s” is neither yes nor no; left out."),
    ),
    "not_date": (_lt("Not a date"), _lt("%(cell)s: “%(text)s” is no date; left out.")),
    "not_email": (
        _lt("Not an e-mail"),
        _lt("%(cell)s: “%(text)s” is no e-mail address; left out."),
    ),
    "disk_unknown": (
        _lt("Unknown disk type"),
        _lt("%(cell)s: the disk type “%(text)s” is not known; noted in the comment."),
    ),
    "battery_twice": (
        _lt("Battery share as minutes"),
        _lt(
            "The battery share %(value)s also stands in the column of minutes; it was"
            " left out there."
        ),
    ),
    "cosmetic_unknown": (
        _lt("Unknown cosmetic grade"),
        _lt("%(cell)s: the grade “%(text)s” is not A, B or C; noted in the comment."),
    ),
    "grade_unknown": (
        _lt("Unknown category"),
        _lt("%(cell)s: the category “%(text)s” is not known; noted in the comment."),
    ),
    "status_unknown": (
        _lt("Unknown status"),
        _lt("%(cell)s: the status “%(text)s” is not known; noted in the comment."),
    ),
    "type_unknown": (
        _lt("Unknown type"),
        _lt(
            "%(cell)s: the type “%(text)s” is not known; write for instance Portable,"
            " UC, Tablette or Smartphone."
        ),
    ),
    "type_beside_id": (
        _lt("Type and number differ"),
        _lt("The type “%(text)s” does not fit the number %(id)s; the type was taken."),
    ),
    # Finding the device
    "several_devices": (
        _lt("Several devices"),
        _lt(
            "%(code)s is known for several devices: %(names)s. Merge them, or give a"
            " code that only one has."
        ),
    ),
    "other_device": (
        _lt("Code of another device"),
        _lt(
            "%(code)s belongs to %(name)s, while this line says %(ours)s. Correct the"
            " number here, or on that device."
        ),
    ),
    "other_site": (
        _lt("Device of another site"),
        _lt(
            "%(code)s is a device of %(site)s: ask that site, or a coordinator, to"
            " import this line."
        ),
    ),
    "archived": (
        _lt("Archived device"),
        _lt("%(name)s is archived: bring it back before importing this line."),
    ),
    "unknown_device": (
        _lt("Unknown device"),
        _lt(
            "No device is known as %(code)s, and this line gives only a status. Import"
            " the device's own line first, or correct its number."
        ),
    ),
    "left_stock": (
        _lt("Device already gone"),
        _lt(
            "%(name)s is “%(state)s”: a file no longer changes it. It would change:"
            " %(changes)s."
        ),
    ),
    "same_line": (
        _lt("Twice in the file"),
        _lt("The same device, with the same facts, is on line %(number)s."),
    ),
    "twin_line": (
        _lt("Twice in the file"),
        _lt(
            "%(code)s is already on line %(number)s, with other facts. Keep one of the"
            " two lines."
        ),
    ),
    "same_serial": (
        _lt("Serial number twice in the file"),
        _lt(
            "%(code)s is also on line %(number)s, for another device: one of them is"
            " mistyped, or they are the same."
        ),
    ),
    # Creating it
    "no_category": (
        _lt("No type"),
        _lt(
            "This line does not say what the device is: write a type, such as Portable,"
            " or choose a category for the whole import."
        ),
    ),
    "category_quantity": (
        _lt("Counted by quantity"),
        _lt(
            "%(category)s are counted by quantity, not one by one: announce them in the"
            " collection."
        ),
    ),
    "category_beside": (
        _lt("Type differs"),
        _lt(
            "%(name)s is known as %(known)s; the file says %(category)s. The type was"
            " not changed."
        ),
    ),
    "no_site": (
        _lt("No site"),
        _lt("No site can be told from this line: choose one in the field “Site”."),
    ),
    "not_your_site": (
        _lt("Another site"),
        _lt(
            "This line is for %(site)s, where you do not work: choose your site in the"
            " field “Site”, or ask that site to import it."
        ),
    ),
    "collection_over": (
        _lt("Collection closed"),
        _lt(
            "The collection %(name)s is “%(state)s”: choose another one in the field"
            " “Collection”."
        ),
    ),
    "brand_close": (
        _lt("Brand to confirm"),
        _lt("The brand “%(text)s” is not known. Is it %(names)s?"),
    ),
    "brand_new": (_lt("New brand"), _lt("New brand: %(text)s.")),
    "changes": (_lt("Changes"), _lt("%(changes)s.")),
    "already_applied": (
        _lt("Same file"),
        _lt("This very file was applied on %(date)s by %(user)s."),
    ),
    # Organisations
    "no_name": (_lt("No name"), _lt("This line has no name.")),
    "siret_check": (
        _lt("SIRET: wrong digits"),
        _lt("%(cell)s: “%(text)s” is no valid SIRET or SIREN; left out."),
    ),
    "rna_check": (
        _lt("RNA: wrong form"),
        _lt("%(cell)s: “%(text)s” is no valid RNA number; left out."),
    ),
    "sector_unknown": (
        _lt("Unknown sector"),
        _lt("%(cell)s: the sector “%(text)s” is not known."),
    ),
    "sector_public": (
        _lt("Sector told by the SIRET"),
        _lt("Public body, as the first digit of its SIRET says."),
    ),
    "no_sector": (
        _lt("No sector"),
        _lt(
            "Say whether this donor is a company, a public body or a person, in a"
            " column “Secteur”: the law treats their gifts differently."
        ),
    ),
    "several_partners": (
        _lt("Several organisations"),
        _lt("Several organisations fit this line: %(names)s. Merge them first."),
    ),
    "same_siret": (
        _lt("SIRET of another place"),
        _lt("%(name)s has the same SIRET under another name and address."),
    ),
}


def problem_text(env, problem):
    """Return the sentence about a `FileProblem`."""
    text = env._(PROBLEMS[problem.code])
    return text % problem.params


def remark_text(env, code, params):
    text = env._(REMARKS[code])
    return text % params


def note_text(env, note):
    """Return the sentence about a `Note`."""
    code = note.code
    if code == "not_size" and note.params.get("proposal"):
        code = "not_size_proposal"
    text = env._(MESSAGES[code][1])
    return text % note.params


def note_reason(env, note):
    return env._(MESSAGES[note.code][0])
