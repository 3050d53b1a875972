"""The shapes that schemas are written in."""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
FLAG: Schema = {"type": "boolean"}
COUNT: Schema = {"type": "integer", "minimum": 0}
WHOLE: Schema = {"type": "integer"}
DAY: Schema = {"type": "string", "format": "date"}
MOMENT: Schema = {"type": "string", "format": "date-time"}
ID: Schema = {"type": "string", "format": "uuid"}
PAIR: dict[str, Schema] = {"platform": TEXT, "jurisdiction": TEXT}
ANY: Schema = {}


def to(name: str) -> Schema:
    """Return a reference to a schema."""
    return {"$ref": f"#/components/schemas/{name}"}


def words(codes: Any) -> Schema:
    """Return the schema of one of some codes."""
    return {"type": "string", "enum": list(codes)}


def maybe(schema: Schema) -> Schema:
    """Return the schema of something or null."""
    if set(schema) <= {"type", "format", "minimum"}:
        return {**schema, "type": [schema["type"], "null"]}
    return {"anyOf": [schema, {"type": "null"}]}


def each(schema: Schema) -> Schema:
    """Return the schema of a list."""
    return {"type": "array", "items": schema}


def exactly(about: str, /, **fields: Schema) -> Schema:
    """Return the schema of an object with these members, all of them and no other."""
    return {**at_least(about, **fields), "additionalProperties": False}


def at_least(about: str, /, **fields: Schema) -> Schema:
    """Return the schema of an object with these members at least."""
    properties = {name.rstrip("_"): schema for name, schema in fields.items()}
    return {
        "type": "object",
        "description": about,
        "properties": properties,
        "required": list(properties),
    }


def optionally(schema: Schema, /, **fields: Schema) -> Schema:
    """Return the schema of an object that may have further members."""
    more = {name.rstrip("_"): told for name, told in fields.items()}
    return {**schema, "properties": {**schema["properties"], **more}}
