"""The addresses of reports and of integrity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from litestar import Response, Router, get, post
from litestar.di import NamedDependency, Provide
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from aggregates.errors import RegisterError
from integrity.checkpoints.store import last_kept
from web.accounts.roles import May
from web.guard import ROUTE
from web.jobs.check_page import check_page
from web.jobs.integrity import integrity
from web.jobs.report_asked import ReportReader
from web.jobs.report_making import ReportMaking
from web.jobs.reports import kinds, report_form, report_page
from web.jobs.sent import MOST_BYTES, SentWish, sent_wish
from web.jobs.verification import LogVerification, refuse_no_note
from web.shell.problems import status_of
from web.shell.responding import Asking, fresh_page, view_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from web.asking.view import View
    from web.jobs.background import BackgroundJob, BackgroundJobs
    from web.shell.page import Page

READ = {ROUTE: May.READ}
PROVE = {ROUTE: May.PROVE}
SENT = {"sent": Provide(sent_wish)}
REPORT, CHECK = "report", "check"
LOOK_AGAIN_SECONDS = 2
"""After how many seconds a page that waits is asked for again."""


@get("/reports", opt=READ, sync_to_thread=True)
def reports_page(request: Asking) -> Response[bytes]:
    """Ask which report is to be made."""
    with view_of(request) as view:
        return fresh_page(view, report_form(view, _own(request, view, REPORT)))


@post("/reports", opt=READ, sync_to_thread=True, dependencies=SENT, status_code=303)
def wanted_report(request: Asking, sent: NamedDependency[SentWish]) -> Response[bytes]:
    """Make a report in the background; or show the form again with what is wrong."""
    with view_of(request) as view:
        reader = ReportReader(view, sent.texts)
        asked = reader.asked()
        if asked is None:
            own = _own(request, view, REPORT)
            return fresh_page(view, report_form(view, own, sent.texts, reader.wrong))
        kind = kinds(view)[asked.statement.kind]
        about = f"{kind} · {asked.file_name}"
        work = ReportMaking(view.site, view.principal, asked)
        job = _jobs(request).start(REPORT, view.principal.handle, about, work)
        return _seen(view, f"/reports/{job.id}")


@get("/reports/{name:str}", opt=READ, sync_to_thread=True)
def made_report(request: Asking, name: FromPath[str]) -> Response[bytes]:
    """Show how far a report is."""
    with view_of(request) as view:
        job = _jobs(request).get(REPORT, view.principal.handle, name)
        return _waiting(job, view, report_page)


@get("/reports/{name:str}/{file:str}", opt=READ, sync_to_thread=True)
def report_file(request: Asking, name: FromPath[str], file: FromPath[str]) -> Response[bytes]:
    """Give a file of a report."""
    job = _jobs(request).get(REPORT, request.state.principal.handle, name)
    found = [one for one in (job.result.files if job.is_done else ()) if one.name == file]
    if not found:
        raise NotFoundException(f"this report has no file {file}")
    headers = {
        "Content-Disposition": f'attachment; filename="{found[0].name}"',
        "Cache-Control": "no-store",
    }
    return Response(found[0].read_bytes(), media_type="application/octet-stream", headers=headers)


@get("/integrity", opt=READ, sync_to_thread=True)
def integrity_page(request: Asking) -> Response[bytes]:
    """Show what the log is, and who has signed it."""
    with view_of(request) as view:
        return fresh_page(view, integrity(view, _own(request, view, CHECK)))


@get("/integrity/checkpoint.txt", opt=READ, sync_to_thread=True)
def kept_checkpoint(request: Asking) -> Response[bytes]:
    """Give the last checkpoint, to be kept elsewhere."""
    with view_of(request) as view:
        found = last_kept(view.connection)
    if found is None:
        raise NotFoundException("no checkpoint is signed yet: 'register checkpoint' makes one")
    headers = {"Content-Disposition": f'attachment; filename="checkpoint-{found.size}.txt"'}
    return Response(found.note.encode(), media_type="text/plain", headers=headers)


@post(
    "/integrity/checks",
    opt=PROVE,
    sync_to_thread=True,
    dependencies=SENT,
    request_max_body_size=MOST_BYTES,
    status_code=303,
)
def wanted_check(request: Asking, sent: NamedDependency[SentWish]) -> Response[bytes]:
    """Verify the log in the background, by itself or against what is brought."""
    with view_of(request, "/integrity") as view:
        try:
            job = _verification(request, view, sent)
        except RegisterError as error:
            own = _own(request, view, CHECK)
            made = fresh_page(view, integrity(view, own, str(error)))
            made.status_code = int(status_of(error))
            return made
        return _seen(view, f"/integrity/checks/{job.id}")


@get("/integrity/checks/{name:str}", opt=PROVE, sync_to_thread=True)
def made_check(request: Asking, name: FromPath[str]) -> Response[bytes]:
    """Show what came of a verification."""
    with view_of(request) as view:
        job = _jobs(request).get(CHECK, view.principal.handle, name)
        return _waiting(job, view, check_page)


def _verification(request: Asking, view: View, sent: SentWish) -> BackgroundJob:
    """Begin a verification; what is brought is looked at first."""
    about = view.tr("Verification of the log")
    if "key" in sent.texts:
        refuse_no_note(sent.file)
        about = view.tr("Verification of the log, against what was brought")
    vkey = sent.texts.get("key") or None
    work = LogVerification(view.site, sent.file, vkey, replay="replay" in sent.texts)
    return _jobs(request).start(CHECK, view.principal.handle, about, work)


def _jobs(request: Asking) -> BackgroundJobs:
    found: BackgroundJobs = request.app.state.jobs
    return found


def _own(request: Asking, view: View, kind: str) -> list[BackgroundJob]:
    return _jobs(request).of(kind, view.principal.handle)


def _seen(view: View, path: str) -> Response[bytes]:
    """Lead to the page of what was begun."""
    headers = {"Location": view.asked.link(path), "Cache-Control": "no-store"}
    return Response(b"", status_code=303, headers=headers)


def _waiting(
    job: BackgroundJob, view: View, make: Callable[[View, BackgroundJob], Page]
) -> Response[bytes]:
    """Answer with a page that a browser asks for again while nothing has come of the work yet."""
    is_finished = job.is_finished  # before the page is made, which may see more
    response = fresh_page(view, make(view, job))
    if not is_finished:
        response.headers["Refresh"] = str(LOOK_AGAIN_SECONDS)
    return response


ROUTES = [
    Router(
        "/",
        route_handlers=[
            reports_page,
            wanted_report,
            made_report,
            report_file,
            integrity_page,
            kept_checkpoint,
            wanted_check,
            made_check,
        ],
    )
]
"""In a router: registered one by one, the first of two handlers of a path would be put into its
thread twice (Litestar 2.25), and never be called."""
