"""Where somebody is led who has recorded facts: to what they are about, with a message."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aggregates.vocabulary.shapes import Fact
    from web.asking.view import View
    from web.recording.act import RecordedFacts


def where_next(view: View, done: RecordedFacts) -> str:
    """Return the address of what facts are about; of several relationships, that of all."""
    new = [str(one.position) for one in done.outcomes if not one.duplicate]
    known = [str(one.position) for one in done.outcomes if one.duplicate]
    said = {"recorded": ",".join(new) or None, "already": ",".join(known) or None}
    paths = {_path(one) for one in done.facts}
    return view.asked.link(paths.pop() if len(paths) == 1 else "/", **said)


def _path(fact: Fact) -> str:
    slug, place = getattr(fact, "platform", None), getattr(fact, "jurisdiction", None)
    if slug is not None:
        return f"/relationships/{slug}/{place}" if place is not None else f"/platforms/{slug}"
    law = getattr(fact, "instrument", None)
    return "/" if law is None else f"/laws/{law}"
