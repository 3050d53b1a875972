"""Operations of the API: what each asks for, what it answers, and who may call it.

From these both the routes and their description (OpenAPI) are made, so that the two are one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from projections.read_models import platform_names
from register import jurisdictions
from web.accounts.roles import May

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from projections.read_models.relationships import RelationshipKey
    from web.asking.view import View

JSON, JSONL, CSV = "application/json", "application/jsonl", "text/csv; charset=utf-8"
API = "/api/v1"


@dataclass(frozen=True, slots=True)
class ApiParameter:
    """A parameter, with the JSON Schema of its text; ``place`` is ``query``, ``path`` or ``header``."""

    name: str
    about: str
    schema: Mapping[str, Any]
    place: str = "query"
    example: str | int | None = None
    required: bool = False


@dataclass(frozen=True, slots=True)
class ApiCall:
    """A question: a view of the register, and the values of the parameters that were given."""

    view: View
    values: Mapping[str, Any]

    def given(self, name: str) -> Any:
        """Return the value of a parameter; None: it was not given."""
        return self.values.get(name)

    @property
    def where(self) -> dict[str, str | None]:
        """The platform and the jurisdiction that are asked for; raise what says that it is none."""
        platform, place = self.given("platform"), self.given("jurisdiction")
        return {
            "platform": platform and platform_names.resolve(self.view.connection, platform),
            "jurisdiction": place and jurisdictions.resolve(place),
        }

    @property
    def key(self) -> RelationshipKey:
        """The relationship that the path names."""
        return self.view.key(self.values["platform"], self.values["jurisdiction"])

    def flag(self, name: str) -> bool:
        """Tell whether a parameter was given that stands for yes by itself."""
        return self.values.get(name) is True


@dataclass(frozen=True, slots=True)
class Rows:
    """A list as an answer; ``cells`` makes a row of CSV of one, where that is another.

    ``following`` are the parameters with which the list goes on; None: this is its end, or whoever
    pages it knows.
    """

    documents: Sequence[Any]
    cells: Callable[[Any], Mapping[str, Any]] | None = None
    following: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """One thing as an answer; ``tag`` is its version, where it has one of its own."""

    content: Any
    tag: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One question that can be asked over HTTP.

    ``schema`` is of the document, or of one row where the answer is a list (``columns`` are those
    of CSV). ``timed`` says that T, K and P can be asked (of what is ``known_to_all`` no P: it takes
    no heed of what was public), ``known_only`` that only K can. ``paged``
    lists come in parts. ``versioned`` documents have a version, which alone is their ETag. What is
    ``beside_log`` tells of checkpoints or keys too, and is made each time.
    What has no ``answer`` is no question: its route says what it does. ``body`` is the schema of
    what it takes, ``answers`` are the statuses of what succeeds.
    """

    path: str
    name: str
    summary: str
    family: str
    schema: str
    answer: Callable[[ApiCall], Rows | Document] | None = None
    method: str = "GET"
    body: str | None = None
    many: bool = False
    columns: Sequence[str] = ()
    about: str = ""
    may: May = May.READ
    parameters: Sequence[ApiParameter] = ()
    timed: bool = False
    known_to_all: bool = False
    known_only: bool = False
    paged: bool = False
    versioned: bool = False
    beside_log: bool = False
    media_type: str = JSON
    refuses: Sequence[int] = field(default=())
    answers: Mapping[int, str] = field(default_factory=lambda: {200: "The answer."})

    @property
    def forms(self) -> tuple[str, ...]:
        """The media types that it answers in, the first one by default."""
        if not self.many:
            return (self.media_type,)
        return (JSON, JSONL, CSV) if self.columns else (JSON, JSONL)
