"""The whole API against its own description: no fault of the server, no answer it doesn't describe."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from shutil import copyfile
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import BaseSchema, Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    allow_header_conformance,
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)
from support.web.pages import URL
from support.web.people import House, house_of

from register.accounts.roles import AccountRole
from web.api.openapi import description
from web.api.operation import Operation
from web.api.parameters import of
from web.api.routes import OPERATIONS
from web.app import application

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
    unsupported_method,
    allow_header_conformance,
]
EXAMPLES = settings(
    max_examples=6,  # one for nobody, and for each role
    deadline=None,
    derandomize=True,
    database=None,
    phases=(Phase.generate,),
    suppress_health_check=list(HealthCheck),
)
OWN = {"Sec-Fetch-Site": "none"}
"""No page of another site asks."""

ENDLESS = ("events", "makeReport", "verify")
"""What ends never, or begins work that takes long; each is tried by itself."""

SOME_TYPES = ("block-threatened", "fine-imposed", "local-office-pledged", "fact-denied")
"""Types of fact that are made up; with all of them it would take minutes."""

schemathesis.openapi.format("edtf", st.sampled_from(["2024-03", "2019-07-15", "2022~", "x"]))
schemathesis.openapi.format("slug", st.sampled_from(["tiktok", "telegram", "nobody"]))
schemathesis.openapi.format("jurisdiction", st.sampled_from(["RU", "KZ", "EU", "XX"]))


@dataclass(frozen=True)
class DescribedApi:
    """The API, and the headers of those who ask: nobody, and somebody with each role."""

    described: BaseSchema
    callers: list[dict[str, str]]


@pytest.fixture(scope="module")
def api(example_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DescribedApi]:
    """The described API of an application with the example, on a copy: cases record, too."""
    path = tmp_path_factory.mktemp("contract") / "copy.db"
    copyfile(Path(example_url.removeprefix("sqlite:///")), path)
    told = _with_some_types(description(OPERATIONS))
    with house_of(f"sqlite:///{path}") as house:
        loaded = schemathesis.openapi.from_dict(told)
        loaded.app = application(house.site)
        yield DescribedApi(loaded, [OWN, *(_of(house, role) for role in AccountRole)])


def _of(house: House, role: AccountRole) -> dict[str, str]:
    """The headers of somebody with a role."""
    return {**OWN, **house.session(house.person(role, role))}


def _with_some_types(told: dict[str, Any]) -> dict[str, Any]:
    """Return a description without most types of fact, and what only those refer to."""
    schemas = told["components"]["schemas"]
    schemas["Fact"] = {
        "oneOf": [{"$ref": f"#/components/schemas/fact.{one}"} for one in SOME_TYPES]
    }
    wanted, seen = {"Fact", *re.findall(r'schemas/([^"]+)"', json.dumps(told["paths"]))}, set()
    while wanted:
        seen |= wanted
        found = (re.findall(r'schemas/([^"]+)"', json.dumps(schemas[name])) for name in wanted)
        wanted = {name for names in found for name in names} - seen
    told["components"]["schemas"] = {name: schemas[name] for name in seen}
    return told


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=str)
@pytest.mark.parametrize(
    "operation", [one for one in OPERATIONS if one.name not in ENDLESS], ids=lambda one: one.name
)
def test_an_answer_is_as_described_whoever_asks(
    api: DescribedApi, operation: Operation, mode: GenerationMode
) -> None:
    if mode is GenerationMode.NEGATIVE and not of(operation) and operation.body is None:
        pytest.skip("it takes nothing that could be wrong")
    described = api.described[operation.path][operation.method]
    callers = cycle(api.callers)

    @EXAMPLES
    @given(case=described.as_strategy(generation_mode=mode))
    def ask(case: Case[Any]) -> None:
        case.call_and_validate(base_url=URL, headers=next(callers), checks=CHECKS)

    ask()
