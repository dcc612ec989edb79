"""As much of JSON Schema as our description uses, and no more."""

import re

from ..controllers.openapi import description

_TYPES = {
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "array": list,
    "object": dict,
    "null": type(None),
}
_KEYWORDS = {
    "type", "enum", "anyOf", "$ref", "properties", "required", "items", "minItems",
    "maxItems", "minimum", "maximum", "maxLength", "pattern", "additionalProperties",
    "description", "format", "readOnly", "default", "contentMediaType",
}  # fmt: skip


def mistakes(schema, value, where="$"):
    """Return the places where `value` is not what `schema` says."""
    unknown = schema.keys() - _KEYWORDS
    if unknown:
        return [f"{where}: the schema uses {unknown}"]
    if "$ref" in schema:
        return mistakes(resolved(schema["$ref"]), value, where)
    if "anyOf" in schema:
        tries = [mistakes(one, value, where) for one in schema["anyOf"]]
        return [] if not all(tries) else min(tries, key=len)
    found = _of_value(schema, value, where)
    if isinstance(value, dict) and not found:
        found += _of_object(schema, value, where)
    if isinstance(value, list) and not found:
        for number, item in enumerate(value):
            found += mistakes(schema.get("items", {}), item, f"{where}[{number}]")
    return found


def resolved(reference):
    node = description()
    for part in reference.removeprefix("#/").split("/"):
        node = node[part]
    return node


def _of_value(schema, value, where):
    types = schema.get("type", list(_TYPES))
    types = [types] if isinstance(types, str) else types
    right = any(isinstance(value, _TYPES[name]) for name in types)
    if not right or (isinstance(value, bool) and "boolean" not in types):
        return [f"{where}: {value!r} is no {types}"]
    if "enum" in schema and value not in schema["enum"]:
        return [f"{where}: {value!r} is not listed"]
    if isinstance(value, str) and len(value) > schema.get("maxLength", len(value)):
        return [f"{where}: too long"]
    if isinstance(value, str) and not re.search(schema.get("pattern", ""), value):
        return [f"{where}: {value!r} has another form"]
    if isinstance(value, int | float) and value < schema.get("minimum", value):
        return [f"{where}: {value!r} is too small"]
    return []


def _of_object(schema, value, where):
    properties = schema.get("properties", {})
    found = [
        f"{where}.{name}: missing"
        for name in schema.get("required", ())
        if name not in value
    ]
    if schema.get("additionalProperties") is False:
        found += [f"{where}.{name}: not told" for name in value.keys() - properties]
    for name in properties.keys() & value.keys():
        found += mistakes(properties[name], value[name], f"{where}.{name}")
    return found


def check_answer(case, method, path, response):
    """The description knows this path, method and status, and its schema fits."""
    operation = _operation(path.partition("?")[0], method)
    case.assertIn(str(response.status_code), operation["responses"])
    told = operation["responses"][str(response.status_code)]
    schema = told["content"]["application/json"]["schema"]
    case.assertFalse(mistakes(schema, response.json()))


def _operation(path, method):
    paths = description()["paths"]
    if path not in paths:
        [path] = [
            known
            for known in paths
            if "{" in known and path.startswith(known.partition("{")[0])
        ]
    return paths[path][method.lower()]
