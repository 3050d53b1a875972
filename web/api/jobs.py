"""Reports and verifications over HTTP: begun with one call, asked for with others until they are done."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from projections.verification.verify import to_json
from web.accounts.roles import May
from web.api.operation import API, ApiParameter, Operation
from web.errors import BodyRefused, BodyUnreadable, RequestProblem, RequestRefused
from web.jobs.background import JobState
from web.jobs.report_asked import ReportReader
from web.jobs.report_making import ReportMaking
from web.jobs.verification import LogVerification

if TYPE_CHECKING:
    from collections.abc import Mapping

    from web.asking.view import View
    from web.jobs.background import BackgroundJob, BackgroundJobs

REPORT, CHECK = "report", "check"
"""What pages call the two kinds of work; what is begun here is seen there, too."""

REPORT_FIELDS = (
    *("kind", "format", "language", "platform", "jurisdiction"),
    *("at", "known", "from", "within", "public"),
)
CHECK_FIELDS = ("replay",)
_FAMILY = "Reports"
_ID = ApiParameter(
    "id",
    "What the work is known by.",
    {"type": "string", "pattern": "^[0-9a-f]{32}$"},
    "path",
    "0" * 32,
)
REPORTS = Operation(
    path=f"{API}/reports",
    name="makeReport",
    method="POST",
    summary="Make a report in the background.",
    about="`Location` says where to ask how far it is; it is kept for an hour, for who asked.",
    family=_FAMILY,
    schema="Job",
    body="ReportWish",
    answers={202: "It is begun."},
    refuses=(404, 413, 415, 422),
)
VERIFICATIONS = Operation(
    path=f"{API}/verifications",
    name="verify",
    method="POST",
    summary="Verify the log in the background: its tree, checkpoints and, with `replay`, standings.",
    family="Integrity",
    schema="Job",
    body="VerificationWish",
    may=May.PROVE,
    answers={202: "It is begun."},
    refuses=(413, 415, 422),
)
JOB = Operation(
    path=f"{API}/jobs/{{id}}",
    name="job",
    summary="How far a report or a verification is, and what came of it.",
    family=_FAMILY,
    schema="Job",
    parameters=(_ID,),
    refuses=(404,),
)
RESULT = Operation(
    path=f"{API}/jobs/{{id}}/result",
    name="jobResult",
    summary="The file of a report that is done.",
    family=_FAMILY,
    schema="File",
    media_type="application/octet-stream",
    parameters=(_ID,),
    refuses=(404,),
)


def wish(body: bytes, media_type: str | None, fields: tuple[str, ...]) -> dict[str, Any]:
    """Return what a body asks for; raise BodyUnreadable, or RequestRefused or BodyRefused."""
    if (media_type or "").partition(";")[0].strip().lower() != "application/json":
        raise BodyUnreadable(f"it is taken as application/json, not as {media_type or 'nothing'}")
    try:
        found = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise RequestRefused([RequestProblem("not-json", str(error), pointer="")]) from None
    if not isinstance(found, dict):
        raise BodyRefused([RequestProblem("invalid", "it is no object", pointer="")])
    problems = [
        RequestProblem("unknown-field", "there is no such field", pointer=f"/{name}")
        for name in found.keys() - set(fields)
    ]
    flags = ("public", "replay")
    for name in found.keys() & set(fields):
        wanted = bool if name in flags else str
        if not isinstance(found[name], wanted):
            told = "it is neither true nor false" if name in flags else "it is no text"
            problems.append(RequestProblem("invalid", told, pointer=f"/{name}"))
    if problems:
        raise BodyRefused(sorted(problems, key=lambda one: one.pointer or ""))
    return found


def begin_report(view: View, jobs: BackgroundJobs, asked_for: Mapping[str, Any]) -> BackgroundJob:
    """Begin a report; raise BodyRefused with all that is wrong."""
    texts = {
        name: value if isinstance(value, str) else "1" for name, value in asked_for.items() if value
    }
    reader = ReportReader(view, texts)
    asked = reader.asked()
    if asked is None:
        raise BodyRefused(
            [
                RequestProblem("invalid", told, pointer=f"/{name}" if name in REPORT_FIELDS else "")
                for name, told in reader.wrong.items()
            ]
        )
    return jobs.start(
        REPORT,
        view.principal.handle,
        asked.file_name,
        ReportMaking(view.site, view.principal, asked),
    )


def begin_verification(
    view: View, jobs: BackgroundJobs, asked_for: Mapping[str, Any]
) -> BackgroundJob:
    """Begin a verification of the log."""
    work = LogVerification(view.site, replay=asked_for.get("replay") is True)
    return jobs.start(CHECK, view.principal.handle, "Verification of the log", work)


def job_document(job: BackgroundJob) -> dict[str, Any]:
    """Return how far work is, and what came of it."""
    found: dict[str, Any] = {
        "id": job.id,
        "kind": job.kind,
        "about": job.about,
        "began": job.began.isoformat().replace("+00:00", "Z"),
        "state": job.state.value,
    }
    if job.state is JobState.FAILED:
        found["failure"] = job.failure
    if job.is_done:
        told = job.result.told
        found["files"] = [one.name for one in job.result.files]
        done = getattr(told, "done", None)
        found["result"] = None if done is None else to_json(done, told.wanted)
    return found
