"""Claims first: what is known of the facts once claims have acted (domain.md, "derived", 1)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

import msgspec

from aggregates.dates.occurrence import occurrence
from aggregates.dates.windows import deadline, window
from aggregates.relationship import merge_patch, without_nulls
from aggregates.vocabulary.effects import Act
from aggregates.vocabulary.fields import decode_text
from aggregates.vocabulary.shapes import ClaimFact, CorrectionFact, Fact, RelationshipFact

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


class Known(msgspec.Struct, frozen=True):
    """A fact of a relationship with what the log adds: its position and its day of recording.

    ``public`` tells whether it was public by the day that is asked for (P), if one is.
    """

    position: int
    recorded_on: date
    fact: Fact
    public: bool = True

    @property
    def id(self) -> str:
        """The fact's id."""
        return str(self.fact.id)


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What holds of the facts after the claims, the same for every day.

    ``facts`` are those that count, corrected, without the claims. ``denied`` are the ids of
    those whose latest claim, of confirmation and denial, is a denial; ``doubtful`` adds the
    facts that follow from them. ``retracted_by`` and ``corrected_by`` name the claims at
    work. ``void`` are the ids of everything without effect.
    """

    facts: tuple[Known, ...]
    denied: frozenset[str]
    doubtful: frozenset[str]
    retracted_by: dict[str, str] = field(default_factory=dict)
    corrected_by: dict[str, tuple[str, ...]] = field(default_factory=dict)
    claims_on: dict[str, tuple[str, ...]] = field(default_factory=dict)
    void: frozenset[str] = frozenset()


def knowledge(facts: Sequence[Known]) -> Knowledge:
    """Let the claims act on the facts, which are given in the order of the log.

    A public claim also acts on a fact that is not public itself, and on what follows from it.
    """
    public = [known for known in facts if known.public]
    retracted_by = _retractions(public)
    void = _with_consequences(facts, retracted_by)
    claims = [known for known in public if _is_claim(known) and known.id not in void]
    corrections = _corrections(claims)
    standing = tuple(
        corrected(known, corrections.get(known.id, []))
        for known in public
        if known.id not in void and not _is_claim(known)
    )
    denied = _denied(claims) - void
    return Knowledge(
        facts=standing,
        denied=frozenset(denied & {known.id for known in standing}),
        doubtful=_with_consequences(facts, denied) if denied else frozenset(),
        retracted_by=retracted_by,
        corrected_by={
            target: tuple(claim.id for claim in found) for target, found in corrections.items()
        },
        claims_on=_claims_on(claims),
        void=void,
    )


def _is_claim(known: Known) -> bool:
    return isinstance(known.fact, ClaimFact)


def _act(claim: Known) -> Act | None:
    return claim.fact.EFFECT.act if claim.fact.EFFECT else None


def _retractions(facts: Sequence[Known]) -> dict[str, str]:
    """Return, from the last position back, what is retracted by a retraction that has effect."""
    retracted: dict[str, str] = {}
    for known in reversed(facts):
        fact = known.fact
        if isinstance(fact, ClaimFact) and _act(known) is Act.RETRACT and known.id not in retracted:
            retracted.setdefault(fact.refers_to, known.id)
    return retracted


def _with_consequences(facts: Sequence[Known], ids: Iterable[str]) -> frozenset[str]:
    """Return the ids with those of all facts that follow from them, directly or not."""
    found = set(ids)
    if not found:
        return frozenset()
    for known in facts:
        fact = known.fact
        if isinstance(fact, RelationshipFact) and fact.caused_by in found:
            found.add(known.id)
    return frozenset(found)


def _corrections(claims: Iterable[Known]) -> dict[str, list[Known]]:
    found: dict[str, list[Known]] = {}
    for known in claims:
        if isinstance(known.fact, CorrectionFact):
            found.setdefault(known.fact.refers_to, []).append(known)
    return found


def _claims_on(claims: Iterable[Known]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for known in claims:
        if isinstance(known.fact, ClaimFact):
            target = known.fact.refers_to
            found[target] = (*found.get(target, ()), known.id)
    return found


def _denied(claims: Iterable[Known]) -> set[str]:
    """Return what the latest claim, of confirmation and denial, denies."""
    denied: set[str] = set()
    for known in claims:
        if not isinstance(known.fact, ClaimFact):
            continue
        match _act(known):
            case Act.DENY:
                denied.add(known.fact.refers_to)
            case Act.CONFIRM:
                denied.discard(known.fact.refers_to)
            case _:
                pass
    return denied


def corrected(known: Known, corrections: Sequence[Known]) -> Known:
    """Return a fact after corrections, applied in log order."""
    if not corrections:
        return known
    document: dict[str, Any] = msgspec.to_builtins(known.fact, enc_hook=str)
    fact = known.fact
    for correction in corrections:
        if isinstance(correction.fact, CorrectionFact):
            patch = msgspec.to_builtins(correction.fact.details.replacement, enc_hook=str)
            patched = merge_patch(document, patch)
            try:
                fact = msgspec.convert(without_nulls(patched), type(fact), dec_hook=decode_text)
            except msgspec.ValidationError:
                continue  # no decision would have let it in, and replay refuses nothing
            document = patched
    return msgspec.structs.replace(known, fact=fact)


def effect_window(known: Known) -> tuple[date | None, date, str]:
    """Return a fact's first day, its day of effect, and its local time of day.

    Without any last day the day of recording is the last (domain.md, "When a fact takes effect").
    """
    first, last, time = occurrence(known.fact, known.recorded_on)
    return first, known.recorded_on if last is None else last, time


def public_on(fact: Fact) -> date | None:
    """Return the first day by which one of the sources was surely published; None: never."""
    return min(published_on(fact), default=None)


def published_on(fact: Fact) -> Iterator[date]:
    """Give the days by which each source was surely published, where it says so."""
    for source in fact.sources:
        if source.published is not None:
            last = window(source.published).last
            if last is not None:
                yield last


def latest_source(facts: Iterable[Known], by: date) -> date | None:
    """Return the last day, up to a day, on which a source of any fact was published, claims too."""
    days = (day for known in facts for day in published_on(known.fact) if day <= by)
    return max(days, default=None)


def day_of_deadline(text: str | None) -> date | None:
    """Return the last day of a ``due`` or ``until``; None: there is no deadline."""
    return None if text is None else deadline(text)
