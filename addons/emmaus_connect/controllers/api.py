"""What other tools call, with an API key: reading, and what all calls share."""

import hashlib
import re

from werkzeug.exceptions import BadRequest

from odoo.http import Controller, request, route

from .api_dispatcher import json_response, json_text
from .openapi import description

KEY_HEADER = "Idempotency-Key"
_KEY = re.compile(r"[\x21-\x7e]{1,200}")
_LONGEST_CPU_NAME = 300


def api_route(path, method, **routing):
    """Decorate an endpoint of this API; `routing` may change what all have."""
    routing = {
        "type": "emmaus_api",
        "auth": "emmaus_api_key",
        "methods": [method],
        "csrf": False,
        "save_session": False,
        "readonly": method == "GET",
        **routing,
    }
    return route(f"/emmaus/api{path}", **routing)


def answer_once(digest, act):
    """Answer a call that writes; with an idempotency key, at most once.

    :param str digest: SHA-256 of what the call brings
    :param act: function that does it and returns ``(status, data)``
    """

    def act_to_text():
        status, data = act()
        return status, json_text(data)

    key = request.httprequest.headers.get(KEY_HEADER)
    if key is None:
        status, body = act_to_text()
        return json_response(body, status)
    if not _KEY.fullmatch(key):
        raise BadRequest(
            request.env._(
                "The header Idempotency-Key takes 1 to 200 letters, digits or signs,"
                " without spaces."
            )
        )
    target = f"{request.httprequest.method} {request.httprequest.path}"
    calls = request.env["emmaus.api.call"]
    status, body, replay = calls._once(key, target, digest, act_to_text)
    headers = [("Idempotent-Replay", "true")] if replay else []
    return json_response(body, status, headers)


def digest_of(*parts):
    """SHA-256 of texts and bytes, each with its length so that none runs over."""
    digest = hashlib.sha256()
    for part in parts:
        data = part if isinstance(part, bytes) else (part or "").encode()
        digest.update(b"%d:" % len(data))
        digest.update(data)
    return digest.hexdigest()


class ApiController(Controller):
    @api_route("/openapi.json", "GET", auth="public")
    def openapi(self):
        """The description of all calls, for programs; open to everybody."""
        return json_response(description())

    @api_route("/cpu/<path:name>", "GET")
    def cpu(self, name):
        """The mark of a processor, as a BIOS or a person writes its name."""
        if len(name) > _LONGEST_CPU_NAME:
            raise BadRequest(
                request.env._(
                    "A processor's name has at most %(limit)s characters.",
                    limit=_LONGEST_CPU_NAME,
                )
            )
        answer = request.env["emmaus.cpu.mark"]._answer(name)
        found = answer["mark"] or answer["candidates"]
        return json_response(answer, 200 if found else 404)
