"""Facts: one, those of a relationship, the log from a position on, what is searched, what is disputed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from aggregates.vocabulary.events import TYPES
from aggregates.vocabulary.shapes import relationship_stream
from projections.checkpoint import inclusion_proof
from projections.queries.facts import entry_named
from projections.queries.history import FACT_COLUMNS, all_conflicts, history
from projections.queries.search import SearchAsked, best_hits, latest_hits
from projections.read_models.relationships import RelationshipKey
from register.errors import UnknownFact, UnknownType
from register.log.export import recorded_document
from register.log.points import day
from register.log.reader import LogReader
from web.accounts.roles import May
from web.api.mementos import LINK_FORMAT, time_map
from web.api.operation import API, Document, Operation, Rows
from web.api.parameters import (
    FACT_IN_PATH,
    JURISDICTION,
    LIMIT,
    PAIR,
    PLATFORM,
    a_day,
    number,
    required,
    text,
    word,
)
from web.errors import NoRelationship

if TYPE_CHECKING:
    from register.log.reader import Entry
    from web.api.operation import ApiCall

_FAMILY = "Facts"
ORDERS = ("log", "rank")
_PAGE = 500
"""How many facts of the log an answer has, where nothing else is asked for."""


def _relationship(call: ApiCall) -> Document:
    key = call.key
    rows = LogReader(call.view.connection).of_stream(
        relationship_stream(key.platform, key.jurisdiction)
    )
    if not rows:
        raise NoRelationship(f"no fact is known of {key.platform} in {key.jurisdiction}")
    document = {
        "platform": key.platform,
        "jurisdiction": key.jurisdiction,
        "version": rows[-1].version,
        "first": _place(rows[0]),
        "last": _place(rows[-1]),
    }
    return Document(document, tag=str(rows[-1].version))


def _place(entry: Entry) -> dict[str, Any]:
    document = recorded_document(entry)
    return {name: document[name] for name in ("position", "recorded_at", "recorded_by")}


def _timemap(call: ApiCall) -> Document:
    key = call.key
    rows = LogReader(call.view.connection).of_stream(
        relationship_stream(key.platform, key.jurisdiction)
    )
    if not rows:
        raise NoRelationship(f"no fact is known of {key.platform} in {key.jurisdiction}")
    of = f"{API}/standings/{key.platform}/{key.jurisdiction}"
    own = f"{API}/relationships/{key.platform}/{key.jurisdiction}/timemap"
    return Document(time_map(call.view.asked, of, own, rows))


def _history(call: ApiCall) -> Rows:
    order = call.given("order") or "world"
    found = history(call.view.connection, call.view.question, call.key, order=order)
    return Rows(
        [replace(one, document=call.view.show(one.document)).to_json() for one in found],
    )


def _conflicts(call: ApiCall) -> Rows:
    found = all_conflicts(call.view.connection, call.view.question)
    return Rows([one.shown(call.view.show).to_json() for one in found])


def _entry(call: ApiCall) -> Entry:
    """Return the fact that the path names; raise UnknownFact, also where K is before it."""
    entry = entry_named(call.view.connection, call.values["id"])
    through = call.view.question.known.position
    if entry.position > through:
        raise UnknownFact(f"fact {entry.fact_id} was not recorded by position {through}")
    return entry


def _fact(call: ApiCall) -> Document:
    entry = _entry(call)
    kind, _, rest = entry.stream.partition("/")
    if kind == "relationship":
        key = RelationshipKey(*rest.split("/", 1))
        for one in history(call.view.connection, call.view.question, key):
            if one.document["position"] == entry.position:
                shown = replace(one, document=call.view.show(one.document))
                return Document({**shown.to_json(), "claims": list(one.claims)})
    return Document(call.view.show(recorded_document(entry)))


def _proof(call: ApiCall) -> Document:
    position = _entry(call).position
    return Document(inclusion_proof(call.view.connection, position, call.given("size")))


def _log(call: ApiCall) -> Rows:
    after, limit = call.given("after") or 0, call.given("limit") or _PAGE
    through = call.view.question.known.position
    entries = LogReader(call.view.connection).between(after, through, limit=limit + 1)
    found = list(entries)
    more = len(found) > limit
    following = {"after": str(found[limit - 1].position), "known": str(through)} if more else None
    rows = [call.view.show(recorded_document(entry)) for entry in found[:limit]]
    return Rows(rows, following=following)


def _search(call: ApiCall) -> Rows:
    asked, view = _search_asked(call), call.view
    hits = best_hits if call.given("order") == "rank" else latest_hits
    through, limit = view.question.known.position, call.values["end"] + 1
    found = hits(view.connection, asked, through=through, limit=limit)
    entries = LogReader(view.connection).at_positions(one["position"] for one in found.documents)
    documents = (recorded_document(entries[one["position"]]) for one in found.documents)
    return Rows([view.show(one) for one in documents])


def _search_asked(call: ApiCall) -> SearchAsked:
    kind = call.given("type")
    if kind is not None and kind not in TYPES:
        raise UnknownType(f"there is no type of fact {kind!r}")
    days = (call.given(name) for name in ("since", "until"))
    first, last = (None if one is None else day(one) for one in days)
    where = call.where
    return SearchAsked(
        call.values["q"], where["platform"], where["jurisdiction"], kind, first, last
    )


OPERATIONS = (
    Operation(
        path=f"{API}/relationships/{{platform}}/{{jurisdiction}}",
        name="relationship",
        summary="How many facts a relationship has: its version, which is its ETag.",
        about="`If-Match` of a recording takes this ETag.",
        family=_FAMILY,
        answer=_relationship,
        schema="Relationship",
        versioned=True,
        parameters=PAIR,
        refuses=(404,),
    ),
    Operation(
        path=f"{API}/relationships/{{platform}}/{{jurisdiction}}/history",
        name="history",
        summary="The facts of a relationship, with the claims about them.",
        family=_FAMILY,
        answer=_history,
        schema="HistoryFact",
        many=True,
        columns=FACT_COLUMNS,
        parameters=(
            *PAIR,
            word(
                "order",
                "By the day of effect (world, the default), or as recorded.",
                ("world", "log"),
            ),
        ),
        timed=True,
        paged=True,
        refuses=(404,),
    ),
    Operation(
        path=f"{API}/relationships/{{platform}}/{{jurisdiction}}/timemap",
        name="timemap",
        summary="The mementos of a standing (RFC 7089): one for each fact of its relationship.",
        family="Standings",
        answer=_timemap,
        schema="TimeMap",
        media_type=LINK_FORMAT,
        parameters=PAIR,
        refuses=(404,),
    ),
    Operation(
        path=f"{API}/facts/{{id}}",
        name="fact",
        summary="One fact as recorded, with what is known of it.",
        family=_FAMILY,
        answer=_fact,
        schema="RecordedFact",
        parameters=(FACT_IN_PATH,),
        known_only=True,
        refuses=(404,),
    ),
    Operation(
        path=f"{API}/facts/{{id}}/proof",
        name="proof",
        summary="The proof that a fact is in a kept checkpoint (RFC 9162).",
        about="Anybody can check it with the checkpoint and without the register.",
        family="Integrity",
        answer=_proof,
        schema="InclusionProof",
        may=May.PROVE,
        beside_log=True,
        parameters=(
            FACT_IN_PATH,
            number("size", "Of the kept checkpoint of so many facts; default: the last."),
        ),
        refuses=(404, 409),
    ),
    Operation(
        path=f"{API}/log",
        name="log",
        summary="The log after a position, in its order.",
        about="The link `next` is there as long as there is more; later ask again after the last "
        "position.",
        family=_FAMILY,
        answer=_log,
        schema="RecordedFact",
        many=True,
        columns=FACT_COLUMNS,
        parameters=(number("after", "The position after which it begins; default: 0."), LIMIT),
        known_only=True,
    ),
    Operation(
        path=f"{API}/conflicts",
        name="conflicts",
        summary="The disputed facts with both sides and their sources.",
        family=_FAMILY,
        answer=_conflicts,
        schema="Conflict",
        many=True,
        timed=True,
        paged=True,
    ),
    Operation(
        path=f"{API}/search",
        name="search",
        summary="The facts that have every word, in facts, sources or notes.",
        about="A word of more than two letters is found at the beginning of longer ones. The latest "
        "recorded come first; with `order=rank` those that say most of the words, of the latest 200.",
        family=_FAMILY,
        answer=_search,
        schema="RecordedFact",
        many=True,
        columns=FACT_COLUMNS,
        parameters=(
            required(text("q", "The words, in any script.", example="concept paper")),
            PLATFORM,
            JURISDICTION,
            text("type", "Only facts of this type.", example="fine-imposed"),
            a_day("since", "Only what may have happened on that day or later."),
            a_day("until", "Only what may have happened until that day."),
            word("order", "The latest recorded first (log, the default), or by rank.", ORDERS),
        ),
        known_only=True,
        paged=True,
        refuses=(404,),
    ),
)
