"""JSON Schemas (2020-12) of the fact format, made from the event classes, and what they refuse.

Typed decoding (msgspec) carries the good path; where it refuses, `jsonschema` says
everything that is wrong, each with its JSON path. A test holds the two together.
"""

from __future__ import annotations

import json
import re
from functools import cache
from typing import TYPE_CHECKING, Any, cast

import msgspec

from aggregates.errors import FactRefused, InvalidCode, InvalidDate, Problem
from aggregates.relationship import decode, without_nulls
from aggregates.vocabulary.events import TYPES
from aggregates.vocabulary.fields import CHECKED, MAX_INTEGER, check_text
from aggregates.vocabulary.personal import NOT_PERSONAL
from aggregates.vocabulary.refusals import refusals
from aggregates.vocabulary.shapes import AnswerFact, Fact
from register import jurisdictions
from register.errors import UnknownType
from register.suggestions import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jsonschema import Draft202012Validator, FormatChecker
    from jsonschema.exceptions import ValidationError

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_RECORDED = ("position", "recorded_at", "recorded_by")
_LONGEST_SHOWN = 80
_SEE_TYPES = "; 'register types' lists them"


def schema(type_name: str) -> dict[str, Any]:
    """Return the JSON Schema of one type of fact; raise UnknownType."""
    if type_name not in TYPES:
        raise UnknownType(
            f"there is no type {type_name!r}{did_you_mean(type_name, TYPES) or _SEE_TYPES}"
        )
    return _schema(type_name)


def detail_properties(type_name: str) -> dict[str, Any]:
    """Return the JSON Schema of each detail of a type; empty where details are free."""
    body = schema(type_name)
    wanted = body["properties"].get("details", {})
    if "$ref" in wanted:
        wanted = body["$defs"][wanted["$ref"].rpartition("/")[2]]
    properties: dict[str, Any] = wanted.get("properties", {})
    return properties


@cache
def _schema(type_name: str) -> dict[str, Any]:
    kind = TYPES[type_name]
    return schema_of(kind, f"urn:register:fact:{type_name}:{kind.VERSION}")


def schema_of(kind: type[Any], urn: str) -> dict[str, Any]:
    """Return the JSON Schema of a class of fields, under a name (`$id`) of its own."""
    known: type[Any] | None = getattr(kind, "KNOWN", None)
    kinds = [kind] if known is None else [kind, known]
    (reference, *more), definitions = msgspec.json.schema_components(
        kinds, schema_hook=_text_schema
    )
    root = reference["$ref"].rpartition("/")[2]
    for free in more:  # the known members of free details, beside which there may be others
        definitions[free["$ref"].rpartition("/")[2]].pop("additionalProperties")
        definitions[root]["properties"]["details"] |= free
        del definitions[root]["properties"]["details"]["type"]
    body = _plain({name: part for name, part in definitions.items() if name != root})
    return {
        "$schema": DIALECT,
        "$id": urn,
        **_plain(definitions[root]),
        **({"$defs": body} if body else {}),
    }


def whole_schema() -> dict[str, Any]:
    """Return the JSON Schema of any fact: one alternative for each type."""
    return {
        "$schema": DIALECT,
        "$id": "urn:register:fact",
        "title": "Fact",
        "description": Fact.__doc__,
        "oneOf": [_embedded(name) for name in TYPES],
    }


def _embedded(type_name: str) -> dict[str, Any]:
    """Return a type's schema to stand within another: its $id makes its references its own."""
    return {key: value for key, value in _schema(type_name).items() if key != "$schema"}


def _text_schema(kind: type[Any]) -> dict[str, Any]:
    if kind not in CHECKED:
        raise NotImplementedError(kind)
    described = (kind.__doc__ or "").strip().splitlines()[0]
    told = {"type": "string", "format": kind.FORMAT, "description": described}
    pattern: re.Pattern[str] | None = getattr(kind, "PATTERN", None)
    if pattern is not None and not pattern.flags & re.IGNORECASE:
        told["pattern"] = f"^(?:{pattern.pattern})$"  # for validators that don't know the format
    return told


def _plain(node: Any) -> Any:
    """Return a schema without the ``or null`` of optional fields: nulls are dropped before.

    Within a correction's replacement null means something, and stays.
    """
    if isinstance(node, list):
        return [_plain(item) for item in node]
    if not isinstance(node, dict):
        return node
    if node.get("title") in ("Source", "Replacement"):
        return _special(node)
    if "anyOf" in node:
        return _alternatives(node)
    return {key: _plain(value) for key, value in node.items()}


def _special(node: dict[str, Any]) -> dict[str, Any]:
    if node["title"] == "Replacement":
        return {**node, "minProperties": 1}
    told = {key: _plain(value) for key, value in node.items()}
    return {**told, "anyOf": [{"required": ["title"]}, {"required": ["url"]}]}


def _alternatives(node: dict[str, Any]) -> dict[str, Any]:
    left = [_plain(part) for part in node["anyOf"] if part != {"type": "null"}]
    rest = {key: value for key, value in node.items() if key not in ("anyOf", "default")}
    if [part.get("type") for part in left] == ["integer", "number"]:
        left = [{"type": "number", "minimum": 0, "maximum": MAX_INTEGER}]
    if len(left) == 1:
        return {**left[0], **rest}
    return {"anyOf": left, **rest}


def _format_checker() -> FormatChecker:
    from jsonschema import FormatChecker  # noqa: PLC0415  # only what is refused needs it

    checker = FormatChecker(formats=())
    for kind in CHECKED:
        checker.checks(kind.FORMAT, raises=(InvalidDate, InvalidCode))(_checking(kind))
    return checker


def _checking(kind: Any) -> Any:
    def holds(value: object) -> bool:
        if isinstance(value, str):
            check_text(kind, value)
        return True

    return holds


@cache
def _validator(type_name: str) -> Draft202012Validator:
    return validator_of(schema(type_name))


def validator_of(body: dict[str, Any]) -> Draft202012Validator:
    """Return what checks documents by a schema, the forms of checked texts included."""
    from jsonschema import Draft202012Validator  # noqa: PLC0415  # a tenth of a start-up

    return Draft202012Validator(body, format_checker=_format_checker())


def read_fact(document: Any) -> Fact:
    """Return the typed fact of a JSON document; raise FactRefused with all that is wrong.

    What a register adds on recording (position, recorded_at, recorded_by) is ignored.
    """
    given = _prepared(document)
    try:
        fact = decode(given)
    except (msgspec.ValidationError, KeyError, TypeError):
        raise FactRefused(problems(given) or _unexplained(given)) from None
    code = getattr(fact, "jurisdiction", None)
    if (code and not jurisdictions.is_code(code)) or any(refusals(given)):
        raise FactRefused(problems(given))
    return fact


def _prepared(document: Any) -> dict[str, Any]:
    if not isinstance(document, dict):
        raise FactRefused((Problem("$", f"a fact is a JSON object, not {_shown(document)}"),))
    given = without_nulls({k: v for k, v in document.items() if k not in _RECORDED})
    name = given.get("type")
    if name is None:
        raise FactRefused((Problem("$.type", "it is missing"),))
    if not isinstance(name, str) or name not in TYPES:
        hint = did_you_mean(name, TYPES) if isinstance(name, str) else ""
        raise FactRefused((Problem("$.type", f"{_shown(name)} is not a type of fact{hint}"),))
    for field in ("id", "refers_to", "caused_by"):
        if isinstance(given.get(field), str):
            given[field] = given[field].lower()
    details = given.get("details")
    if issubclass(TYPES[name], AnswerFact) and isinstance(details, dict):
        given["details"] = {
            key: value.lower() if key == "request" and isinstance(value, str) else value
            for key, value in details.items()
        }
    return given


def problems(document: dict[str, Any]) -> tuple[Problem, ...]:
    """Return everything that is wrong with a fact's JSON by itself, ordered by path."""
    formal = refused_by(_validator(document["type"]), document)
    paths = {problem.path for problem in formal}
    own = (problem for problem in refusals(document) if problem.path not in paths)
    return tuple(sorted((*formal, *own)))


def refused_by(validator: Draft202012Validator, document: dict[str, Any]) -> tuple[Problem, ...]:
    """Return everything that a JSON Schema refuses, and a jurisdiction that is none."""
    found = {problem for error in validator.iter_errors(document) for problem in _told(error)}
    if isinstance(code := document.get("jurisdiction"), str) and not jurisdictions.is_code(code):
        found = {problem for problem in found if problem.path != "$.jurisdiction"}
        found.add(Problem("$.jurisdiction", jurisdictions.refusal(code)))
    return tuple(sorted(found))


def _unexplained(document: dict[str, Any]) -> tuple[Problem, ...]:
    """Say what typed decoding says, should the schema ever let it pass."""
    try:
        decode(document)
    except (msgspec.ValidationError, KeyError, TypeError) as error:
        return (Problem("$", str(error)),)
    return ()


def _told(error: ValidationError) -> Iterator[Problem]:
    path = error.json_path
    match error.validator:
        case "required":
            missing = error.message.split("'")[1]
            yield Problem(f"{path}.{missing}", "it is missing")
        case "additionalProperties":
            yield from _unknown_fields(error, path)
        case "pattern" if _has_format(error):
            return  # the format's own check says it in words
        case _:
            yield Problem(path, _reason(error))


def _has_format(error: ValidationError) -> bool:
    return isinstance(error.schema, dict) and "format" in error.schema


def _reason(error: ValidationError) -> str:
    found, wanted = _shown(error.instance), error.validator_value
    match error.validator:
        case "anyOf" if isinstance(error.instance, dict) and not error.instance.get("exact"):
            return "a source needs a title or a url"
        case "anyOf":
            return f"{found} has none of the forms it may have"
        case "format":
            return str(error.cause or error.message)
        case "enum":
            return f"{found} is not one of {', '.join(map(str, cast(list[str], wanted)))}"
        case "type":
            return f"{found} is not of type {wanted}"
        case "pattern" if isinstance(error.schema, dict) and "x-personal" in error.schema:
            return NOT_PERSONAL
        case "pattern":
            return f"{found} can't stand here"
        case "not":
            return f"{found} is for what ends measures; name the scope that is meant"
        case keyword:
            return _out_of_bounds(str(keyword), found, wanted) or error.message


def _out_of_bounds(keyword: str, found: str, wanted: Any) -> str | None:
    if keyword in ("minimum", "maximum"):
        return f"{found} is not at {'least' if keyword == 'minimum' else 'most'} {wanted}"
    if keyword in ("minItems", "minLength", "minProperties"):
        return "it is empty"
    if keyword in ("maxItems", "maxLength"):
        return f"it is longer than {wanted}"
    return None


def _unknown_fields(error: ValidationError, path: str) -> Iterator[Problem]:
    known = error.schema.get("properties", {}) if isinstance(error.schema, dict) else {}
    for name in sorted(set(cast(dict[str, Any], error.instance)) - set(known)):
        yield Problem(f"{path}.{name}", f"there is no such field{did_you_mean(name, known)}")


def _shown(value: Any) -> str:
    text = repr(value) if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[: _LONGEST_SHOWN - 1]}…"
