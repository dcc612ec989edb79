"""How calls of other tools are served: JSON in, JSON out, whatever happens."""

import json
import logging

from psycopg2 import IntegrityError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from odoo.exceptions import AccessDenied, ConcurrencyError, UserError
from odoo.http import Dispatcher, request
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

ROOT = "/emmaus/api/"
JSON_HEADERS = [
    ("Content-Type", "application/json; charset=utf-8"),
    ("Cache-Control", "no-store"),
    ("X-Content-Type-Options", "nosniff"),
]


def is_api(path):
    return path.startswith(ROOT)


def json_text(data):
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def json_response(data, status=200, headers=()):
    """Response with `data`, or with a text that is JSON already, as its body."""
    text = data if isinstance(data, str) else json_text(data)
    return request.make_response(
        text.encode(), headers=[*JSON_HEADERS, *headers], status=status
    )


class ApiDispatcher(Dispatcher):
    """Serves `type="emmaus_api"` routes.

    The endpoint gets the parts of the path only; it reads query and body itself, and
    answers with `json_response`. Any exception becomes ``{"error": one sentence}``
    with its status, and its transaction is rolled back.
    """

    routing_type = "emmaus_api"

    @classmethod
    def is_compatible_with(cls, _request):
        return True  # each endpoint says which content it takes

    def pre_dispatch(self, rule, args):
        limit = rule.endpoint.routing.get("max_content_length")
        length = self.request.httprequest.content_length
        if limit and length and length > limit:
            raise RequestEntityTooLarge()
        return super().pre_dispatch(rule, args)

    def dispatch(self, endpoint, args):
        if self.request.httprequest.method == "OPTIONS":
            allowed = ", ".join(sorted(self._allowed_methods()))
            return self.request.make_response("", [("Allow", allowed)], status=204)
        self.request.params = args
        return self.request.registry["ir.http"]._dispatch(endpoint)

    def _allowed_methods(self):
        environ = self.request.httprequest.environ
        routing_map = self.request.env["ir.http"].routing_map()
        return routing_map.bind_to_environ(environ).allowed_methods()

    def handle_error(self, exc):
        status, message, headers = self._told(exc)
        if status < 500:
            exc.loglevel = logging.INFO  # a refusal is no trouble of ours
        return json_response({"error": message}, status, headers)

    def _told(self, exc):
        """Return ``(status, sentence, headers)`` of an exception."""
        if isinstance(exc, HTTPException):
            return exc.code, self._http_sentence(exc), _own_headers(exc)
        if isinstance(exc, PG_CONCURRENCY_EXCEPTIONS_TO_RETRY + (ConcurrencyError,)):
            return 503, self._sentence(503), [("Retry-After", "2")]
        if isinstance(exc.__cause__, IntegrityError):  # somebody was quicker
            return 409, _first_line(exc), []
        if isinstance(exc, AccessDenied):
            return 401, self._sentence(401), []
        if isinstance(exc, UserError):
            return exc.http_status, _first_line(exc), []
        return 500, self._sentence(500), []

    def _http_sentence(self, exc):
        """Whoever raised it says why; werkzeug's own words are for no one."""
        if exc.description and exc.description != type(exc).description:
            return exc.description
        return self._sentence(exc.code)

    def _sentence(self, status):
        env = self.request.env
        sentences = {
            400: env._("The call could not be read: see the description of this API."),
            401: env._("Who calls could not be told: try again with another API key."),
            404: env._(
                "There is nothing at this address: see /emmaus/api/openapi.json for"
                " the calls there are."
            ),
            405: env._("This address takes another method: see the header Allow."),
            413: env._("The call is too long: send it in parts, or a smaller file."),
            503: env._(
                "Others are changing the same things right now and nothing was done:"
                " send the call again in a moment."
            ),
        }
        return sentences.get(status) or env._(
            "Something went wrong here and nothing was done: send the call again, or"
            " tell an administrator when it was."
        )


def _own_headers(exc):
    """Allow, WWW-Authenticate and the like; the body is ours."""
    return [
        (name, value) for name, value in exc.get_headers() if name != "Content-Type"
    ]


def _first_line(exc):
    return (str(exc).strip() or type(exc).__name__).splitlines()[0]
