"""Finding a quote in a text: the TextQuoteSelector of the W3C Web Annotation Data Model (4.2.4).

Both sides are normalised in the same way before they are compared, code point by code point:

1. U+00AD, U+200B, U+2060 and U+FEFF are left out: they only say where a line may break.
2. Unicode Normalization Form C (UAX 15): é is é, whether it was written as one or as two.
3. Each run of white space (as Python's `str.split` has it, the no-break space too) is one
   space, and none stands at the ends.

Nothing else is made equal: not case, not kinds of quotation marks or hyphens, not vowel points.
White space where a prefix ends and where a suffix begins doesn't count.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aggregates.vocabulary.fields import Quote

MOST_COUNTED = 1_000
"""More occurrences are not counted."""

_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff"))
_MOST_WORDS = 12
_SHOWN = 60


def normalised(text: str) -> str:
    """Return a text as it is compared."""
    return " ".join(unicodedata.normalize("NFC", text.translate(_UNSEEN)).split())


@dataclass(frozen=True, slots=True)
class Sought:
    """A quote as it is compared."""

    exact: str
    prefix: str = ""
    suffix: str = ""

    @classmethod
    def of(cls, quote: str | Quote) -> Sought:
        """Return a quote normalised."""
        if isinstance(quote, str):
            return cls(normalised(quote))
        parts = (quote.exact, quote.prefix or "", quote.suffix or "")
        return cls(*map(normalised, parts))

    def places(self, text: str) -> Iterator[int]:
        """Give where the exact words begin in a normalised text, between prefix and suffix.

        Of two that overlap both count.
        """
        if not self.exact:
            return
        befores = ("", " ") if self.prefix else ("",)
        afters = ("", " ") if self.suffix else ("",)
        for before in befores:
            for after in afters:
                needle = f"{self.prefix}{before}{self.exact}{after}{self.suffix}"
                found = text.find(needle)
                while found >= 0:
                    yield found + len(self.prefix) + len(before)
                    found = text.find(needle, found + 1)

    def count(self, text: str) -> int:
        """Return how often it is found in a normalised text; at most one more than are counted."""
        return sum(1 for _, _ in zip(range(MOST_COUNTED + 1), self.places(text), strict=False))


def selected(text: str, start: int, end: int) -> dict[str, str] | None:
    """Return the quote of a part of a text, with as much around it as makes it the only one.

    The text is as it stands, and the quote as it is compared. None: there is nothing to be seen
    in it, or no words around it tell it from others.
    """
    exact, whole = normalised(text[start:end]), normalised(text)
    if not exact:
        return None
    before = normalised(text[:start]).split(" ")[-_MOST_WORDS:]
    after = normalised(text[end:]).split(" ")[:_MOST_WORDS]
    for count in range(_MOST_WORDS + 1):
        around = {
            "prefix": " ".join(before[len(before) - count :]) if count else "",
            "suffix": " ".join(after[:count]),
        }
        told = {side: words for side, words in around.items() if words}
        if Sought(exact, **told).count(whole) == 1:
            return {"exact": exact, **told}
    return None


def problem(quote: str | Quote, text: str) -> str | None:
    """Say why a quote doesn't stand exactly once in a normalised text; None: it does."""
    sought = Sought.of(quote)
    count = sought.count(text)
    if count == 1:
        return None
    if count == 0:
        return f"it is not found in the archived text{_nearest(sought, text)}"
    times = f"more than {MOST_COUNTED:,}" if count > MOST_COUNTED else str(count)
    return f"it is found {times} times in the archived text{_made_unique(sought, text)}"


def _nearest(sought: Sought, text: str) -> str:
    """Say what of a quote is found, for who looks for the slip."""
    if not sought.exact:
        return ": it has no character that is seen"
    alone = Sought(sought.exact).count(text)
    if alone:
        return ": its exact words are, but not between this prefix and suffix"
    if sought.exact.casefold() in text.casefold():
        return ": only with other capital letters"
    length = _found_beginning(sought.exact, text)
    if length < 4:
        return ""
    place = text.find(sought.exact[:length])
    there = text[place + length : place + length + 20]
    return (
        f": it is as far as {_end(sought.exact[:length])!r}, where the text goes on with {there!r}"
    )


def _found_beginning(exact: str, text: str) -> int:
    """Return how long a beginning of the words is found: whatever is longer is not."""
    found, missing = 0, len(exact)
    while missing - found > 1:
        middle = (found + missing) // 2
        if exact[:middle] in text:
            found = middle
        else:
            missing = middle
    return found


def _made_unique(sought: Sought, text: str) -> str:
    """Say which prefix or suffix would tell the first occurrence from the others."""
    place = next(sought.places(text))
    before = text[:place].rsplit(" ", _MOST_WORDS + 1)[-_MOST_WORDS - 1 :]
    after = text[place + len(sought.exact) :].split(" ", _MOST_WORDS + 1)
    for count in range(1, _MOST_WORDS + 1):
        longer = " ".join(before[-count - 1 :]).strip()
        if longer and Sought(sought.exact, longer, sought.suffix).count(text) == 1:
            return f"; the first has the prefix {longer!r}"
        longer = " ".join(after[: count + 1]).strip()
        if longer and Sought(sought.exact, sought.prefix, longer).count(text) == 1:
            return f"; the first has the suffix {longer!r}"
    return "; say which by a prefix and a suffix"


def _end(text: str) -> str:
    return text if len(text) <= _SHOWN else f"…{text[-_SHOWN:]}"
