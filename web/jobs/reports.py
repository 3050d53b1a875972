"""The pages of reports: the form by which one is asked for, and how far it is."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from projections.read_models.platform_names import names_at
from projections.read_models.relationships import relationships
from reports.rendering import FORMATS
from reports.safe_text import safe
from reports.words.language import LANGUAGES, language
from web.jobs.background import JobState
from web.jobs.report_asked import WHOLE
from web.shell.page import Page, PageLink

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from web.asking.view import View
    from web.jobs.background import BackgroundJob


def report_form(
    view: View,
    jobs: Sequence[BackgroundJob],
    texts: Mapping[str, str] | None = None,
    wrong: Mapping[str, str] | None = None,
) -> Page:
    """Return the form; what was typed stays, and what is wrong stands at its field and above."""
    said = {"kind": "matrix", "format": "html", "language": view.language.code, **_of_address(view)}
    given = said if texts is None else {"kind": "", **texts}
    body = "".join(
        (
            *_summary(view, wrong or {}),
            *_form(view, given, wrong or {}),
            *made_lately(view, "/reports", view.tr("Made in the last hour"), jobs),
        )
    )
    return Page(
        title=view.tr("Reports"),
        body=body,
        current="reports",
        styles=("told.css",),
        timed=False,
        status=422 if wrong else 200,
    )


def _of_address(view: View) -> dict[str, str]:
    """Return what the address says of the report already: its day, its point of the log, of whom."""
    asked = {"at": view.question.at.isoformat(), "known": view.asked.known or ""}
    names = ("kind", "platform", "jurisdiction", "within", "from", "format")
    return asked | {name: view.query[name] for name in names if name in view.query}


def kinds(view: View) -> dict[str, str]:
    """Return what each kind of report is called."""
    tr = view.tr
    return {
        "matrix": tr("Matrix: what holds everywhere"),
        "dossier": tr("Dossier: a platform in a jurisdiction, with every fact"),
        "platform": tr("Platform: one in all jurisdictions"),
        "jurisdiction": tr("Jurisdiction: one with all platforms and laws"),
        "deadlines": tr("Deadlines: passed and ahead"),
        "changes": tr("Changes: between two moments"),
        "audit": tr("Audit: who recorded what, and whether the log is whole"),
    }


def _summary(view: View, wrong: Mapping[str, str]) -> Iterator[str]:
    if not wrong:
        return
    items = "".join(
        f'<li><a href="#report-{escape(name)}"><bdi lang="en">{escape(why)}</bdi></a></li>'
        for name, why in wrong.items()
    )
    yield (
        f'<div class="set-off bad" role="alert"><p><strong>{escape(view.tr("The report can’t be made so."))}'
        f"</strong></p><ul>{items}</ul></div>\n"
    )


def _form(view: View, given: Mapping[str, str], wrong: Mapping[str, str]) -> Iterator[str]:
    tr, through = view.tr, view.question.known.position
    keys = relationships(view.connection, through=through)
    named = names_at(view.connection, {key.platform for key in keys}, through)
    places = {key.jurisdiction: view.language.jurisdiction(key.jurisdiction) for key in keys}
    every = {"": tr("all")}
    fields = _Fields(view, given, wrong)
    action = escape(view.asked.link("/reports"))
    yield f'<form class="sheet" method="post" action="{action}">'
    yield fields.radios("kind", tr("Which report"), kinds(view))
    yield '<div class="pair">'
    yield fields.select("platform", tr("Platform"), every | _by_name(named))
    yield fields.select("jurisdiction", tr("Jurisdiction"), every | _by_name(places))
    yield fields.text("at", tr("What held on"), kind="date")
    yield fields.text("known", tr("as known at (a day, or a position of the log)"))
    yield fields.text("from", tr("Changes since (a day, or day@position)"))
    yield fields.text("within", tr("Deadlines ahead, in days"))
    yield fields.select("format", tr("Format"), {name: name for name in FORMATS})
    languages = {code: language(code).language(code) for code in LANGUAGES}
    yield fields.select("language", tr("Language"), languages)
    yield fields.text("organisation", tr("Organisation"))
    yield fields.text("author", tr("Author"))
    yield fields.text("confidentiality", tr("Confidentiality"))
    yield fields.text("contact", tr("Contact"))
    yield "</div>"
    checked = " checked" if given.get("public") else ""
    yield f'<label class="check"><input type="checkbox" name="public" value="1"{checked}>{escape(tr("For readers outside: without persons, and without quotes that may not be passed on"))}</label>'
    yield f'<div><button class="main">{escape(tr("Make the report"))}</button></div></form>\n'


def _by_name(names: Mapping[str, str]) -> dict[str, str]:
    return dict(sorted(names.items(), key=lambda one: (one[1].casefold(), one[0])))


class _Fields:
    """Writes fields with what was typed, and with what is wrong of it."""

    def __init__(self, view: View, given: Mapping[str, str], wrong: Mapping[str, str]) -> None:
        self._view = view
        self._given = given
        self._wrong = wrong

    def text(self, name: str, title: str, *, kind: str = "text") -> str:
        value = escape(self._given.get(name, ""))
        shown = f'type="{kind}" ' if kind != "text" else ""
        return self._labelled(
            name,
            title,
            f'<input {shown}id="report-{name}" name="{name}" value="{value}"{self._marks(name)}>',
        )

    def select(self, name: str, title: str, options: Mapping[str, str]) -> str:
        chosen = self._given.get(name, "")
        told = "".join(
            f'<option value="{escape(code)}"{" selected" if code == chosen else ""}>{escape(safe(label))}</option>'
            for code, label in options.items()
        )
        return self._labelled(
            name,
            title,
            f'<select id="report-{name}" name="{name}"{self._marks(name)}>{told}</select>',
        )

    def radios(self, name: str, title: str, options: Mapping[str, str]) -> str:
        chosen = self._given.get(name)
        told = "".join(
            f'<label class="check"><input type="radio" name="{name}" value="{escape(code)}"'
            f"{' checked' if code == chosen else ''}>{escape(label)}</label>"
            for code, label in options.items()
        )
        why = self._why(WHOLE)
        return (
            f'<fieldset id="report-{WHOLE}"><legend>{escape(title)}</legend>{told}{why}</fieldset>'
        )

    def _labelled(self, name: str, title: str, control: str) -> str:
        return f"<div><label>{escape(title)}{control}</label>{self._why(name)}</div>"

    def _marks(self, name: str) -> str:
        return (
            f' aria-invalid="true" aria-describedby="wrong-{name}"' if name in self._wrong else ""
        )

    def _why(self, name: str) -> str:
        if name not in self._wrong:
            return ""
        return f'<p class="wrong" id="wrong-{name}"><bdi lang="en">{escape(self._wrong[name])}</bdi></p>'


def made_lately(view: View, place: str, title: str, jobs: Iterable[BackgroundJob]) -> Iterator[str]:
    """Give somebody's own pieces of work of the last hour, with how far they are."""
    items = [
        f'<li><a href="{escape(view.asked.link(f"{place}/{one.id}"))}"><bdi>{escape(one.about)}</bdi></a>, '
        f"{escape(view.language.moment(one.began.isoformat()))}: {escape(state_words(view)[one.state])}</li>"
        for one in jobs
    ]
    if items:
        yield f"<section><h2>{escape(title)}</h2><ul>{''.join(items)}</ul></section>\n"


def state_words(view: View) -> dict[JobState, str]:
    """Return in words how far a piece of work can be."""
    tr = view.tr
    return {
        JobState.WAITING: tr("waits for its turn"),
        JobState.RUNNING: tr("is being made"),
        JobState.DONE: tr("ready"),
        JobState.FAILED: tr("could not be made"),
    }


def report_page(view: View, job: BackgroundJob) -> Page:
    """Return how far a report is; in the end, its files."""
    return Page(
        title=view.tr("Report"),
        body="".join(_progress(view, job)),
        current="reports",
        crumbs=(PageLink(view.asked.link("/reports"), view.tr("Reports")),),
        styles=("told.css",),
        timed=False,
    )


def _progress(view: View, job: BackgroundJob) -> Iterator[str]:
    tr = view.tr
    yield f"<p><bdi>{escape(job.about)}</bdi></p>"
    again = f'<p><a href="{escape(view.asked.link("/reports"))}">{escape(tr("Ask for another report"))}</a></p>'
    match job.state:
        case JobState.WAITING | JobState.RUNNING:
            yield progress(view, job)
        case JobState.FAILED:
            yield f'<p class="set-off bad" role="alert"><bdi lang="en">{escape(job.failure)}</bdi></p>{again}'
        case JobState.DONE:
            yield f'<p role="status">{escape(tr("The report is ready. It is kept for an hour."))}</p><ul class="files">'
            for file in job.result.files:
                href = escape(view.asked.link(f"/reports/{job.id}/{file.name}"))
                size = view.language.number(file.stat().st_size).label
                told = escape(tr("{number} bytes", number=size))
                yield f'<li><a class="button main" href="{href}" download><bdi dir="ltr">{escape(file.name)}</bdi></a> <span class="quiet">{told}</span></li>'
            yield f"</ul>{again}"


def progress(view: View, job: BackgroundJob) -> str:
    """Return that something is being made, with a link to look again; the page also does by itself."""
    told = state_words(view)[job.state]
    look = escape(view.tr("Look again"))
    return (
        f'<p role="status">{escape(view.tr("Not ready yet: {state}. This page looks again by itself.", state=told))}</p>'
        f'<p><a class="button" href="{escape(view.here())}">{look}</a></p>'
    )
