"""What a call about devices tells beside the sentences that imports have already."""

from odoo.tools.translate import LazyTranslate

from .emmaus_import_message import note_text

_lt = LazyTranslate(__name__)

_EXPECTED = {
    "text": _lt("a text"),
    "number": _lt("a number that is not negative"),
    "yes_no": _lt("true or false"),
    "id": _lt("the whole number of a device here"),
}
_MESSAGES = {
    "not_object": _lt(
        "Entry %(number)s of the array is no object: send one object a device."
    ),
    "wrong_type": _lt("%(field)s takes %(expected)s, or null."),
    "not_listed": _lt("%(field)s is “%(text)s”: send one of %(list)s."),
    "too_long": _lt("%(field)s is longer than %(limit)s characters: shorten it."),
    "bad_character": _lt(
        "%(field)s holds a character that is no text: remove it and send it again."
    ),
    "no_code": _lt(
        "Nothing names the device: send idEsn, idMaterielReconditionneur, numeroSerie"
        " or IMEI1."
    ),
    "only_bogus_code": _lt(
        "The only code is a serial number that many machines share: send idEsn or"
        " idMaterielReconditionneur."
    ),
    "no_category": _lt(
        "The device is not known here: send its typeMateriel, so that it can be"
        " created."
    ),
    "no_site": _lt(
        "The device is not known here: send its idStock, so that it can be created."
    ),
    "lot_missing": _lt(
        "%(code)s is not known here: send its idLot too, so that it can be created."
    ),
    "stock_unknown": _lt(
        "No site has the stock number %(text)s: send one that a site has, or ask an"
        " administrator to give it to its site."
    ),
    "id_unknown": _lt(
        "No device that you see has the id %(id)s: look for it by its codes."
    ),
    "id_beside": _lt(
        "%(code)s belongs to %(name)s, which is not the device %(id)s: correct one of"
        " the two."
    ),
    "id_other_code": _lt(
        "%(name)s has another number than %(text)s: leave the number out, or correct"
        " it on that device."
    ),
    "twin_line": _lt(
        "%(code)s is already in entry %(number)s, with other facts: send one of the"
        " two."
    ),
    "same_serial": _lt(
        "%(code)s is also in entry %(number)s, for another device: one of them is"
        " mistyped, or they are the same."
    ),
    "not_your_site": _lt(
        "This device is for %(site)s, where you do not work: let somebody of that site"
        " send it."
    ),
    "collection_over": _lt(
        "The collection %(name)s is “%(state)s”: send the idLot of another one."
    ),
    "other_site": _lt(
        "%(code)s is a device of %(site)s: let somebody of that site, or a coordinator,"
        " send it."
    ),
    "may_not_create": _lt(
        "%(code)s is not known here, and your role creates no device: ask logistics to"
        " send it."
    ),
    "may_not_change": _lt(
        "%(code)s would change, and your role changes no device: ask a technician to"
        " send it."
    ),
    "brand_kept": _lt(
        "The brand “%(text)s” is not known: it was kept as written, for a person to"
        " decide."
    ),
    "read_only": _lt("Left out, for no call sets it: %(fields)s."),
    "unknown_field": _lt("Left out, for no such field is known: %(fields)s."),
    "refused": _lt("%(text)s"),
}


def materiel_text(env, note):
    """Return the sentence about a `Note` as the caller of the API reads it."""
    if note.code not in _MESSAGES:
        return note_text(env, note)
    params = note.params
    if note.code == "wrong_type":
        params = {**params, "expected": env._(_EXPECTED[params["expected"]])}
    text = env._(_MESSAGES[note.code])
    return text % params
