"""Files that come with a form: they are archived, and their sources cite them by hash."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from aggregates.errors import FactRefused, Problem, RegisterError
from aggregates.vocabulary.fields import LanguageTag, Url, check_text
from register.errors import BadDocument
from register.importing.documents import Offer, archive
from web.forms.form_values import form_values, plain_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from web.forms.form_values import FormValues
    from web.recording.sent_form import SentForm
    from web.site import Site

_FILE = re.compile(r"((?:now\.)?sources\[\d{1,4}\])\.file", re.ASCII)


def with_files(site: Site, sent: SentForm, recorded_by: str) -> tuple[FormValues, list[Problem]]:
    """Archive the files of a form; return what was typed, with the hashes, and what was refused.

    A file is a document of the register from then on, whatever becomes of the form.
    """
    said = dict(sent.pairs)
    pairs, problems = list(sent.pairs), []
    for name, file in sent.files.items():
        if (found := _FILE.fullmatch(name)) is None:
            continue
        source = found[1]
        try:
            offer = _offer(said, source, file.file.read(), file.filename)
            digest = _archived(site, offer, recorded_by)
        except (FactRefused, BadDocument) as refused:
            problems.append(Problem(f"$.{name}", str(refused)))
            continue
        pairs = [one for one in pairs if one[0] != f"{source}.sha256"]
        pairs.append((f"{source}.sha256", digest))
        if not said.get(f"{source}.title") and not said.get(f"{source}.url"):
            pairs.append((f"{source}.title", file.filename))
    return form_values(pairs), problems


def _offer(said: dict[str, str], source: str, content: bytes, name: str) -> Offer:
    if not content:
        raise BadDocument(f"{name} is empty")
    typed = {
        field: plain_text(said.get(f"{source}.{field}", ""))
        for field in ("url", "language", "title")
    }
    return Offer(
        content=content,
        name=plain_text(name)[:200] or None,
        url=_if_good(Url, typed["url"]),
        language=_if_good(LanguageTag, typed["language"]),
        title=typed["title"][:500] or None,
    )


def _if_good(kind: Callable[[str], object], typed: str) -> str | None:
    """Return what was typed if it is of its form; else the form itself will say what is wrong."""
    try:
        check_text(kind, typed)
    except RegisterError:
        return None
    return typed


def _archived(site: Site, offer: Offer, recorded_by: str) -> str:
    (done,) = archive(site.register.register, [offer], recorded_by=recorded_by, today=site.today())
    site.register.catch_up()
    return done.sha256
