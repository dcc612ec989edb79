"""Files of audit and erasure tools, as those tools send them already."""

import hashlib
import os

from werkzeug.exceptions import BadRequest, RequestEntityTooLarge, UnsupportedMediaType

from odoo.http import Controller, request

from .api import answer_once, api_route, digest_of

MAX_FILE = 20 * 1024 * 1024
# What the form holds beside the file: boundaries, names, the EC number.
_MAX_FORM = MAX_FILE + 64 * 1024
_LONGEST_NAME = 200
_LONGEST_EC_ID = 64


class ApiUploadController(Controller):
    @api_route("/upload/zip", "POST", max_content_length=_MAX_FORM)
    def audit(self):
        """Keep one audit, of any known format: 201 new, 200 known, 422 unreadable."""
        name, content = _file()
        ec_id = _ec_id()

        def ingest():
            audits = request.env["emmaus.audit"]
            known = _is_known(audits, "sha256", content)
            audit = audits.ingest(name, content, ec_id=ec_id or None)
            return _audit_answer(audit, known)

        return answer_once(digest_of(ec_id, name, content), ingest)

    @api_route("/upload/erasure", "POST", max_content_length=_MAX_FORM)
    def erasure(self):
        """Keep one report of an erasure tool: 201 new, 200 known."""
        name, content = _file()

        def ingest():
            erasures = request.env["emmaus.erasure"]
            known = _is_known(erasures, "report_sha256", content)
            erasures = erasures.ingest(name, content)
            answer = {"erasures": [_erasure_answer(one) for one in erasures]}
            return 200 if known else 201, answer

        return answer_once(digest_of(name, content), ingest)


def _file():
    """Return ``(name, bytes)`` of the form's file; what is too big is not read."""
    if request.httprequest.mimetype != "multipart/form-data":
        raise UnsupportedMediaType(
            request.env._(
                "Send a form (multipart/form-data) with the file in actual_file."
            )
        )
    file = request.httprequest.files.get("actual_file")
    if not file:
        raise BadRequest(
            request.env._("The form has no file in its field actual_file.")
        )
    name = _plain_name(file.filename)
    size = file.stream.seek(0, os.SEEK_END)
    if size > MAX_FILE:
        raise RequestEntityTooLarge(
            request.env._(
                "%(name)s is larger than %(limit)s MB: no audit and no report is.",
                name=name,
                limit=MAX_FILE // 1024**2,
            )
        )
    file.stream.seek(0)
    return name, file.stream.read(MAX_FILE)


def _plain_name(name):
    """The name without the folders of the sender's machine."""
    name = (name or "").replace("\\", "/").rpartition("/")[2]
    name = "".join(char for char in name if char.isprintable()).strip()
    return name[-_LONGEST_NAME:] or "audit"


def _ec_id():
    ec_id = request.httprequest.form.get("ecid", "").strip()
    if len(ec_id) > _LONGEST_EC_ID or not ec_id.isprintable():
        raise BadRequest(
            request.env._(
                "ecid is the number on the device's label: at most %(limit)s"
                " characters.",
                limit=_LONGEST_EC_ID,
            )
        )
    return ec_id


def _is_known(records, field, content):
    digest = hashlib.sha256(content).hexdigest()
    return bool(records.sudo().search_count([(field, "=", digest)], limit=1))


def _audit_answer(audit, known):
    """Return ``(status, data)``; what another site owns is told by number only."""
    audit_sudo = audit.sudo()
    visible = audit.has_access("read")
    data = {
        "audit": audit.id,
        "state": audit_sudo.state,
        "device": audit_sudo.device_id.name or None,
        "url": f"{audit.get_base_url()}/odoo/emmaus.audit/{audit.id}"
        if visible
        else None,
    }
    if audit_sudo.state == "unreadable":
        return 422, {**data, "error": audit_sudo.error}
    return 200 if known else 201, {**data, "message": _audit_message(audit_sudo)}


def _audit_message(audit_sudo):
    if audit_sudo.device_id:
        return request.env._(
            "%(file)s was read: it is an audit of %(device)s.",
            file=audit_sudo.file_name,
            device=audit_sudo.device_id.name,
        )
    return audit_sudo.decision_reason or request.env._(
        "%(file)s was read: a person says which device it is of.",
        file=audit_sudo.file_name,
    )


def _erasure_answer(erasure):
    erasure_sudo = erasure.sudo()
    return {
        "id": erasure.id,
        "state": erasure_sudo.state,
        "medium": erasure_sudo.medium_serial or None,
        "device": erasure_sudo.device_id.name or None,
        "reason": erasure_sudo.reason or None,
    }
