"""Why a word of a standing is a bad one: which requirements, or which measures, it comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from babel.lists import format_list

from reports.charts import lettering
from reports.words import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable

    from projections.fold.standing import Standing
    from reports.words.language import Language

_STATES = {
    "non-compliant": ("breached", "refused", "lapsed"),
    "overdue": ("overdue",),
    "slipping": ("late", "abandoned", "lapsed", "refused", "breached"),
}
"""Of compliance that is bad: the states of requirements that it comes from."""

_LEVELS = {"blocked": ("blocked",), "limited": ("blocked", "restricted", "withdrawn")}
"""Of access that is bad: the levels of measures that it comes from."""


def because(standing: Standing, code: str) -> tuple[tuple[str, str], ...]:
    """Return the requirements, with states, or the scopes, with levels, behind a word of a standing."""
    states, levels = _STATES.get(code, ()), _LEVELS.get(code, ())
    found = [
        *((one.requirement, one.state) for one in standing.requirements if one.state in states),
        *(
            (one.scope, one.level)
            for one in standing.measures
            if one.level in levels and not one.stayed and one.slot != "ahead"
        ),
    ]
    return tuple(dict.fromkeys(found))


def _reason(because: tuple[str, str], language: Language) -> str:
    """Return a requirement, or where a measure holds, in words; with a state that isn't plain."""
    name, code = because
    if code in ("blocked", "restricted", "withdrawn"):
        return lettering.told(vocabulary.named(language, "scope", name))
    told = lettering.told(vocabulary.named(language, "requirement", name))
    if code in ("overdue", "late"):
        return told
    state = vocabulary.word(language, "state", code).label
    return language.tr("{name} ({ground})", name=told, ground=state)


def reasons(found: Iterable[tuple[str, str]], language: Language) -> str:
    """Return in words what a word comes from; nothing where that is nothing."""
    told = [_reason(one, language) for one in found]
    return str(format_list(told, locale=language.locale)) if told else ""
