import re

from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Forbidden, MethodNotAllowed, Unauthorized

from odoo import models
from odoo.http import SAFE_HTTP_METHODS, request

from ..controllers.api_dispatcher import ApiDispatcher, is_api

_BEARER = re.compile(r"bearer\s+(\S+)", re.IGNORECASE)
_LONGEST_KEY = 512


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _match(cls, path_info):
        """Below the API's address, what is not found is told in JSON too."""
        if not is_api(path_info):
            return super()._match(path_info)
        request.dispatcher = ApiDispatcher(request)
        # No page of a website: no redirection by language.
        request.is_frontend = request.is_frontend_multilang = False
        try:
            return super()._match(path_info)
        except MethodNotAllowed as exc:
            exc.error_response = request.dispatcher.handle_error(exc)
            raise

    @classmethod
    def _auth_method_emmaus_api_key(cls):
        """The user of the API key in the headers; a browser's session counts nothing.

        Those who look at devices may read, those who work with them may write too.
        """
        request.session.can_save = False  # stateless, and no cookie
        uid = cls._uid_of_api_key()
        request.update_env(user=uid)
        request.update_env(context=dict(request.env["res.users"].context_get()))
        user = request.env.user
        works = user.has_group("emmaus_connect.group_volunteer")
        if request.httprequest.method not in SAFE_HTTP_METHODS:
            allowed = works
        else:
            allowed = works or user.has_group("emmaus_connect.group_auditor")
        if not allowed or not user._is_internal():
            raise Forbidden(
                request.env._(
                    "%(name)s has no role that allows this call: ask an administrator"
                    " for one.",
                    name=user.name,
                )
            )

    @classmethod
    def _uid_of_api_key(cls):
        key = _api_key(request.httprequest.headers)
        keys = request.env["res.users.apikeys"]
        if not key:
            message = request.env._(
                "This call needs an API key, in the header “Authorization: Bearer KEY”"
                " or “X-API-Key: KEY”: make one in your preferences."
            )
        elif len(key) > _LONGEST_KEY or not (
            # Keys are made for everything: the scope names what this call is.
            uid := keys._check_credentials(scope="rpc", key=key)
        ):
            message = request.env._(
                "This API key is not valid, or no longer: make another one in your"
                " preferences."
            )
        else:
            return uid
        raise Unauthorized(message, www_authenticate=WWWAuthenticate("bearer"))


def _api_key(headers):
    """A proxy in front may use `Authorization` for a password of its own."""
    bearer = _BEARER.fullmatch(headers.get("Authorization", "").strip())
    return bearer[1] if bearer else headers.get("X-API-Key", "").strip()
