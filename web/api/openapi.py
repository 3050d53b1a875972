"""The description of the API (OpenAPI 3.1), made from its operations; the package has it as a file."""

from __future__ import annotations

import json
from functools import cache
from http import HTTPStatus
from importlib import resources
from typing import TYPE_CHECKING, Any

from web.api import parameters
from web.api.mementos import HEADER
from web.api.operation import CSV, JSON, JSONL
from web.api.schemas.facts import fact_schemas
from web.api.schemas.lists import LISTS
from web.api.schemas.shapes import each, to
from web.api.schemas.standings import STANDINGS
from web.shell.problems import PROBLEM

if TYPE_CHECKING:
    from collections.abc import Iterable

    from web.api.operation import ApiParameter, Operation

FILE = "openapi.json"
_ALWAYS = (400, 401, 403, 406, 421, 429)
_ABOUT = (
    "What governments ask of online platforms, what was answered, what holds on any day, and why. "
    "Every question can be asked of a day (`at`) as known at a point of the log (`known`); the "
    "answers are those of the commands with `--format json`."
)


def description(operations: Iterable[Operation]) -> dict[str, Any]:
    """Return the description of operations; it says nothing of one server or one release."""
    paths: dict[str, Any] = {}
    for one in operations:
        paths.setdefault(one.path, {})[one.method.lower()] = _operation(one)
    schemas = {**STANDINGS, **LISTS, **fact_schemas()}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "register",
            "version": "1",
            "description": _ABOUT,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "security": [{"token": []}, {"session": []}, {}],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer"},
                "session": {"type": "apiKey", "in": "cookie", "name": "__Host-register"},
            },
        },
    }


def text(operations: Iterable[Operation]) -> str:
    """Return the description as the file has it."""
    return json.dumps(description(operations), ensure_ascii=False, indent=1) + "\n"


@cache
def kept() -> bytes:
    """Return the description as the package has it."""
    return resources.files("web.api").joinpath(FILE).read_bytes()


def _operation(one: Operation) -> dict[str, Any]:
    found: dict[str, Any] = {
        "operationId": one.name,
        "summary": one.summary,
        "tags": [one.family],
        "x-may": one.may.value,
    }
    if one.about:
        found["description"] = one.about
    given = parameters.of(one) + ((parameters.ACCEPT_DATETIME,) if one.timed else ())
    if given:
        found["parameters"] = [_parameter(each_one) for each_one in given]
    if one.body is not None:
        found["requestBody"] = {"required": True, "content": {JSON: {"schema": to(one.body)}}}
    found["responses"] = _responses(one)
    return found


def _parameter(one: ApiParameter) -> dict[str, Any]:
    found: dict[str, Any] = {
        "name": one.name,
        "in": one.place,
        "description": one.about,
        "required": one.required or one.place == "path",
        "schema": dict(one.schema),
    }
    if one.example is not None:
        found["example"] = one.example
    return found


def _responses(one: Operation) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for status, about in one.answers.items():
        found[str(status)] = {
            "description": about,
            "headers": _headers(one, status),
            "content": _content(one),
        }
    if one.answer is not None:
        found["304"] = {"description": "Who asks has the answer already (`If-None-Match`)."}
    refusals = {*_ALWAYS, *one.refuses, 503}
    if one.method == "GET":
        refusals.add(405)
    for status in sorted(refusals):
        phrase = HTTPStatus(status).phrase
        found[str(status)] = {
            "description": phrase,
            "content": {PROBLEM: {"schema": to("Problem")}},
        }
    return found


def _content(one: Operation) -> dict[str, Any]:
    if not one.many:
        return {one.media_type.partition(";")[0]: {"schema": to(one.schema)}}
    found: dict[str, Any] = {}
    for form in one.forms:
        schema = {JSON: each(to(one.schema)), JSONL: {"type": "string"}, CSV: {"type": "string"}}[
            form
        ]
        found[form.partition(";")[0]] = {"schema": schema}
    return found


def _headers(one: Operation, status: int) -> dict[str, Any]:
    said: dict[str, str] = {}
    if one.answer is not None:
        said["ETag"] = "What the answer is known by: `If-None-Match` asks with it."
    if one.paged or one.name == "log":
        said["Link"] = "`next` is where the list goes on."
    if one.timed:
        said["Memento-Datetime"] = f"Of which moment the answer is, where `{HEADER}` asks for one."
    if status in (HTTPStatus.CREATED, HTTPStatus.ACCEPTED):
        said["Location"] = "Where the fact is, if it is one."
    return {
        name: {"description": about, "schema": {"type": "string"}} for name, about in said.items()
    }
