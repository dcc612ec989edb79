"""Devices as other tools send and read them, in the national tool's field names."""

import json

from werkzeug.exceptions import (
    BadRequest,
    NotFound,
    RequestEntityTooLarge,
    UnsupportedMediaType,
)

from odoo.http import Controller, request

from ..models.emmaus_device_materiel import SEARCHES
from .api import answer_once, api_route, digest_of
from .api_dispatcher import json_response

MAX_BYTES = 5 * 1024 * 1024
MAX_LINES = 5000
MAX_PER_PAGE = 100
_PER_PAGE = 20
_HIGHEST = 2**31 - 1


class ApiMaterielController(Controller):
    @api_route("/materiel", "PUT", max_content_length=MAX_BYTES)
    def put(self):
        """Create and change devices, line by line: 201 all, 207 some, 422 none."""
        content = _json_content()
        items = _array(content)

        def put():
            answer = request.env["emmaus.materiel"]._put(items)
            if not answer["refused"]:
                return 201, answer
            return 422 if len(answer["refused"]) == answer["total"] else 207, answer

        return answer_once(digest_of(content), put)

    @api_route("/materiel", "GET")
    def find(self):
        """The devices known by a code, a page at a time."""
        args = request.httprequest.args
        codes = {name: args[name] for name in SEARCHES if args.get(name, "").strip()}
        if not codes:
            names = ", ".join(SEARCHES)
            raise BadRequest(
                request.env._("Say what to look for: one of %(names)s.", names=names)
            )
        page = _whole_number("page", 1, _HIGHEST // MAX_PER_PAGE)
        limit = _whole_number("limit", _PER_PAGE, MAX_PER_PAGE)
        offset = (page - 1) * limit
        devices = request.env["emmaus.device"]
        total, found = devices._search_materiel(codes, offset, limit)
        return json_response({"total": total, "data": found._materiel()})

    @api_route("/materiel/<int:device_id>", "GET")
    def show(self, device_id):
        """One device, by its id here."""
        devices = request.env["emmaus.device"]
        if 0 < device_id <= _HIGHEST:
            devices = devices.search([("id", "=", device_id)])
        if not devices:
            raise NotFound(
                request.env._(
                    "No device that you see has the id %(id)s: look for it by its"
                    " codes.",
                    id=device_id,
                )
            )
        return json_response(devices._materiel()[0])


def _whole_number(name, default, highest):
    text = request.httprequest.args.get(name, "").strip()
    if not text:
        return default
    if text.isascii() and text.isdigit() and len(text) < 10:
        if 1 <= int(text) <= highest:
            return int(text)
    raise BadRequest(
        request.env._(
            "%(name)s is a whole number from 1 to %(highest)s.",
            name=name,
            highest=highest,
        )
    )


def _json_content():
    if request.httprequest.mimetype != "application/json":
        raise UnsupportedMediaType(
            request.env._("Send JSON, with the header Content-Type: application/json.")
        )
    return request.httprequest.get_data()


def _array(content):
    """Return the array that a body holds; BadRequest names the place of a mistake."""
    try:
        items = json.loads(content.decode("utf-8-sig"), parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise BadRequest(
            request.env._(
                "The body is no JSON: something is wrong at line %(line)s, column"
                " %(column)s.",
                line=error.lineno,
                column=error.colno,
            )
        ) from error
    except UnicodeDecodeError as error:
        place = error.start + 1
        raise BadRequest(
            request.env._(
                "The body is not in UTF-8: see its byte %(place)s.", place=place
            )
        ) from error
    except (ValueError, RecursionError) as error:
        raise BadRequest(
            request.env._("The body holds a number without end, or is nested too deep.")
        ) from error
    if not isinstance(items, list) or not items:
        raise BadRequest(
            request.env._("Send an array with one object a device: [{…}, {…}].")
        )
    if len(items) > MAX_LINES:
        raise RequestEntityTooLarge(
            request.env._(
                "The array has more than %(limit)s entries: send it in parts.",
                limit=MAX_LINES,
            )
        )
    return items


def _no_constant(name):
    raise ValueError(name)
