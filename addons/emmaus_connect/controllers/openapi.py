"""The description of this API for programs (OpenAPI 3.1)."""

from functools import cache

from .openapi_schemas import SCHEMAS

VERSION = "1.0"
_ABOUT = """Calls of the tools that work beside Emmaüs Connect: audit and erasure tools
send their files, and devices are read and written in the field names of the national
tool. Every answer is JSON; a refusal is `{"error": "one sentence"}` in the language of
the key's user."""
_REFUSALS = {
    400: "The call cannot be read; the sentence says where.",
    401: "No API key, or one that is not valid.",
    403: "The key's user has no role that allows this call.",
    404: "Nothing found.",
    409: "Somebody else wrote the same thing at the same moment.",
    413: "Too large: a file over 20 MB, a body over 5 MB, over 5,000 entries.",
    415: "Another kind of content is expected.",
    422: "Understood, and refused; or the idempotency key was used for another call.",
}
_READING = (400, 401, 403)
_WRITING = (400, 401, 403, 409, 413, 415, 422)


@cache
def description():
    """Return the OpenAPI document as a dict; the caller changes nothing in it."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "Emmaüs Connect", "version": VERSION, "description": _ABOUT},
        "servers": [{"url": "/emmaus/api"}],
        "security": [{"bearer": []}, {"apiKey": []}],
        "paths": _paths(),
        "components": {
            "schemas": SCHEMAS,
            "parameters": _PARAMETERS,
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer"},
                "apiKey": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
            },
        },
    }


_TEXT = {"type": "string"}
_PARAMETERS = {
    "IdempotencyKey": {
        "name": "Idempotency-Key",
        "in": "header",
        "description": "Chosen by the caller, new for each call. The same call sent"
        " again with the same key, within 30 days, has no second effect: it gets the"
        " answer of the first, with the header Idempotent-Replay: true.",
        "schema": {**_TEXT, "pattern": "^[\\x21-\\x7e]{1,200}$"},
    }
}


def _paths():
    return {
        "/openapi.json": {
            "get": {
                "operationId": "describe",
                "summary": "This description.",
                "security": [],
                "responses": {"200": _answer("OpenAPI 3.1", {"type": "object"})},
            }
        },
        "/cpu/{name}": {
            "get": {
                "operationId": "cpuMark",
                "summary": "The mark of a processor, by any spelling of its name.",
                "parameters": [_path("name", _TEXT)],
                "responses": {
                    "200": _answer(
                        "The mark; or 0 and the candidates when several fit and"
                        " their marks differ.",
                        _ref("CpuMark"),
                    ),
                    "404": _answer("No processor fits.", _ref("CpuMark")),
                    **_refusals(_READING),
                },
            }
        },
        "/materiel": {"get": _find_materiel(), "put": _put_materiel()},
        "/materiel/{id}": {
            "get": {
                "operationId": "readMateriel",
                "summary": "One device, by its id here.",
                "parameters": [_path("id", {"type": "integer"})],
                "responses": {
                    "200": _answer("The device.", _ref("Materiel")),
                    **_refusals((401, 403, 404)),
                },
            }
        },
        "/upload/zip": {"post": _upload_audit()},
        "/upload/erasure": {"post": _upload_erasure()},
    }


def _find_materiel():
    whole = {"type": "integer", "minimum": 1}
    codes = ("idEsn", "idMaterielReconditionneur", "numeroSerie")
    return {
        "operationId": "findMateriel",
        "summary": "The devices known by a code; several codes must all fit.",
        "description": "One of the three codes is required. Case and spaces do not"
        " matter.",
        "parameters": [
            *(_query(name, _TEXT) for name in codes),
            _query("page", {**whole, "default": 1}),
            _query("limit", {**whole, "maximum": 100, "default": 20}),
        ],
        "responses": {
            "200": _answer("A page of devices.", _ref("MaterielPage")),
            **_refusals(_READING),
        },
    }


def _put_materiel():
    body = {"type": "array", "minItems": 1, "maxItems": 5000}
    body["items"] = _ref("MaterielInput")
    return {
        "operationId": "putMateriel",
        "summary": "Create and change devices.",
        "description": "A device is found by id, else by idEsn, then"
        " idMaterielReconditionneur, then numeroSerie, then IMEI. One that is not"
        " known is created when typeMateriel and idLot are given. What an entry leaves"
        " out, or null, changes nothing. The good entries are done, whatever becomes"
        " of the others. A status is noted and never moves the device.",
        "parameters": [{"$ref": "#/components/parameters/IdempotencyKey"}],
        "requestBody": {"required": True, "content": _json(body)},
        "responses": {
            "201": _answer("All entries are done.", _ref("MaterielResult")),
            "207": _answer("Some entries are refused.", _ref("MaterielResult")),
            **_refusals(_WRITING),
            "422": _answer(
                "All entries are refused; or the call as a whole.",
                {"anyOf": [_ref("MaterielResult"), _ref("Error")]},
            ),
        },
    }


def _upload_audit():
    return {
        "operationId": "uploadAudit",
        "summary": "Send one audit: the field's zip, or any other known format.",
        "parameters": [{"$ref": "#/components/parameters/IdempotencyKey"}],
        "requestBody": _form(ecid={**_TEXT, "maxLength": 64}),
        "responses": {
            "201": _answer("Read and kept.", _ref("Audit")),
            "200": _answer("The same bytes were sent before.", _ref("Audit")),
            **_refusals(_WRITING),
            "422": _answer(
                "Kept, but not readable; or the call is refused as a whole.",
                {"anyOf": [_ref("UnreadableAudit"), _ref("Error")]},
            ),
        },
    }


def _upload_erasure():
    return {
        "operationId": "uploadErasure",
        "summary": "Send the report of an erasure tool.",
        "parameters": [{"$ref": "#/components/parameters/IdempotencyKey"}],
        "requestBody": _form(),
        "responses": {
            "201": _answer("Read and kept.", _ref("Erasures")),
            "200": _answer("The same bytes were sent before.", _ref("Erasures")),
            **_refusals(_WRITING),
        },
    }


def _form(**fields):
    file = {"type": "string", "contentMediaType": "application/octet-stream"}
    schema = {
        "type": "object",
        "required": ["actual_file"],
        "properties": {**fields, "actual_file": file},
    }
    return {"required": True, "content": {"multipart/form-data": {"schema": schema}}}


def _refusals(statuses):
    return {str(code): _answer(_REFUSALS[code], _ref("Error")) for code in statuses}


def _answer(text, schema):
    return {"description": text, "content": _json(schema)}


def _json(schema):
    return {"application/json": {"schema": schema}}


def _ref(name):
    return {"$ref": f"#/components/schemas/{name}"}


def _query(name, schema):
    return {"name": name, "in": "query", "schema": schema}


def _path(name, schema):
    return {"name": name, "in": "path", "required": True, "schema": schema}
