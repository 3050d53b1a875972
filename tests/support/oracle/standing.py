"""The standing of one relationship by replaying everything for every question (test oracle)."""

# The comments quote domain.md; many read like code.
# The functions of one rule a branch keep the page's order, whole.
# ruff: noqa: ERA001, C901, PLR0912

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from support.oracle.windows import Fact, deadline, effect_day, effect_window, public_on, time_of_day

Row = dict[str, Any]
Known = int | str | datetime | None
MeasureKey = tuple[str, str, str | None]

CLAIMS = ("fact-confirmed", "fact-denied", "fact-corrected", "fact-retracted")
CORRECTABLE = ("occurred", "actor", "details", "legal_basis", "case", "note", "sources")

# The table of requirement types: the requirement (None: `details.requirement`) and the effect.
REQUIREMENT_EFFECTS: dict[str, tuple[str | None, str]] = {
    "representative-pledged": ("representative", "pledge"),
    "representative-appointed": ("representative", "meet"),
    "representative-withdrawn": ("representative", "lapse"),
    "local-office-pledged": ("local-office", "pledge"),
    "local-office-opened": ("local-office", "meet"),
    "local-office-closed": ("local-office", "lapse"),
    "contact-point-provided": ("contact-point", "meet"),
    "contact-point-withdrawn": ("contact-point", "lapse"),
    "registration-completed": ("registration", "meet"),
    "registration-revoked": ("registration", "lapse"),
    "data-localization-pledged": ("data-localization", "pledge"),
    "data-localization-completed": ("data-localization", "meet"),
    "data-localization-refused": ("data-localization", "refuse"),
    "reporting-channel-opened": ("reporting-channel", "meet"),
    "reporting-channel-closed": ("reporting-channel", "lapse"),
    "agreement-reported": ("cooperation-agreement", "pledge"),
    "agreement-concluded": ("cooperation-agreement", "meet"),
    "agreement-ended": ("cooperation-agreement", "end"),
    "obligation-imposed": (None, "impose"),
    "obligation-extended": (None, "extend"),
    "obligation-waived": (None, "waive"),
    "commitment-made": (None, "pledge"),
    "commitment-withdrawn": (None, "abandon"),
    "requirement-met": (None, "meet"),
    "requirement-refused": (None, "refuse"),
    "requirement-lapsed": (None, "lapse"),
    "requirement-ended": (None, "end"),
    "breach-found": (None, "breach"),
    "breach-remedied": (None, "end-breach"),
    "breach-annulled": (None, "end-breach"),
    # "`fine-imposed`: breach (without it: no effect)"
    "fine-imposed": (None, "breach"),
    "enforcement-stayed": (None, "stay"),
    "enforcement-resumed": (None, "resume"),
}

# "proposed < threatened < ordered < restricted < blocked"
LEVELS = ("proposed", "threatened", "ordered", "restricted", "blocked")
RAISING = {
    "block-proposed": "proposed",
    "block-threatened": "threatened",
    "block-ordered": "ordered",
    "advertising-banned": "restricted",
    "access-throttled": "restricted",
    "access-restricted": "restricted",
    "block-imposed": "blocked",
}
ENDING_OR_CHANGING = (
    "block-eased",
    "block-lifted",
    "restriction-lifted",
    "threat-withdrawn",
    "enforcement-stayed",
    "enforcement-resumed",
)
# "`open` < `limited` < `proposed` < `threatened` < `stayed` < `ordered` < `restricted` <
# `withdrawn` < `blocked`"
ACCESS = (
    "open",
    "limited",
    "proposed",
    "threatened",
    "stayed",
    "ordered",
    "restricted",
    "withdrawn",
    "blocked",
)


@dataclass
class Requirement:
    """Each field holds the latest fact that set it; None where that doesn't stand."""

    obligation: Fact | None = None
    due_set_by: Fact | None = None
    stay: Fact | None = None
    pledge: Fact | None = None
    abandonment: Fact | None = None
    met: Fact | None = None
    lapse: Fact | None = None
    refusal: Fact | None = None
    breach: Fact | None = None


@dataclass
class Measure:
    level: str
    ground: Fact
    stay: Fact | None = None


@dataclass
class State:
    requirements: dict[str, Requirement] = field(default_factory=dict)
    measures: dict[MeasureKey, Measure] = field(default_factory=dict)


@dataclass
class Counting:
    """What is left after the claims: the facts that have effect, as corrected."""

    facts: list[Fact]
    denied: set[str]


def standing(
    facts: list[Fact], at: date, *, known: Known = None, public_by: date | None = None
) -> Row | None:
    """The status object of domain.md at a day, or None while there is no standing."""
    counting = count(facts, known=known, public_by=public_by)
    content = content_at(counting, at)
    if content is None:
        return None
    for period in _periods(counting):
        until = period["until"]
        if period["since"] <= at.isoformat() and (until is None or at.isoformat() < until):
            bounds = {key: period[key] for key in ("since", "until", "began")}
            if {**content, **bounds} != period:
                raise AssertionError(f"{at}: the candidate days miss a change in {period}")
            return {"at": at.isoformat(), **period}
    raise AssertionError(f"{at}: a standing, but no period that holds it")


def periods(facts: list[Fact], *, known: Known = None, public_by: date | None = None) -> list[Row]:
    """The standing over all days, as periods in order; the last one has no end."""
    return _periods(count(facts, known=known, public_by=public_by))


def candidate_days(counting: Counting) -> list[date]:
    """Every day on which anything can change, and its neighbours."""
    days: set[date] = set()
    for fact in counting.facts:
        first, last = effect_window(fact)
        details = fact.get("details", {})
        due, until = deadline(details.get("due")), deadline(details.get("until"))
        days.update(day for day in (first, last, due, until) if day is not None)
    around = (-2, -1, 0, 1, 2)
    return sorted({day + timedelta(days=step) for day in days for step in around})


def count(facts: list[Fact], *, known: Known, public_by: date | None) -> Counting:
    """Domain.md, "What is derived", step 1: "Claims first; … so for every T."."""
    log = [fact for fact in facts if _is_known(fact, known) and _is_public(fact, public_by)]
    log.sort(key=lambda fact: int(fact["position"]))
    gone = _without_effect(log)
    effective = [fact for fact in log if fact["id"] not in gone]
    return Counting(
        facts=[_corrected(fact, effective) for fact in effective if fact["type"] not in CLAIMS],
        denied=_denied(effective),
    )


def content_at(counting: Counting, at: date) -> Row | None:
    """Everything of a period but its bounds; None while there is no standing."""
    # "Then fold the facts that have taken effect by T, in order"
    happened = [fact for fact in counting.facts if effect_day(fact) <= at]
    # "A relationship has no standing at T … while no fact but claims has taken effect"
    if not happened:
        return None
    judged = judge(happened, at)
    # "fold again without the denied facts and those `caused_by` them"
    doubted = _with_consequences(counting.facts, counting.denied)
    otherwise = judge([fact for fact in happened if fact["id"] not in doubted], at)
    disputed = _verdict(judged) != _verdict(otherwise)
    # "fold again with, added, every fact whose window has a first day, and that day is T or
    # earlier, though it has not taken effect (in the same order, after the others)"
    open_now = [fact for fact in counting.facts if _may_have_happened(fact, at)]
    possible = judge(happened + open_now, at)
    return {
        "compliance": judged["compliance"],
        "access": judged["access"],
        "certainty": "exact" if _verdict(judged) == _verdict(possible) else "approximate",
        "disputed": disputed,
        "otherwise": (
            {"compliance": otherwise["compliance"], "access": otherwise["access"]}
            if disputed
            else None
        ),
        # "a requirement or measure in the list is disputed where its own state or level differs"
        "requirements": [
            {**row, "disputed": _states(otherwise).get(row["requirement"]) != row["state"]}
            for row in judged["requirements"]
        ],
        "measures": [
            {**row, "disputed": _levels(otherwise).get(_key(row)) != row["level"]}
            for row in judged["measures"]
        ],
    }


def judge(facts: list[Fact], at: date) -> Row:
    """One fold: compliance, access and the two lists with their reasons, as on the day `at`."""
    order = sorted(facts, key=_fold_key)
    state = State()
    for fact in order:
        _apply(state, fact)
    ids = [fact["id"] for fact in order]
    requirements = [
        row
        for name in sorted(state.requirements)
        if (row := _requirement_row(name, state.requirements[name], at, ids)) is not None
    ]
    # "measures [are sorted] by scope, side, order (null first)"
    keys = sorted(state.measures, key=lambda key: (*key[:2], key[2] is not None, key[2] or ""))
    measures = [_measure_row(key, state.measures[key], at, ids) for key in keys]
    return {
        "compliance": compliance(requirements, measures),
        "access": access(measures),
        "requirements": requirements,
        "measures": measures,
    }


def compliance(requirements: list[Row], measures: list[Row]) -> str:
    """Domain.md: "Compliance is the first that holds"."""
    law = [row["state"] for row in requirements if row["basis"] == "law"]
    states = [row["state"] for row in requirements]
    # "`inactive` (the platform has withdrawn its scope `service`)"
    if any(row["side"] == "platform" and row["scope"] == "service" for row in measures):
        return "inactive"
    # "`non-compliant` (a requirement with basis law is breached, refused, lapsed or overdue)"
    if any(state in ("breached", "refused", "lapsed", "overdue") for state in law):
        return "non-compliant"
    # "`slipping` (any is refused, lapsed, late or abandoned)"
    if any(state in ("refused", "lapsed", "late", "abandoned") for state in states):
        return "slipping"
    # "`pending` (one with basis law is required or pledged; …"
    if any(state in ("required", "pledged") for state in law):
        return "pending"
    # "… or none has basis law and one is pledged)"
    if not law and "pledged" in states:
        return "pending"
    # "`compliant` (one with basis law is met)"
    if "met" in law:
        return "compliant"
    # "`cooperating` (any is met)" "`unassessed`"
    return "cooperating" if "met" in states else "unassessed"


def access(measures: list[Row]) -> str:
    """Domain.md: "Access is the highest of …"."""
    candidates = ["open"]
    for row in measures:
        match row["side"], row["scope"]:
            # "the level of scope `nationwide`"
            case "state", "nationwide":
                candidates.append(row["level"])
            # "`limited` for any other scope of the state's restricted or blocked (not stayed)"
            case "state", _ if row["level"] in ("restricted", "blocked"):
                candidates.append("limited")
            # "`withdrawn` for the platform's scope `service`"
            case "platform", "service":
                candidates.append("withdrawn")
            # "`limited` for its other scopes"
            case "platform", _:
                candidates.append("limited")
    return max(candidates, key=ACCESS.index)


def _is_known(fact: Fact, known: Known) -> bool:
    # "a point K of the log (a position, or a moment of recording), from the facts with
    # position ≤ K"
    if known is None:
        return True
    if isinstance(known, int):
        return int(fact["position"]) <= known
    moment = datetime.fromisoformat(known) if isinstance(known, str) else known
    return datetime.fromisoformat(fact["recorded_at"]) <= moment


def _is_public(fact: Fact, public_by: date | None) -> bool:
    # "only facts with a source published by P (latest day of its window)"
    if public_by is None:
        return True
    published = public_on(fact)
    return published is not None and published <= public_by


def _without_effect(log: list[Fact]) -> set[str]:
    gone: set[str] = set()
    # "From the last position back: a fact retracted by a retraction that has effect has none."
    for fact in reversed(log):
        if fact["type"] == "fact-retracted" and fact["id"] not in gone:
            gone.add(fact["refers_to"])
    # "A fact `caused_by` a fact without effect has none."
    return _with_consequences(log, gone)


def _with_consequences(facts: list[Fact], ids: set[str]) -> set[str]:
    """The ids, and those of all facts caused by one of them, by however long a chain."""
    reached = set(ids)
    while more := {
        fact["id"]
        for fact in facts
        if fact.get("caused_by") in reached and fact["id"] not in reached
    }:
        reached |= more
    return reached


def _corrected(fact: Fact, effective: list[Fact]) -> Fact:
    # "Corrections apply in log order."
    for claim in effective:
        if claim["type"] == "fact-corrected" and claim["refers_to"] == fact["id"]:
            replacement = claim["details"]["replacement"]
            patch = {key: value for key, value in replacement.items() if key in CORRECTABLE}
            fact = merge_patch(fact, patch)
    return fact


def merge_patch(target: Any, patch: Any) -> Any:
    """RFC 7396, section 2, word for word."""
    if not isinstance(patch, dict):
        return patch
    result = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            result.pop(name, None)
        else:
            result[name] = merge_patch(result.get(name), value)
    return result


def _denied(effective: list[Fact]) -> set[str]:
    # "A fact whose latest claim in the log, of confirmation and denial, is a denial is denied."
    latest: dict[str, str] = {}
    for claim in effective:
        if claim["type"] in ("fact-confirmed", "fact-denied"):
            latest[claim["refers_to"]] = claim["type"]
    return {fact_id for fact_id, claim in latest.items() if claim == "fact-denied"}


def _fold_key(fact: Fact) -> tuple[date, time, int]:
    # "Facts are ordered by (day of effect, local time of day, position)"
    return effect_day(fact), time_of_day(fact["occurred"]), int(fact["position"])


def _may_have_happened(fact: Fact, at: date) -> bool:
    first, last = effect_window(fact)
    return first is not None and first <= at < last


def _apply(state: State, fact: Fact) -> None:
    name = _requirement_name(fact)
    if name is not None:
        requirement = state.requirements.setdefault(name, Requirement())
        _apply_to_requirement(requirement, REQUIREMENT_EFFECTS[fact["type"]][1], fact)
    elif fact["type"] in RAISING:
        _raise_measure(state.measures, fact)
    elif fact["type"] in ENDING_OR_CHANGING:
        for key in _addressed(state.measures, fact):
            _end_or_change(state.measures, key, fact)
    elif fact["type"] == "service-withdrawn":
        scope = fact.get("details", {}).get("scope", "service")
        state.measures[(scope, "platform", None)] = Measure("withdrawn", fact)
    elif fact["type"] == "service-restored":
        scope = fact.get("details", {}).get("scope", "service")
        # "For the types that end or change measures, the scope `all` means every scope"
        for key in list(state.measures):
            if key[1] == "platform" and scope in ("all", key[0]):
                del state.measures[key]


def _requirement_name(fact: Fact) -> str | None:
    if fact["type"] not in REQUIREMENT_EFFECTS:
        return None
    details = fact.get("details", {})
    name: str | None = REQUIREMENT_EFFECTS[fact["type"]][0] or details.get("requirement")
    # "`details.instance` (on every type of this table) makes a recurring duty a requirement of
    # its own: `transparency-report@2024-H1`"
    if name is not None and "instance" in details:
        return f"{name}@{details['instance']}"
    return name


def _apply_to_requirement(it: Requirement, effect: str, fact: Fact) -> None:
    match effect:
        # "Impose sets the obligation with its due day, anew, and ends a stay"
        case "impose":
            it.obligation, it.due_set_by, it.stay = fact, fact, None
        # "extend replaces the due day of an existing obligation"
        case "extend" if it.obligation is not None:
            it.due_set_by = fact
        # "waive ends obligation, breach and refusal" "a stay ends by `until`, resume, impose or
        # waive"
        case "waive":
            it.obligation = it.due_set_by = it.breach = it.refusal = it.stay = None
        # "Pledge sets the pledge with its due day, and ends abandonment, and, where there is no
        # obligation (stayed or not), refusal and lapse (under a law, words cure nothing)."
        case "pledge":
            it.pledge, it.abandonment = fact, None
            if it.obligation is None:
                it.refusal = it.lapse = None
        # "Abandon ends an existing pledge and sets abandonment; without a pledge it changes
        # nothing."
        case "abandon" if it.pledge is not None:
            it.pledge, it.abandonment = None, fact
        # "Meet ends lapse, refusal, breach and abandonment."
        case "meet":
            it.met = fact
            it.lapse = it.refusal = it.breach = it.abandonment = None
        # "Lapse and refuse each set their state, whatever stood before, and end met and pledge"
        case "lapse":
            it.lapse, it.met, it.pledge = fact, None, None
        case "refuse":
            it.refusal, it.met, it.pledge = fact, None, None
        # "end ends met and pledge, and that is all"
        case "end":
            it.met = it.pledge = None
        case "breach":
            it.breach = fact
        case "end-breach":
            it.breach = None
        # "a stay [changes] nothing without obligation or breach"
        case "stay" if it.obligation is not None or it.breach is not None:
            it.stay = fact
        case "resume":
            it.stay = None


def _raise_measure(measures: dict[MeasureKey, Measure], fact: Fact) -> None:
    details = fact.get("details", {})
    # "`details.scope`, default `nationwide`" "`advertising-banned` always has the scope
    # `advertising`"
    scope = details.get("scope", "nationwide")
    if fact["type"] == "advertising-banned":
        scope = "advertising"
    key = (scope, "state", details.get("order"))
    level = RAISING[fact["type"]]
    standing_one = measures.get(key)
    # "a fact of a level above the standing one sets level and ground and ends a stay"
    if standing_one is None or LEVELS.index(level) > LEVELS.index(standing_one.level):
        measures[key] = Measure(level, fact)
    # "one of the same level sets the ground; a lower one changes nothing"
    elif level == standing_one.level:
        standing_one.ground = fact


def _addressed(measures: dict[MeasureKey, Measure], fact: Fact) -> list[MeasureKey]:
    details = fact.get("details", {})
    scope, order = details.get("scope", "nationwide"), details.get("order")
    # "For the types that end or change measures, the scope `all` means every scope that has one,
    # and no order means every order."
    return [
        key
        for key in measures
        if key[1] == "state" and scope in ("all", key[0]) and order in (None, key[2])
    ]


def _end_or_change(measures: dict[MeasureKey, Measure], key: MeasureKey, fact: Fact) -> None:
    measure = measures[key]
    match fact["type"]:
        # "a blocked one becomes restricted"
        case "block-eased" if measure.level == "blocked":
            measure.level, measure.ground = "restricted", fact
        # "ended, whatever its level"
        case "block-lifted" | "restriction-lifted":
            del measures[key]
        # "ended, if proposed or threatened"
        case "threat-withdrawn" if measure.level in ("proposed", "threatened"):
            del measures[key]
        # "an ordered, restricted or blocked one counts as `stayed` through `until`"
        case "enforcement-stayed" if measure.level in ("ordered", "restricted", "blocked"):
            measure.stay = fact
        # "counts in full again"
        case "enforcement-resumed":
            measure.stay = None


def _due(fact: Fact | None) -> date | None:
    return None if fact is None else deadline(fact.get("details", {}).get("due"))


def _in_force(stay: Fact | None, at: date) -> bool:
    # "While stayed (through `until`; without it, until resumed)"
    if stay is None:
        return False
    until = deadline(stay.get("details", {}).get("until"))
    return until is None or at <= until


def _requirement_row(name: str, it: Requirement, at: date, ids: list[str]) -> Row | None:
    stayed = _in_force(it.stay, at)
    # "While stayed, obligation, due day and breach count as absent"
    obligation = None if stayed else it.obligation
    duty = None if stayed else _due(it.due_set_by)
    promise = _due(it.pledge)
    state, deciding = _state(it, at)
    if state is None:
        return None
    # "Due is the day that passed for `overdue` and `late`; for `pledged` and `required` the
    # earlier of the obligation's and the pledge's; else null."
    due: date | None = None
    match state:
        case "overdue":
            due = duty
        case "late":
            due = promise
        case "pledged" | "required":
            due = min((day for day in (duty, promise) if day is not None), default=None)
    # "and the imposing fact while an unstayed obligation stands"
    because = deciding if obligation is None else [*deciding, obligation]
    return {
        "requirement": name,
        "state": state,
        # "Basis is `law` while an obligation stands unstayed, and for `breached`; else
        # `voluntary`."
        "basis": "law" if obligation is not None or state == "breached" else "voluntary",
        "due": None if due is None else due.isoformat(),
        "because": _in_fold_order(because, ids),
    }


def _state(it: Requirement, at: date) -> tuple[str | None, list[Fact]]:
    """The state that holds first (None: not listed), and the facts that decide it."""
    stayed = _in_force(it.stay, at)
    if it.breach is not None and not stayed:
        return "breached", [it.breach]
    if it.met is not None:
        return "met", [it.met]
    if it.refusal is not None:
        return "refused", [it.refusal]
    if it.lapse is not None:
        return "lapsed", [it.lapse]
    # "`overdue` (an obligation's due day has passed: T is after it)"; "for `overdue` the one that
    # set the day that passed"
    duty = _due(it.due_set_by)
    if it.due_set_by is not None and not stayed and duty is not None and at > duty:
        return "overdue", [it.due_set_by]
    # "`late` (the pledge's own due day has passed)"; "for `late` the pledge"
    promise = _due(it.pledge)
    if it.pledge is not None and promise is not None and at > promise:
        return "late", [it.pledge]
    if it.pledge is not None:
        return "pledged", [it.pledge]
    # "for `required` none but the next" (the imposing fact)
    if it.obligation is not None and not stayed:
        return "required", []
    # "for `stayed` what is stayed and the stay"
    halted = [fact for fact in (it.obligation, it.breach) if fact is not None]
    if it.stay is not None and stayed and halted:
        return "stayed", [*halted, it.stay]
    if it.abandonment is not None:
        return "abandoned", [it.abandonment]
    # "else it is not listed"
    return None, []


def _measure_row(key: MeasureKey, measure: Measure, at: date, ids: list[str]) -> Row:
    scope, side, order = key
    because = [measure.ground]
    level = measure.level
    # "A level listed is that level, `stayed` while stayed, or `withdrawn` on the platform's side."
    if measure.stay is not None and _in_force(measure.stay, at):
        level = "stayed"
        # "the fact that set its level, and the stay in force"
        because.append(measure.stay)
    return {
        "scope": scope,
        "side": side,
        "order": order,
        "level": level,
        "because": _in_fold_order(because, ids),
    }


def _in_fold_order(because: list[Fact], ids: list[str]) -> list[str]:
    # "Ids in fold order, each once."
    return sorted({fact["id"] for fact in because}, key=ids.index)


def _key(row: Row) -> MeasureKey:
    return row["scope"], row["side"], row["order"]


def _states(judged: Row) -> dict[str, str]:
    return {row["requirement"]: row["state"] for row in judged["requirements"]}


def _levels(judged: Row) -> dict[MeasureKey, str]:
    return {_key(row): row["level"] for row in judged["measures"]}


def _verdict(judged: Row) -> tuple[Any, ...]:
    # "Where compliance, access, the state of a requirement or the level of a measure differ
    # (absent counts as different)"
    return judged["compliance"], judged["access"], _states(judged), _levels(judged)


def _periods(counting: Counting) -> list[Row]:
    return merge(candidate_days(counting), lambda day: content_at(counting, day), counting)


def merge(days: list[date], content: Callable[[date], Row | None], counting: Counting) -> list[Row]:
    """Periods from the days asked, each lasting as long as nothing of its content changes."""
    found: list[tuple[date, Row]] = []
    for day in days:
        now = content(day)
        if now is not None and (not found or found[-1][1] != now):
            found.append((day, now))
    ends = [since.isoformat() for since, _ in found[1:]]
    effects = {effect_day(fact) for fact in counting.facts}
    return [
        {
            **now,
            "since": since.isoformat(),
            "until": until,
            # "Each says how it `began`: `fact`, or `time` where only a day passed"
            "began": "fact" if since in effects else "time",
        }
        for (since, now), until in zip(found, [*ends, None], strict=False)
    ]
