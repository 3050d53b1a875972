"""Words that only some kinds of report use: of gaps, requests, laws, and of why things change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.model import Tone, Word
from reports.words.language import P_

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reports.words.language import Language, Message

GAP: dict[str, Message] = {
    "unrecorded": P_("gap", "not recorded"),
    "nothing-heard": P_("gap", "nothing heard"),
    "not-designated": P_("gap", "perhaps asked"),
}
ANSWER: dict[str, Message] = {
    "running": P_("answer", "time is left"),
    "unanswered": P_("answer", "not answered in time"),
    "answered": P_("answer", "answered"),
    "late": P_("answer", "answered late"),
}
BY: dict[str, Message] = {
    "order": P_("answer by", "the request itself"),
    "designation": P_("answer by", "the law"),
    "assumed": P_("answer by", "the law’s longest time"),
}
STAGE: dict[str, Message] = {
    "unknown": P_("stage", "not known"),
    "proposed": P_("stage", "proposed"),
    "adopted": P_("stage", "adopted"),
    "in-force": P_("stage", "in force"),
    "repealed": P_("stage", "repealed"),
}
CAUSE: dict[str, Message] = {
    "due": P_("cause", "a due day passed, and nothing was heard of it"),
    "silence": P_("cause", "silence lasted: nobody has confirmed it"),
    "fine": P_("cause", "a fine no longer counts"),
    "stay": P_("cause", "a stay ran out"),
    "fade": P_("cause", "a threat or a proposal faded"),
    "term": P_("cause", "the time of a measure is over"),
    "seen": P_("cause", "what was measured no longer counts"),
    "window": P_("cause", "from here on a fact may have happened"),
}
WHAT: dict[str, Message] = {
    "compliance": P_("what", "compliance"),
    "access": P_("what", "access"),
    "ahead": P_("what", "what is ahead"),
    "observed": P_("what", "what is measured"),
    "certainty": P_("what", "certainty"),
    "disputed": P_("what", "disputed"),
    "requirement": P_("what", "requirement"),
    "due": P_("what", "due day"),
    "stay": P_("what", "enforcement"),
    "measure": P_("what", "measure in force"),
    "measure-ahead": P_("what", "measure ahead"),
    "platform-measure": P_("what", "measure by the platform itself"),
}
GROUP: dict[str, Message] = {
    "new": P_("group", "new"),
    "late": P_("group", "learned late"),
    "claims": P_("group", "claimed since"),
}
UNDONE: dict[str, Message] = {
    "new": P_("group", "had not happened yet"),
    "late": P_("group", "was not known yet"),
    "claims": P_("group", "was not claimed yet"),
}
"""The groups where the second question is about less than the first."""
DOUBT: dict[str, Message] = {
    "yes": P_("doubt", "disputed"),
    "no": P_("doubt", "not disputed"),
}

VOCABULARIES: dict[str, Mapping[str, Message]] = {
    "gap": GAP,
    "answer": ANSWER,
    "answer by": BY,
    "stage": STAGE,
    "cause": CAUSE,
    "what": WHAT,
    "group": GROUP,
    "undone": UNDONE,
    "doubt": DOUBT,
}
_TONES = {
    ("doubt", "yes"): Tone.WARN,
    ("answer", "running"): Tone.AHEAD,
    ("answer", "unanswered"): Tone.BAD,
    ("answer", "answered"): Tone.GOOD,
    ("answer", "late"): Tone.WARN,
    ("stage", "proposed"): Tone.AHEAD,
    ("stage", "repealed"): Tone.GONE,
}


def word(language: Language, context: str, code: str) -> Word:
    """Return a word; one that is not known is shown by its code."""
    message = VOCABULARIES[context].get(code)
    label = code if message is None else language.word(message)
    return Word(code, label, _TONES.get((context, code), Tone.NEUTRAL))
