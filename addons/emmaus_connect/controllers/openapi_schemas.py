"""The things that calls take and give, as JSON Schema (2020-12)."""

from ..tools.importing.materiel import (
    GRADES,
    KINDS,
    LONGEST,
    LONGEST_TEXT,
    STATUSES,
    SYSTEMS,
)


def _object(properties, required=None, **more):
    required = list(properties) if required is None else required
    return {"type": "object", "properties": properties, "required": required, **more}


def _array(items):
    return {"type": "array", "items": items}


def _or_null(schema):
    if "enum" in schema:
        return {**schema, "enum": [*schema["enum"], None]}
    return {**schema, "type": [schema["type"], "null"]}


def _closed(properties, **more):
    return _object(properties, additionalProperties=False, **more)


_STRING = {"type": "string"}
_INTEGER = {"type": "integer"}
_BOOLEAN = {"type": "boolean"}
_NUMBER = {"type": "number", "minimum": 0}
_TIME = {"type": "string", "format": "date-time"}
_SHORT = {"type": "string", "maxLength": LONGEST}
_STATUS = {"enum": list(STATUSES)}
_SIZE = {**_NUMBER, "description": "GB, decimal"}
_MEMORY = {**_NUMBER, "description": "GiB"}

# As told; every field is always there.
_MATERIEL = {
    "id": _INTEGER,
    "statut": _closed({"code": _STATUS, "libelle": _STRING}),
    "typeMateriel": _or_null({"enum": list(KINDS)}),
    "numeroSerie": _or_null(_STRING),
    "IMEI1": _or_null(_STRING),
    "IMEI2": _or_null(_STRING),
    "idMaterielReconditionneur": _or_null(_STRING),
    "idEsn": _or_null(_STRING),
    "model": _or_null(_STRING),
    "marque": _or_null(_STRING),
    "processeur": _or_null(_STRING),
    "typeDisqueDur1": _or_null(_STRING),
    "tailleDisqueDur1": _or_null(_SIZE),
    "typeDisqueDur2": _or_null(_STRING),
    "tailleDisqueDur2": _or_null(_SIZE),
    "RAM": _or_null(_MEMORY),
    "categorie": _or_null({"enum": list(GRADES)}),
    "lecteurDVD": _or_null(_BOOLEAN),
    "webcam": _or_null(_BOOLEAN),
    "commentaire": _or_null(_STRING),
    "idLot": _or_null(_STRING),
    "systemeExploitation": _or_null({"enum": list(SYSTEMS)}),
    "idStock": _or_null(_STRING),
    "idGroupe": {"type": "null"},
    "createdAt": _or_null(_TIME),
    "updatedAt": _or_null(_TIME),
    "reconditionneur": _or_null(_STRING),
}
_NOT_TAKEN = {"readOnly": True, "description": "Left out with a warning."}
_GIVEN = {
    **{
        name: _or_null({**_SHORT, "maxLength": LONGEST_TEXT.get(name, LONGEST)})
        if schema == _or_null(_STRING)
        else schema
        for name, schema in _MATERIEL.items()
    },
    "id": {"type": ["integer", "string", "null"], "pattern": "^[0-9]{1,9}$"},
    "statut": {
        "anyOf": [_or_null(_STATUS), _object({"code": _STATUS}, required=["code"])]
    },
    **dict.fromkeys(("idGroupe", "createdAt", "updatedAt"), _NOT_TAKEN),
    "reconditionneur": _NOT_TAKEN,
}


def _ref(name):
    return {"$ref": f"#/components/schemas/{name}"}


_DONE = {"line": _INTEGER, "id": _INTEGER, "name": _STRING}
_FIELD = _or_null(_STRING)
_AUDIT = {
    "audit": _INTEGER,
    "state": {"enum": ["matched", "to_decide"]},
    "device": {"type": ["string", "null"], "description": "Its EC number"},
    "url": {"type": ["string", "null"], "format": "uri"},
}
SCHEMAS = {
    "Error": _closed({"error": _STRING}),
    "CpuMark": _closed(
        {
            "error": _BOOLEAN,
            "mark": _NUMBER,
            "cpustr": _STRING,
            "hint": _STRING,
            "details": _STRING,
            "name": _or_null(_STRING),
            "how": _or_null(_STRING),
            "candidates": _array(_closed({"name": _STRING, "mark": _NUMBER})),
        }
    ),
    "Materiel": _closed(_MATERIEL),
    "MaterielInput": _object(_GIVEN, required=[]),
    "MaterielPage": _closed({"total": _INTEGER, "data": _array(_ref("Materiel"))}),
    "MaterielResult": _closed(
        {
            "total": _INTEGER,
            "created": _array(_closed(_DONE)),
            "updated": _array(_closed({**_DONE, "changed": _BOOLEAN})),
            "refused": _array(
                _closed({"line": _INTEGER, "field": _FIELD, "error": _STRING})
            ),
            "warnings": _array(
                _closed({"line": _INTEGER, "field": _FIELD, "warning": _STRING})
            ),
            "data": _array(_ref("Materiel")),
        }
    ),
    "Audit": _closed({**_AUDIT, "message": _STRING}),
    "UnreadableAudit": _closed(
        {**_AUDIT, "state": {"enum": ["unreadable"]}, "error": _STRING}
    ),
    "Erasures": _closed(
        {
            "erasures": _array(
                _closed(
                    {
                        "id": _INTEGER,
                        "state": {"enum": ["passed", "failed", "running", "planned"]},
                        "medium": _or_null(_STRING),
                        "device": _or_null(_STRING),
                        "reason": _or_null(_STRING),
                    }
                )
            )
        }
    ),
}
