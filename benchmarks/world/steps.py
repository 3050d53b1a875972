"""What can follow what: each requirement and each measure as a small machine of steps.

A thread is a requirement, or a measure in a scope; a relationship follows a few (`threads`).
From each state of a thread one of its steps is drawn, which gives a type of fact and the
next state: so extensions mostly find an obligation, and lifts a block.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from benchmarks.world.words import TOPICS

DUE, UNTIL, AMOUNT, HALF_YEAR, YEAR, FIGURE, PERIOD = (1 << bit for bit in range(7))
"""What a step adds to its details when it is taken: plain bits, for an IntFlag is slow to ask."""

RECURRING = HALF_YEAR | YEAR

AUTHORITY, PLATFORM, COURT, LEGISLATURE, PRESS, SOCIETY, MEASUREMENT = range(7)


class Step(NamedTuple):
    """A type of fact with what is fixed of it, and the state of its thread after it."""

    type: str
    after: int
    actor: int
    adds: int
    details: Mapping[str, Any]


Machine = Sequence[Sequence[Step]]
"""By state, the steps that may be taken, each as often as it is likely."""

FREE, PLEDGED, OBLIGED, MET, BREACHED, STAYED, FAILED = range(7)

_ACTS: Mapping[str, tuple[str, int, int, int]] = {
    "impose": ("obligation-imposed", OBLIGED, LEGISLATURE, DUE),
    "extend": ("obligation-extended", OBLIGED, AUTHORITY, DUE),
    "waive": ("obligation-waived", FREE, AUTHORITY, 0),
    "pledge": ("commitment-made", PLEDGED, PLATFORM, DUE),
    "promise": ("commitment-made", OBLIGED, PLATFORM, DUE),
    "abandon": ("commitment-withdrawn", FREE, PLATFORM, 0),
    "meet": ("requirement-met", MET, PLATFORM, 0),
    "refuse": ("requirement-refused", FAILED, PLATFORM, 0),
    "lapse": ("requirement-lapsed", FAILED, AUTHORITY, 0),
    "end": ("requirement-ended", FREE, AUTHORITY, 0),
    "breach": ("breach-found", BREACHED, AUTHORITY, 0),
    "fine": ("fine-imposed", BREACHED, AUTHORITY, AMOUNT),
    "remedy": ("breach-remedied", OBLIGED, PLATFORM, 0),
    "annul": ("breach-annulled", OBLIGED, COURT, 0),
    "stay": ("enforcement-stayed", STAYED, COURT, UNTIL),
    "resume": ("enforcement-resumed", OBLIGED, COURT, 0),
}
"""What each act is called where a requirement has no word of its own for it."""

_WAYS: tuple[Mapping[str, int], ...] = (
    {"impose": 6, "pledge": 6, "meet": 3, "fine": 1},
    {"meet": 7, "impose": 4, "pledge": 2, "abandon": 2, "refuse": 1},
    {"meet": 5, "promise": 3, "extend": 3, "breach": 2, "refuse": 1, "stay": 1, "waive": 1},
    {"lapse": 4, "impose": 4, "breach": 3, "end": 3, "meet": 2},
    {"fine": 6, "remedy": 5, "stay": 2, "meet": 2, "annul": 1},
    {"resume": 7, "impose": 4, "meet": 3, "waive": 2},
    {"meet": 6, "breach": 4, "promise": 3, "impose": 2, "waive": 1},
)
"""By state of a requirement, the acts that follow, of sixteen."""

_RECURRING_WAYS: tuple[Mapping[str, int], ...] = (
    {"impose": 14, "pledge": 2},
    {"meet": 9, "impose": 5, "abandon": 2},
    {"meet": 9, "extend": 3, "breach": 3, "refuse": 1},
    {"impose": 15, "breach": 1},
    {"fine": 7, "remedy": 5, "impose": 4},
    {"resume": 8, "impose": 8},
    {"breach": 6, "meet": 5, "impose": 5},
)
"""Of a recurring duty: what is met is soon imposed again, for the next term."""

_OWN_WORDS: Mapping[str, Mapping[str, str]] = {
    "representative": {
        "pledge": "representative-pledged",
        "promise": "representative-pledged",
        "meet": "representative-appointed",
        "lapse": "representative-withdrawn",
    },
    "local-office": {
        "pledge": "local-office-pledged",
        "promise": "local-office-pledged",
        "meet": "local-office-opened",
        "lapse": "local-office-closed",
    },
    "contact-point": {"meet": "contact-point-provided", "lapse": "contact-point-withdrawn"},
    "registration": {"meet": "registration-completed", "lapse": "registration-revoked"},
    "data-localization": {
        "pledge": "data-localization-pledged",
        "promise": "data-localization-pledged",
        "meet": "data-localization-completed",
        "refuse": "data-localization-refused",
    },
    "reporting-channel": {"meet": "reporting-channel-opened", "lapse": "reporting-channel-closed"},
    "cooperation-agreement": {
        "pledge": "agreement-reported",
        "promise": "agreement-reported",
        "meet": "agreement-concluded",
        "end": "agreement-ended",
    },
    "content-removal": {},
    "child-safety": {},
    "age-assurance": {},
    "transparency-report": {},
    "risk-assessment": {},
}
_RECURS = {"transparency-report": HALF_YEAR, "risk-assessment": YEAR}


def _requirement(code: str) -> Machine:
    ways = _RECURRING_WAYS if code in _RECURS else _WAYS
    return [[_act(code, act) for act, likely in way.items() for _ in range(likely)] for way in ways]


def _act(code: str, act: str) -> Step:
    type_name, after, actor, adds = _ACTS[act]
    own = _OWN_WORDS[code].get(act)
    details = {} if own else {"requirement": code}
    return Step(own or type_name, after, actor, adds | _RECURS.get(code, 0), details)


NONE, PROPOSED, THREATENED, ORDERED, RESTRICTED, BLOCKED, HELD = range(7)

_MEASURES: tuple[Sequence[tuple[str, int, int, int]], ...] = (
    (
        ("block-proposed", PROPOSED, LEGISLATURE, 5),
        ("block-threatened", THREATENED, AUTHORITY, 5),
        ("access-restricted", RESTRICTED, AUTHORITY, 2),
        ("block-ordered", ORDERED, COURT, 2),
        ("access-throttled", RESTRICTED, AUTHORITY, 1),
        ("block-imposed", BLOCKED, AUTHORITY, 1),
    ),
    (
        ("block-threatened", THREATENED, AUTHORITY, 6),
        ("threat-withdrawn", NONE, AUTHORITY, 4),
        ("block-ordered", ORDERED, COURT, 4),
        ("block-proposed", PROPOSED, LEGISLATURE, 2),
    ),
    (
        ("block-ordered", ORDERED, COURT, 5),
        ("threat-withdrawn", NONE, AUTHORITY, 5),
        ("access-throttled", RESTRICTED, AUTHORITY, 3),
        ("block-threatened", THREATENED, AUTHORITY, 3),
    ),
    (
        ("block-imposed", BLOCKED, AUTHORITY, 9),
        ("enforcement-stayed", HELD, COURT, 4),
        ("block-lifted", NONE, COURT, 3),
    ),
    (
        ("restriction-lifted", NONE, AUTHORITY, 7),
        ("block-imposed", BLOCKED, AUTHORITY, 5),
        ("access-restricted", RESTRICTED, AUTHORITY, 2),
        ("enforcement-stayed", HELD, COURT, 2),
    ),
    (
        ("block-lifted", NONE, AUTHORITY, 8),
        ("block-eased", RESTRICTED, AUTHORITY, 4),
        ("enforcement-stayed", HELD, COURT, 3),
        ("block-imposed", BLOCKED, AUTHORITY, 1),
    ),
    (
        ("enforcement-resumed", BLOCKED, COURT, 8),
        ("block-lifted", NONE, COURT, 6),
        ("block-imposed", BLOCKED, AUTHORITY, 2),
    ),
)
"""By state of a measure, the types that follow, each with who acts and how often of sixteen."""


def _measure(**details: str) -> Machine:
    """Return the machine of a measure; one lift in a while ends every scope's at once."""
    return [
        [
            Step(name, after, actor, _until(name), _scoped(name, details, last=turn == 7))
            for name, after, actor, likely in way
            for turn in range(likely)
        ]
        for way in _MEASURES
    ]


def _scoped(name: str, details: dict[str, str], *, last: bool) -> dict[str, str]:
    return {"scope": "all"} if last and name == "block-lifted" else details


def _until(name: str) -> int:
    return UNTIL if name == "enforcement-stayed" else 0


_ADVERTISING: Machine = (
    (Step("advertising-banned", 1, AUTHORITY, 0, {}),),
    (Step("restriction-lifted", 0, AUTHORITY, 0, {"scope": "advertising"}),),
)


def _withdrawal(**details: str) -> Machine:
    return (
        (Step("service-withdrawn", 1, PLATFORM, 0, details),),
        (Step("service-restored", 0, PLATFORM, 0, details),),
    )


_THREADS: tuple[tuple[Machine, int], ...] = (
    *((_requirement(code), 12 if code == "transparency-report" else 5) for code in _OWN_WORDS),
    (_measure(), 8),
    (_measure(order="2-1456/17"), 4),
    (_measure(scope="government-devices"), 4),
    (_measure(scope="app-stores"), 3),
    (_measure(scope="app-stores", order="A-208"), 2),
    (_measure(scope="mobile networks", order="2-1456/17"), 2),
    (_ADVERTISING, 2),
    (_withdrawal(), 1),
    (_withdrawal(scope="live-streaming"), 1),
)

MACHINES: tuple[Machine, ...] = tuple(machine for machine, _ in _THREADS)
"""The machine of each thread."""

LIKELY = [likely for _, likely in _THREADS]
"""How likely each thread is to be followed, and to have the next step where it is."""

RECURRENT = [number for number, code in enumerate(_OWN_WORDS) if code in _RECURS]
"""The numbers of the threads that are recurring duties."""


def _told(name: str, actor: int, likely: int, adds: int = 0) -> list[Step]:
    return [
        Step(name, 0, actor, adds, {"topic": TOPICS[number % len(TOPICS)]})
        for number in range(likely * len(TOPICS))
    ]


def _counted(name: str, actor: int, likely: int) -> list[Step]:
    return [Step(name, 0, actor, FIGURE, {})] * (likely * len(TOPICS))


DESIGNATION = "platform-designated"

DIALOGUE: list[Step] = [
    *[Step(DESIGNATION, 0, AUTHORITY, 0, {"category": "large platform"})] * (3 * len(TOPICS)),
    *_told("statement-issued", PRESS, 12),
    *_told("information-requested", AUTHORITY, 8),
    *_told("meeting-held", AUTHORITY, 7),
    *_told("warning-issued", AUTHORITY, 5),
    *_told("court-ruled", COURT, 5),
    *_told("assurance-given", PLATFORM, 4),
    *_told("negotiation-opened", PLATFORM, 3),
    *_told("meeting-scheduled", AUTHORITY, 3),
    *_told("proceedings-opened", AUTHORITY, 3),
    *_told("preliminary-finding", AUTHORITY, 2),
    *_told("legal-challenge-filed", PLATFORM, 3),
    *_told("fine-paid", PLATFORM, 2),
    *_told("block-observed", MEASUREMENT, 5),
    *_told("access-observed", MEASUREMENT, 5),
    *_told("data-location-declared", PLATFORM, 1),
    *_told("membership-joined", SOCIETY, 1),
    *_told("membership-left", SOCIETY, 1),
    *_told("no-requests-reported", PLATFORM, 2, PERIOD),
    *[Step("fine-imposed", 0, AUTHORITY, AMOUNT, {})] * len(TOPICS),
    *_counted("removal-reported", PLATFORM, 20),
    *_counted("removal-requested", AUTHORITY, 13),
]
"""What has no effect on the standing, each as often as it is likely."""
