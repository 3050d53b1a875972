"""The words of the domain as reports write them: labels, meanings, tones and signs (domain.md).

Codes stay as they are in what programs read; people read these labels, in the report's language.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from reports.model import Foreign, Tone, Word
from reports.words.fact_words import FACT_TYPES
from reports.words.language import P_
from reports.words.meanings import MEANING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from projections.fold.standing import MeasureStanding
    from reports.model import Inline, Run
    from reports.words.language import Language, Message

_REMEMBERED = 4_096
"""How many words are kept in a language: a report says the same ones again and again."""

COMPLIANCE: dict[str, Message] = {
    "inactive": P_("compliance", "inactive"),
    "non-compliant": P_("compliance", "non-compliant"),
    "overdue": P_("compliance", "overdue"),
    "slipping": P_("compliance", "slipping"),
    "pending": P_("compliance", "pending"),
    "unconfirmed": P_("compliance", "unconfirmed"),
    "compliant": P_("compliance", "compliant"),
    "cooperating": P_("compliance", "cooperating"),
    "unassessed": P_("compliance", "unassessed"),
}
ACCESS: dict[str, Message] = {
    "open": P_("access", "open"),
    "stayed": P_("access", "block stayed"),
    "limited": P_("access", "limited"),
    "restricted": P_("access", "restricted"),
    "withdrawn": P_("access", "withdrawn by the platform"),
    "blocked": P_("access", "blocked"),
}
AHEAD: dict[str, Message] = {
    "proposed": P_("ahead", "block proposed"),
    "threatened": P_("ahead", "block threatened"),
    "stayed": P_("ahead", "order to block stayed"),
    "ordered": P_("ahead", "block ordered"),
}
OBSERVED: dict[str, Message] = {
    "blocked": P_("observed", "blocked"),
    "disturbed": P_("observed", "disturbed"),
    "reachable": P_("observed", "reachable"),
}
STATE: dict[str, Message] = {
    "breached": P_("state", "breached"),
    "met": P_("state", "met"),
    "refused": P_("state", "refused"),
    "lapsed": P_("state", "lapsed"),
    "claimed": P_("state", "claimed"),
    "overdue": P_("state", "overdue"),
    "late": P_("state", "late"),
    "pledged": P_("state", "pledged"),
    "required": P_("state", "required"),
    "stayed": P_("state", "stayed"),
    "abandoned": P_("state", "abandoned"),
    "unconfirmed": P_("state", "unconfirmed"),
}
LEVEL: dict[str, Message] = {
    "proposed": P_("level", "proposed"),
    "threatened": P_("level", "threatened"),
    "ordered": P_("level", "ordered"),
    "restricted": P_("level", "restricted"),
    "withdrawn": P_("level", "withdrawn"),
    "blocked": P_("level", "blocked"),
}
SLOT: dict[str, Message] = {
    "in-force": P_("slot", "in force"),
    "ahead": P_("slot", "ahead"),
}
BASIS: dict[str, Message] = {
    "law": P_("basis", "law"),
    "voluntary": P_("basis", "voluntary"),
}
CERTAINTY: dict[str, Message] = {
    "exact": P_("certainty", "exact"),
    "approximate": P_("certainty", "approximate"),
}
SIDE: dict[str, Message] = {
    "state": P_("side", "the state"),
    "platform": P_("side", "the platform itself"),
}
BEGAN: dict[str, Message] = {
    "fact": P_("began", "a fact"),
    "time": P_("began", "the passing of time"),
}
SET_BY: dict[str, Message] = {
    "law": P_("deadline", "the law"),
    "pledge": P_("deadline", "the platform’s pledge"),
}
REQUIREMENT: dict[str, Message] = {
    "representative": P_("requirement", "legal representative"),
    "local-office": P_("requirement", "local office"),
    "contact-point": P_("requirement", "contact point for the authorities"),
    "registration": P_("requirement", "registration with the authority"),
    "data-localization": P_("requirement", "data kept in the country"),
    "reporting-channel": P_("requirement", "channel for reporting content"),
    "cooperation-agreement": P_("requirement", "cooperation agreement"),
    "content-removal": P_("requirement", "removal of content"),
    "transparency-report": P_("requirement", "transparency report"),
    "risk-assessment": P_("requirement", "risk assessment"),
    "child-safety": P_("requirement", "safety of children"),
    "data-access": P_("requirement", "access to data for researchers"),
    "age-assurance": P_("requirement", "age assurance"),
    "grievance-officer": P_("requirement", "grievance officer"),
    "divestiture": P_("requirement", "divestiture"),
    "ad-repository": P_("requirement", "repository of advertisements"),
    "national-interface": P_("requirement", "interface in the national language"),
    "audience-measurement": P_("requirement", "audience measurement"),
    "account-suspension": P_("requirement", "suspension of accounts"),
    "account-verification": P_("requirement", "verification of accounts"),
    "ad-labelling": P_("requirement", "labelling of advertisements"),
    "authorised-recipient": P_("requirement", "recipient authorised for service"),
    "authority-requests": P_("requirement", "answers to requests of authorities"),
    "children-access-assessment": P_("requirement", "assessment of children’s access"),
    "complaint-handling": P_("requirement", "handling of complaints"),
    "compliance-officer": P_("requirement", "compliance officer"),
    "data-portability": P_("requirement", "handing data over to users"),
    "data-retention": P_("requirement", "retention of data"),
    "duty-of-care": P_("requirement", "duty of care"),
    "live-blocking": P_("requirement", "blocking of live streams"),
    "notification": P_("requirement", "notification of the authority"),
    "safety-measures": P_("requirement", "safety measures"),
    "self-regulation-officer": P_("requirement", "officer for self-regulation"),
    "specific-measures": P_("requirement", "specific measures against terrorist content"),
    "statement-of-reasons": P_("requirement", "reasons for decisions on content"),
    "tax-registration": P_("requirement", "registration for tax"),
    "threat-notification": P_("requirement", "notification of threats"),
    "traceability": P_("requirement", "tracing of first senders"),
    "user-rules": P_("requirement", "rules of use in the national language"),
    "guardian-linked-accounts": P_("requirement", "accounts linked to a guardian's"),
    "parental-controls": P_("requirement", "parental controls"),
    "no-profiling-of-minors": P_("requirement", "no profiling of minors"),
    "record-keeping": P_("requirement", "keeping of records"),
    "political-ad-labelling": P_("requirement", "labels on political advertising"),
    "targeting-limits": P_("requirement", "limits of targeting"),
    "out-of-court-settlement": P_("requirement", "out-of-court settlement of disputes"),
    "user-numbers": P_("requirement", "publication of numbers of users"),
    "recommender-transparency": P_("requirement", "transparency of recommender systems"),
    "independent-audit": P_("requirement", "independent audit"),
    "recommender-choice": P_("requirement", "choice of recommender systems"),
    "compliance-function": P_("requirement", "compliance function"),
    "supervisory-fee": P_("requirement", "supervisory fee"),
    "parental-consent": P_("requirement", "consent of parents"),
    "safety-by-default": P_("requirement", "safety by default"),
    "privacy-notice": P_("requirement", "privacy notice"),
    "security-safeguards": P_("requirement", "security safeguards"),
    "breach-notification": P_("requirement", "notification of breaches of data"),
    "data-protection-officer": P_("requirement", "data protection officer"),
    "account-age-limit": P_("requirement", "age limit of accounts"),
    "licence-conditions": P_("requirement", "conditions of the licence"),
    "user-guidelines": P_("requirement", "guidelines for users"),
    "user-controls": P_("requirement", "safety tools for users"),
    "safety-plan": P_("requirement", "online safety plan"),
    "age-rating": P_("requirement", "age rating"),
}
SCOPE: dict[str, Message] = {
    "nationwide": P_("scope", "nationwide"),
    "advertising": P_("scope", "advertising"),
    "app-stores": P_("scope", "app stores"),
    "government-devices": P_("scope", "government devices"),
    "service": P_("scope", "the whole service"),
    "all": P_("scope", "every scope"),
}
ROLE: dict[str, Message] = {
    "authority": P_("role", "authority"),
    "platform": P_("role", "platform"),
    "legislature": P_("role", "legislature"),
    "court": P_("role", "court"),
    "press": P_("role", "press"),
    "civil-society": P_("role", "civil society"),
    "measurement": P_("role", "measurement"),
}
QUALIFIER: dict[str, Message] = {
    "exact": P_("qualifier", "exactly"),
    "at-least": P_("qualifier", "at least"),
    "more-than": P_("qualifier", "more than"),
    "about": P_("qualifier", "about"),
    "at-most": P_("qualifier", "at most"),
}
FIGURE_BASIS: dict[str, Message] = {
    "law": P_("figure basis", "under the law"),
    "community-rules": P_("figure basis", "under the platform’s own rules"),
}
UNIT: dict[str, Message] = {
    "items": P_("unit", "items"),
    "videos": P_("unit", "videos"),
    "accounts": P_("unit", "accounts"),
    "channels": P_("unit", "channels"),
    "requests": P_("unit", "requests"),
    "users": P_("unit", "users"),
    "percent": P_("unit", "percent"),
}
OUTCOME: dict[str, Message] = {
    "complied": P_("outcome", "complied with"),
    "partly": P_("outcome", "partly complied with"),
    "refused": P_("outcome", "refused"),
    "other": P_("outcome", "another outcome"),
    "upheld": P_("outcome", "upheld"),
    "annulled": P_("outcome", "annulled"),
    "reduced": P_("outcome", "reduced"),
    "remitted": P_("outcome", "sent back for a new decision"),
    "removed": P_("outcome", "removed"),
    "not-found": P_("outcome", "not found"),
    "not-enough-information": P_("outcome", "not enough information"),
    "already-removed": P_("outcome", "removed before"),
}
EXTENT: dict[str, Message] = {
    "full": P_("extent", "full"),
    "partial": P_("extent", "partial"),
}
STAYED_PART: dict[str, Message] = {
    "obligation": P_("stayed part", "the obligation"),
    "finding": P_("stayed part", "the finding of a breach"),
    "fine": P_("stayed part", "the fine"),
}
FIELD: dict[str, Message] = {
    "amount": P_("field", "amount"),
    "authority": P_("field", "authority"),
    "basis": P_("field", "basis"),
    "case": P_("field", "case"),
    "category": P_("field", "category"),
    "contact": P_("field", "contact"),
    "count": P_("field", "number"),
    "currency": P_("field", "currency"),
    "definition": P_("field", "what is counted"),
    "due": P_("field", "due"),
    "duty": P_("field", "duty under the law"),
    "effective": P_("field", "effective"),
    "extent": P_("field", "extent"),
    "instance": P_("field", "for the period"),
    "instrument": P_("field", "law"),
    "kind": P_("field", "kind of sanction"),
    "legal_basis": P_("field", "legal basis"),
    "location": P_("field", "location"),
    "name": P_("field", "name"),
    "note": P_("field", "note"),
    "occurred": P_("field", "when it happened"),
    "of": P_("field", "holds back"),
    "operator": P_("field", "operator"),
    "order": P_("field", "order"),
    "organization": P_("field", "organization"),
    "outcome": P_("field", "outcome"),
    "period": P_("field", "period"),
    "place": P_("field", "place"),
    "qualifier": P_("field", "qualifier"),
    "reason": P_("field", "reason"),
    "reasons": P_("field", "reasons"),
    "reported_by": P_("field", "reported by"),
    "representative": P_("field", "representative"),
    "request": P_("field", "request"),
    "requirement": P_("field", "requirement"),
    "scope": P_("field", "scope"),
    "services": P_("field", "services"),
    "set_by": P_("field", "set by fact"),
    "sources": P_("field", "sources"),
    "stage": P_("field", "stage"),
    "topic": P_("field", "topic"),
    "unit": P_("field", "unit"),
    "until": P_("field", "until"),
    "within": P_("field", "to be answered within"),
}

_TONES: dict[Tone, frozenset[str]] = {
    Tone.GOOD: frozenset({"compliant", "cooperating", "met", "open", "reachable"}),
    Tone.AHEAD: frozenset({"pending", "pledged", "required", "claimed", "proposed", "stayed"}),
    Tone.WARN: frozenset(
        {
            "slipping",
            "late",
            "abandoned",
            "threatened",
            "ordered",
            "limited",
            "disturbed",
            "approximate",
        }
    ),
    Tone.BAD: frozenset(
        {"non-compliant", "breached", "refused", "lapsed", "restricted", "blocked"}
    ),
    Tone.GONE: frozenset({"inactive", "withdrawn"}),
    Tone.PASSED: frozenset({"overdue"}),
    Tone.SILENT: frozenset({"unconfirmed"}),
}
_SIGNS = {
    "inactive": "⏻",
    "non-compliant": "✕",
    "overdue": "◷",
    "slipping": "↘",
    "pending": "…",
    "unconfirmed": "◍",
    "compliant": "✓",
    "cooperating": "+",
    "unassessed": "·",
    "open": "○",
    "approximate": "≈",
    "limited": "◔",
    "proposed": "?",
    "threatened": "!",
    "stayed": "‖",
    "ordered": "‼",
    "restricted": "◑",
    "withdrawn": "⏏",
    "blocked": "■",
    "disturbed": "▚",
    "reachable": "○",
}
_TONE_OF = {code: tone for tone, codes in _TONES.items() for code in codes}

OPEN: dict[str, Mapping[str, Message]] = {"requirement": REQUIREMENT, "scope": SCOPE, "unit": UNIT}
CLOSED: dict[str, Mapping[str, Message]] = {
    "compliance": COMPLIANCE,
    "access": ACCESS,
    "ahead": AHEAD,
    "observed": OBSERVED,
    "state": STATE,
    "level": LEVEL,
    "slot": SLOT,
    "basis": BASIS,
    "certainty": CERTAINTY,
    "side": SIDE,
    "began": BEGAN,
    "set by": SET_BY,
    "role": ROLE,
    "qualifier": QUALIFIER,
    "figure basis": FIGURE_BASIS,
    "outcome": OUTCOME,
    "extent": EXTENT,
    "of": STAYED_PART,
    "type": FACT_TYPES,
}


@lru_cache(_REMEMBERED)
def word(language: Language, context: str, code: str) -> Word:
    """Return a word of a closed vocabulary; one that it lacks is shown by its code."""
    message = CLOSED[context].get(code)
    label = code if message is None else language.word(message)
    return Word(code, label, _TONE_OF.get(code, Tone.NEUTRAL), _SIGNS.get(code, ""))


@lru_cache(_REMEMBERED)
def named(language: Language, context: str, code: str) -> Inline:
    """Return a word of a vocabulary that laws and recorders add to: a requirement, scope or unit.

    One that it lacks stands as it was recorded. An instance of a requirement
    (``transparency-report@2024-H1``) keeps its period.
    """
    name, mark, instance = code.partition("@") if context == "requirement" else (code, "", "")
    message = OPEN[context].get(name)
    if message is None:
        return Foreign(code)
    label = language.word(message)
    return Word(code, f"{label} ({instance})" if mark else label)


def meaning(language: Language, context: str, code: str) -> str | None:
    """Return what a word of a standing means, in a sentence; None: it needs none."""
    message = MEANING.get((context, code))
    return None if message is None else language.word(message)


def field(language: Language, name: str) -> Inline:
    """Return what a field of a fact is called; one that it lacks stands as it was recorded."""
    message = FIELD.get(name)
    return Foreign(name.replace("_", " ")) if message is None else language.word(message)


def level(language: Language, one: MeasureStanding) -> Word:
    """Return the level of a measure; of a stayed one, with that and its sign."""
    return level_word(language, one.level, stayed=one.stayed)


def level_word(language: Language, code: str, *, stayed: bool) -> Word:
    """Return a level of measures; of a stayed measure, with that and its sign."""
    found = word(language, "level", code)
    if not stayed:
        return found
    label = language.tr("{level} (stayed)", level=found.label)
    return Word(code, label, _TONE_OF["stayed"], _SIGNS["stayed"])


def where(language: Language, one: MeasureStanding) -> Run:
    """Return where a measure applies: its scope, the service, and the order it is told apart by."""
    return placed(language, one.scope, one.service, one.order)


def placed(language: Language, scope: str, service: str | None, order: str | None) -> Run:
    """Return a scope, with a service and an order where there is one."""
    told: Run = (named(language, "scope", scope),)
    if service is not None:
        told = language.run("{scope}, {service}", scope=told, service=Foreign(service))
    if order is None:
        return told
    return language.run("{scope}, order {order}", scope=told, order=Foreign(order))
