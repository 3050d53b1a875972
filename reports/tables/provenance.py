"""The end of every report: what its words mean, how it was made, and how to make it again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.model import Code, Paragraph, Section, Terms, Tone, Word
from reports.tables.colophon import colophon
from reports.words import standing_sentences, vocabulary
from reports.words.meanings import MEANING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reports.context import ReportContext
    from reports.model import Block, Inline, Run
    from reports.statement import LogPoint, Statement
    from reports.words.language import Language


def made(making: ReportContext, words: Iterable[tuple[str, str]]) -> Section:
    """Return the last section: the meaning of words (context and code), T, K, rules, versions."""
    language = making.language
    blocks: list[Block] = []
    if pairs := word_meanings(language, words):
        blocks.append(Terms(pairs))
    blocks.append(Paragraph((_about(language),)))
    blocks.append(Terms(tuple(_stated(making))))
    if making.statement.public:
        blocks.append(Paragraph((outsiders(language),)))
    title = language.tr("What the words mean, and how this report was made")
    return Section("made", title, tuple(blocks))


def _about(language: Language) -> str:
    return language.tr(
        "The register records what sources say, with the sources; it does not say that they are "
        "right. What holds on a day is worked out from these facts by fixed rules. Nothing that "
        "was recorded is ever changed: a mistake is corrected by a further fact."
    )


def outsiders(language: Language) -> str:
    """Return what a report for readers outside leaves out, in a sentence."""
    return language.tr(
        "This report is for readers outside: it leaves out quotes and archived documents that may "
        "not be passed on, names and contacts of persons, and who recorded the facts."
    )


def read_anew(statement: Statement, language: Language) -> Paragraph | None:
    """Return that a report was made by earlier rules, in a sentence; None: it was not."""
    if statement.rules_then is None:
        return None
    told = language.tr(
        "This report was first made by rules {then}; this version of the register reads the same "
        "log by rules {now}, so standings may differ.",
        then=statement.rules_then,
        now=statement.rules,
    )
    return Paragraph((told,), Tone.WARN)


def word_meanings(
    language: Language, words: Iterable[tuple[str, str]]
) -> tuple[tuple[Run, Run], ...]:
    """Return the words with what they mean, each once, in the order of the vocabulary."""
    used = set(words)
    return tuple(
        (_term(language, context, code), (language.word(message),))
        for (context, code), message in MEANING.items()
        if (context, code) in used
    )


def _term(language: Language, context: str, code: str) -> Run:
    if context == "mark":
        return (_MARKS[code](language),)
    word: Word = vocabulary.word(language, context, code)
    match context:
        case "access":
            return language.run("Access: {word}", word=word)
        case "compliance":
            return language.run("Compliance: {word}", word=word)
        case "ahead":
            return language.run("Ahead: {word}", word=word)
        case "observed":
            return language.run("Measured: {word}", word=word)
        case _:
            return (word,)


_MARKS = {"old": standing_sentences.old, "contradicted": standing_sentences.contradicted}


def _stated(making: ReportContext) -> Iterable[tuple[Run, Run]]:
    """Give by whom it was made, and what it depends on, as names and values."""
    tr, language, statement = making.language.tr, making.language, making.statement
    yield from colophon(statement, language)
    yield (tr("Day asked about"),), (language.day(statement.at),)
    yield (tr("Log as known"),), _known(language, statement.known)
    yield (tr("Its root"),), (Code(statement.known.root),)
    if (before := statement.before) is not None:
        yield (tr("Compared with"),), (language.day(before.at),)
        yield (tr("Log as known then"),), _known(language, before.known)
        yield (tr("Its root then"),), (Code(before.known.root),)
    yield (tr("Rules"),), (statement.rules,)
    yield (tr("Made by"),), (f"register {statement.register}",)
    yield (tr("Language"),), (language.language(statement.language),)
    yield (tr("To make it again"),), (Code("register report --again FILE"),)


def _known(language: Language, known: LogPoint) -> Run:
    position: Inline = language.number(known.position)
    if known.recorded_at is None:
        return language.run("through position {position}", position=position)
    return language.run(
        "through position {position}, recorded {moment}",
        position=position,
        moment=language.moment(known.recorded_at),
    )
