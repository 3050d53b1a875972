"""What the fields of forms are called, and what helps to fill them in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.words import vocabulary
from reports.words.language import P_

if TYPE_CHECKING:
    from reports.words.language import Language, Message

LABEL: dict[str, Message] = {
    "above": P_("form", "above"),
    "actor": P_("form", "who acted or said it"),
    "aliases": P_("form", "other names"),
    "announces": P_("form", "it told of this before it happened"),
    "article": P_("form", "article"),
    "at_least": P_("form", "at least"),
    "at_most": P_("form", "at most"),
    "author": P_("form", "author"),
    "below": P_("form", "below"),
    "case": P_("form", "case: what facts of one order or proceeding share"),
    "categories": P_("form", "categories"),
    "caused_by": P_("form", "follows from the fact"),
    "checked_on": P_("form", "checked against the law itself on"),
    "clocks": P_("form", "times to answer requests"),
    "counted_from": P_("form", "counted from"),
    "credibility": P_("form", "credibility, from 1 (confirmed) to 6"),
    "days": P_("form", "days counted"),
    "deadline": P_("form", "deadline"),
    "defines": P_("form", "requirements that it adds to the vocabulary"),
    "details": P_("form", "details"),
    "duties": P_("form", "duties"),
    "every": P_("form", "every"),
    "exact": P_("form", "its words"),
    "file": P_("form", "file"),
    "includes": P_("form", "includes the categories"),
    "jurisdiction": P_("form", "jurisdiction"),
    "kinds": P_("form", "kinds of service"),
    "language": P_("form", "language"),
    "licence": P_("form", "licence under which it may be passed on"),
    "link": P_("form", "address of its text"),
    "locator": P_("form", "where in it: a page, an article, a minute"),
    "metric": P_("form", "what is counted"),
    "more": P_("form", "more details"),
    "number": P_("form", "official number"),
    "obliges_to": P_("form", "obliges to"),
    "on": P_("form", "last day"),
    "periods": P_("form", "periods"),
    "person": P_("form", "pseudonym"),
    "platform": P_("form", "platform"),
    "prefix": P_("form", "the words right before the quote"),
    "published": P_("form", "published"),
    "publisher": P_("form", "publisher"),
    "quote": P_("form", "quote: its words, where they matter"),
    "recurrence": P_("form", "recurrence"),
    "reliability": P_("form", "reliability, from A (reliable) to F"),
    "replaced_by": P_("form", "replaced by"),
    "replaces": P_("form", "replaces"),
    "retrieved": P_("form", "read on"),
    "role": P_("form", "role"),
    "sanction": P_("form", "sanction"),
    "sanctions": P_("form", "sanctions, the mildest first"),
    "service": P_("form", "service"),
    "sha256": P_("form", "archived document"),
    "since": P_("form", "since"),
    "successor": P_("form", "platform that takes its place"),
    "suffix": P_("form", "the words right after the quote"),
    "summary": P_("form", "summary"),
    "thresholds": P_("form", "thresholds"),
    "timezone": P_("form", "time zone"),
    "title": P_("form", "title"),
    "turnover_percent": P_("form", "percent of the turnover"),
    "unverified": P_("form", "not found in a source"),
    "up_to": P_("form", "up to"),
    "url": P_("form", "web address"),
    "value": P_("form", "value"),
}
"""Words for fields of forms that `reports.words.vocabulary.FIELD` has no word for."""

ITEM: dict[str, Message] = {
    "aliases": P_("item", "name {number}"),
    "categories": P_("item", "category {number}"),
    "clocks": P_("item", "time {number}"),
    "duties": P_("item", "duty {number}"),
    "more": P_("item", "detail {number}"),
    "platform": P_("item", "platform {number}"),
    "reasons": P_("item", "reason {number}"),
    "sanctions": P_("item", "sanction {number}"),
    "services": P_("item", "service {number}"),
    "sources": P_("item", "source {number}"),
    "thresholds": P_("item", "threshold {number}"),
}
"""What one row is called, where it has a name of its own."""

ROW: dict[str, Message] = {
    "aliases": P_("add", "Add a name"),
    "categories": P_("add", "Add a category"),
    "duties": P_("add", "Add a duty"),
    "more": P_("add", "Add a detail"),
    "platform": P_("add", "Add a platform"),
    "sanctions": P_("add", "Add a sanction"),
    "services": P_("add", "Add a service"),
    "sources": P_("add", "Add a source"),
}
"""What the button says that adds a row, where that is not just "Add another"."""

HELP: dict[str, Message] = {
    "edtf": P_(
        "help",
        "A day, a month or a year, as you write it. With ~ behind it: about; with ?: unsure.",
    ),
    "duration": P_("help", "P10D is ten days, P4M four months, PT24H a day and a night of hours."),
    "currency": P_("help", "Three capital letters: RUB, KZT, EUR."),
    "language-tag": P_("help", "A language tag: en, ru, kk."),
    "slug": P_("help", "Small letters and digits, joined by hyphens."),
    "time-zone": P_("help", "Such as Asia/Almaty."),
    "occurred": P_(
        "help",
        "A day, a month or a year, as you write it. With ~ behind it: about; with ?: unsure. 2024-03/2024-05: somewhen between.",
    ),
    "representative": P_(
        "help",
        "Name and contact of a person are sealed, so that they can be forgotten. Write them "
        "nowhere else.",
    ),
    "person": P_("help", "It stays for ever, so it must not tell who it is: kz-representative-1."),
    "quote": P_("help", "Copy it from the source. It is looked up in the file."),
    "file": P_(
        "help", "PDF, web page, text or picture, up to 50 MB. It is archived when you go on."
    ),
    "value": P_("help", "A text or a number."),
}
"""Helps by the name of a field, or else by the format of what is typed."""

CHOICES = {
    "role": "role",
    "qualifier": "qualifier",
    "basis": "figure basis",
    "outcome": "outcome",
    "extent": "extent",
    "of": "of",
    "reported_by": "role",
}
"""By the name of a field: the vocabulary that its choices are words of."""


def label_of(language: Language, name: str) -> str:
    """Return what a field is called, as it stands above it."""
    if name in LABEL:
        words = language.word(LABEL[name])
    else:
        found = vocabulary.field(language, name)
        words = found if isinstance(found, str) else getattr(found, "text", name)
    return words[:1].upper() + words[1:]


def item_of(language: Language, name: str, number: int) -> str:
    """Return what the row of a number is called, from 1 on."""
    if name not in ITEM:
        return f"{label_of(language, name)} {number}"
    words = language.word(ITEM[name]).format(number=number)
    return words[:1].upper() + words[1:]


def help_of(language: Language, name: str, form: str) -> str:
    """Return what helps to fill a field in; empty: nothing needs to."""
    message = HELP.get(name) or HELP.get(form)
    return "" if message is None else language.word(message)


def choice_of(language: Language, name: str, code: str) -> str:
    """Return what a choice is called."""
    return vocabulary.word(language, CHOICES[name], code).label if name in CHOICES else code


def add_of(language: Language, name: str) -> str:
    """Return what the button says that adds a row."""
    return language.word(ROW[name]) if name in ROW else language.tr("Add another")
