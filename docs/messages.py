"""Keeps the translations of reports in step with their source: `make messages`.

The messages are the literal texts in `tr`, `trn`, `run` and `P_` in reports/. Each language has
one catalogue, reports/locale/XX.po: what is new comes in untranslated, what is gone goes, what
is translated stays. The catalogues hold no line numbers, days or names, so that only a change of
the messages changes them. A new language is a new code in `register.jurisdictions.LANGUAGES`:
`make messages` writes its catalogue, and tests/reports/test_translations.py says what it still lacks.
"""

from __future__ import annotations

import gettext
import sys
from io import BytesIO
from typing import TYPE_CHECKING

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from docs.message_calls import ROOT, calls, placeholders, sources
from reports.words.language import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from babel.messages.catalog import Message

LOCALE = ROOT / "reports" / "locale"
TRANSLATED = tuple(code for code in LANGUAGES if code != "en")
"""The languages that have a catalogue: the messages themselves are in English."""


def template() -> Catalog:
    """Return the messages of reports as they are in the source, by file and line."""
    made = Catalog()
    for path, source in sources():
        for call in sorted(calls(path, source), key=lambda call: call.line):
            made.add(call.message, context=call.context, locations=[(path, call.line)])
    return made


def catalogue(code: str) -> Catalog:
    """Return the catalogue of a language as it is; empty if there is none."""
    path = LOCALE / f"{code}.po"
    return parsed(code, path.read_bytes() if path.is_file() else b"")


def parsed(code: str, content: bytes) -> Catalog:
    """Return a catalogue from what its file holds."""
    return read_po(BytesIO(content), locale=code, abort_invalid=True)


def updated(old: Catalog, messages: Catalog) -> bytes:
    """Return what a catalogue's file has to hold for these messages."""
    new = Catalog(locale=old.locale, charset="utf-8", header_comment=old.header_comment)
    for message in old:
        if message.id:
            new[message.id] = message
    new.update(messages, no_fuzzy_matching=True)
    written = BytesIO()
    written.write(_header(new).encode())
    write_po(
        written,
        new,
        width=0,
        omit_header=True,
        sort_by_file=True,
        ignore_obsolete=True,
        include_lineno=False,
    )
    return written.getvalue().rstrip() + b"\n"


def _header(of: Catalog) -> str:
    """Return a header of what programs need; Babel's own has days, names and versions."""
    lines = (
        f"Language: {of.locale_identifier}",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
        f"Plural-Forms: {of.plural_forms}",
    )
    return (
        _comment(of) + 'msgid ""\nmsgstr ""\n' + "".join(f'"{line}\\n"\n' for line in lines) + "\n"
    )


def _comment(of: Catalog) -> str:
    """Return what translators wrote at the top of a catalogue; Babel's own text there is left out."""
    written = of.header_comment
    return "" if written == Catalog(locale=of.locale).header_comment else f"{written}\n"


def faults(found: Catalog, messages: Catalog) -> Iterator[str]:
    """Give what is wrong with a catalogue for these messages, each with language and message."""
    for message in messages:
        if not message.id:
            continue
        for fault in _message_faults(found, message):
            yield f"{found.locale_identifier}: {fault}: {_shown(message)}"
    for message in found:
        if message.id and messages.get(message.id, message.context) is None:
            yield f"{found.locale_identifier}: no longer in the source: {_shown(message)}"
    for message in found.obsolete.values():
        yield f"{found.locale_identifier}: obsolete: {_shown(message)}"


def _shown(message: Message) -> str:
    text = message.id if isinstance(message.id, str) else message.id[0]
    return f"{message.context}: {text!r}" if message.context else repr(text)


def _message_faults(found: Catalog, message: Message) -> Iterator[str]:
    translated = found.get(message.id, message.context)
    if translated is None or type(translated.id) is not type(message.id):
        yield "missing"
        return
    english = message.id if isinstance(message.id, str) else message.id[1]
    texts = _forms(translated)
    if len(texts) != (1 if isinstance(message.id, str) else found.num_plurals) or not all(texts):
        yield "untranslated"
        return
    if translated.fuzzy:
        yield "fuzzy"
    for form, text in enumerate(texts):
        yield from _text_faults(text, english, _allowed(found, form, message))


def _forms(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def _allowed(found: Catalog, form: int, message: Message) -> tuple[set[str], ...]:
    """Return which placeholders a form may have: without the count only if it is for one number."""
    if isinstance(message.id, str):
        return (placeholders(message.id),)
    wanted = placeholders(message.id[1])
    form_of = gettext.c2py(found.plural_expr)
    alone = sum(form_of(count) == form for count in range(1_000)) == 1
    return (wanted, wanted - {"count"}) if alone else (wanted,)


def _text_faults(text: str, english: str, allowed: tuple[set[str], ...]) -> Iterator[str]:
    try:
        named = placeholders(text)
    except ValueError as wrong:
        yield f"not a message ({wrong})"
        return
    if named not in allowed:
        yield "other placeholders"
    if _edges(text) != _edges(english):
        yield "other spaces at its ends"


def _edges(text: str) -> tuple[str, str]:
    bare = text.strip()
    first, _, last = text.partition(bare)
    return first, last


def main() -> int:
    """Bring every catalogue up to date, and say what is still to be translated."""
    messages = template()
    LOCALE.mkdir(exist_ok=True)
    for code in TRANSLATED:
        content = updated(catalogue(code), messages)
        (LOCALE / f"{code}.po").write_bytes(content)
        for fault in faults(parsed(code, content), messages):
            sys.stdout.write(f"{fault}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
