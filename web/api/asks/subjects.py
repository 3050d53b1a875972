"""Whom and what facts are about: platforms, jurisdictions, laws, and the vocabulary of types."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aggregates.vocabulary.events import TYPES
from projections.queries.law_documents import LAW_COLUMNS, LawQuestion, law_document, law_row
from projections.queries.laws import histories, resolve
from projections.read_models.platform_names import PLATFORM_COLUMNS, platform_document, platforms
from projections.read_models.platform_names import resolve as resolve_platform
from projections.read_models.relationships import relationships
from register import jurisdictions
from register.errors import UnknownInstrument
from register.format.schemas import schema, whole_schema
from register.format.type_words import TYPE_COLUMNS, search_types, type_row
from register.log.reader import LogReader
from web.api.openapi import kept
from web.api.operation import API, Document, Operation, Rows
from web.api.parameters import AT, JURISDICTION, KNOWN, flag, text

if TYPE_CHECKING:
    from web.api.operation import ApiCall

_FAMILY = "Subjects"
JURISDICTION_COLUMNS = ("jurisdiction", "name", "relationships")


def _platforms(call: ApiCall) -> Rows:
    return Rows([platform_document(one) for one in platforms(call.view.connection)])


def _platform(call: ApiCall) -> Document:
    slug = resolve_platform(call.view.connection, call.values["slug"])
    return Document(platform_document(LogReader(call.view.connection).platform(slug)))


def _jurisdictions(call: ApiCall) -> Rows:
    through = call.view.question.known.position
    counted: dict[str, int] = {}
    for key in relationships(call.view.connection, through=through):
        counted[key.jurisdiction] = counted.get(key.jurisdiction, 0) + 1
    codes = jurisdictions.country_codes() | counted.keys() if call.flag("all") else counted
    return Rows(
        [
            {
                "jurisdiction": code,
                "name": jurisdictions.name(code),
                "relationships": counted.get(code, 0),
            }
            for code in sorted(codes)
        ]
    )


def _asked(call: ApiCall) -> LawQuestion:
    return LawQuestion(call.view.question.at, call.view.site.today())


def _laws(call: ApiCall) -> Rows:
    found = histories(call.view.connection, call.view.question.known.position)
    code = call.where["jurisdiction"]
    rows = [law_row(steps, _asked(call)) for steps in found.values()]
    return Rows([one for one in rows if code in (None, one["jurisdiction"])])


def _law(call: ApiCall) -> Document:
    through = call.view.question.known.position
    name = resolve(call.view.connection, call.values["id"])
    steps = histories(call.view.connection, through).get(name, [])
    if not steps:
        raise UnknownInstrument(f"{name} was not recorded by position {through}")
    return Document(law_document(steps, _asked(call)))


def _types(call: ApiCall) -> Rows:
    words = call.given("search")
    if words is None:
        return Rows([type_row(kind) for kind in TYPES.values()])
    return Rows([type_row(TYPES[found.type_name]) for found in search_types(words)])


def _type(call: ApiCall) -> Document:
    body = schema(call.values["type"])
    return Document({**type_row(TYPES[call.values["type"]]), "schema": body})


def _schema(_call: ApiCall) -> Document:
    return Document(whole_schema())


def _description(_call: ApiCall) -> Document:
    return Document(kept())


def _in_path(name: str, about: str, example: str) -> Any:
    return text(name, about, example=example, place="path")


OPERATIONS = (
    Operation(
        path=f"{API}/platforms",
        name="platforms",
        summary="The registered platforms.",
        family=_FAMILY,
        answer=_platforms,
        schema="Platform",
        many=True,
        columns=PLATFORM_COLUMNS,
        paged=True,
    ),
    Operation(
        path=f"{API}/platforms/{{slug}}",
        name="platform",
        summary="One platform, by slug, name or alias in any script.",
        family=_FAMILY,
        answer=_platform,
        schema="Platform",
        parameters=(_in_path("slug", "Slug, name or alias.", "tiktok"),),
        refuses=(404,),
    ),
    Operation(
        path=f"{API}/jurisdictions",
        name="jurisdictions",
        summary="The jurisdictions with facts, and how many relationships each has.",
        family=_FAMILY,
        answer=_jurisdictions,
        schema="Jurisdiction",
        many=True,
        columns=JURISDICTION_COLUMNS,
        parameters=(flag("all", "All countries, those without facts too."),),
        known_only=True,
    ),
    Operation(
        path=f"{API}/laws",
        name="laws",
        summary="The laws that are recorded, each with when it was checked.",
        family=_FAMILY,
        answer=_laws,
        schema="LawRow",
        many=True,
        columns=LAW_COLUMNS,
        parameters=(JURISDICTION, AT, KNOWN),
        paged=True,
        refuses=(404,),
    ),
    Operation(
        path=f"{API}/laws/{{id}}",
        name="law",
        summary="One law: its life, its duties by category, its sanctions.",
        family=_FAMILY,
        answer=_law,
        schema="Law",
        parameters=(_in_path("id", "The id of the law, in whichever case.", "EU-DSA"), AT, KNOWN),
        refuses=(404,),
    ),
    Operation(
        path=f"{API}/types",
        name="types",
        summary="The types of fact, or those that everyday words mean.",
        family=_FAMILY,
        answer=_types,
        schema="FactType",
        many=True,
        columns=TYPE_COLUMNS,
        parameters=(text("search", "Everyday words, in any of six languages.", example="fine"),),
    ),
    Operation(
        path=f"{API}/types/{{type}}",
        name="type",
        summary="One type of fact, with its JSON Schema.",
        family=_FAMILY,
        answer=_type,
        schema="FactTypeWithSchema",
        parameters=(_in_path("type", "The type's name.", "fine-imposed"),),
        refuses=(404,),
    ),
    Operation(
        path=f"{API}/schema",
        name="schema",
        summary="The JSON Schema (2020-12) of all facts.",
        family=_FAMILY,
        answer=_schema,
        schema="JsonSchema",
        media_type="application/schema+json",
    ),
    Operation(
        path=f"{API}/openapi.json",
        name="description",
        summary="This description (OpenAPI 3.1).",
        family=_FAMILY,
        answer=_description,
        schema="OpenApi",
    ),
)
