"""What the words of a standing mean, in a sentence each (domain.md, "What is derived")."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.words.language import P_

if TYPE_CHECKING:
    from reports.words.language import Message

MEANING: dict[tuple[str, str], Message] = {
    ("compliance", "inactive"): P_("meaning", "The platform has withdrawn its service."),
    ("compliance", "non-compliant"): P_(
        "meaning", "A requirement under law is breached, refused, lapsed or overdue."
    ),
    ("compliance", "slipping"): P_(
        "meaning", "A requirement, or a pledge, is refused, lapsed, late or abandoned."
    ),
    ("compliance", "pending"): P_(
        "meaning", "Something that the law requires, or that was pledged, is still to be done."
    ),
    ("compliance", "compliant"): P_("meaning", "What the law requires, as far as known, is met."),
    ("compliance", "cooperating"): P_(
        "meaning", "Without an obligation under law, something that was asked for is met."
    ),
    ("compliance", "unassessed"): P_(
        "meaning", "No requirement counts: none is known, or its enforcement is held back."
    ),
    ("access", "open"): P_("meaning", "The service can be used; no measure stands against it."),
    ("access", "limited"): P_(
        "meaning", "A part is restricted, blocked or withdrawn, but not the whole country."
    ),
    ("access", "proposed"): P_("meaning", "Somebody with a say in it proposes a block."),
    ("access", "threatened"): P_("meaning", "An authority that could block says that it may."),
    ("access", "stayed"): P_("meaning", "A block stands, and its enforcement is held back."),
    ("access", "ordered"): P_("meaning", "A block is ordered, and not yet carried out."),
    ("access", "restricted"): P_("meaning", "Access is limited nationwide, short of a block."),
    ("access", "withdrawn"): P_("meaning", "The platform itself has withdrawn its service."),
    ("access", "blocked"): P_("meaning", "Access is blocked nationwide."),
    ("state", "breached"): P_(
        "meaning", "An authority or a court has found a breach, and it was not put right."
    ),
    ("state", "met"): P_("meaning", "It was met, and since then nothing has undone it."),
    ("state", "refused"): P_("meaning", "The platform refused it."),
    ("state", "lapsed"): P_(
        "meaning", "It was met once, and is no longer: the platform is at fault."
    ),
    ("state", "overdue"): P_("meaning", "The deadline that the law set has passed."),
    ("state", "late"): P_("meaning", "The day by which the platform pledged it has passed."),
    ("state", "pledged"): P_("meaning", "The platform has given its word, and nothing else yet."),
    ("state", "required"): P_("meaning", "There is an obligation, and nothing else is known."),
    ("state", "stayed"): P_("meaning", "There is an obligation, and its enforcement is held back."),
    ("state", "abandoned"): P_("meaning", "The platform took its word back."),
    ("certainty", "approximate"): P_(
        "meaning",
        "A fact whose date is vague may have happened already, and would change what is told.",
    ),
    ("basis", "law"): P_("meaning", "A law or an authority obliges the platform."),
    ("basis", "voluntary"): P_("meaning", "Nothing obliges the platform to it."),
}
"""What the words of a standing mean, by context and code."""
