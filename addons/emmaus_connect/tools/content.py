"""What a file holds, as the ways in hand it over."""

from base64 import b64decode
from binascii import Error

from odoo.exceptions import UserError


def content_bytes(env, file_name, content):
    """Return the bytes of `content`: bytes, or text in base64 (by RPC).

    :raise UserError: text that is no base64
    """
    if not isinstance(content, str):
        return bytes(content or b"")
    try:
        return b64decode(content, validate=True)
    except Error as error:
        raise UserError(
            env._(
                "%(file)s is not what a file holds: send its bytes in base64.",
                file=file_name,
            )
        ) from error
