"""What the words of a standing mean, in a sentence each (domain.md, "What is derived")."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.words.language import P_

if TYPE_CHECKING:
    from reports.words.language import Message

MEANING: dict[tuple[str, str], Message] = {
    ("compliance", "inactive"): P_("meaning", "The platform has withdrawn its service."),
    ("compliance", "non-compliant"): P_(
        "meaning",
        "Of what the law requires, something was found breached, was refused, or is no longer met.",
    ),
    ("compliance", "overdue"): P_(
        "meaning",
        "A day that the law set has passed, and the register has heard nothing of it; that is no "
        "finding.",
    ),
    ("compliance", "slipping"): P_(
        "meaning",
        "Something that was promised is refused, no longer met, late or given up; or something "
        "that the law requires is, though there is still time for it.",
    ),
    ("compliance", "pending"): P_(
        "meaning",
        "Something that the law requires, or that was pledged, is still to be done, is only said "
        "to be done, or is held back.",
    ),
    ("compliance", "unconfirmed"): P_(
        "meaning",
        "Nobody has spoken of it for so long that the register no longer says how it stands; that "
        "is no finding.",
    ),
    ("compliance", "compliant"): P_("meaning", "What the law requires, as far as known, is met."),
    ("compliance", "cooperating"): P_(
        "meaning", "Without an obligation under law, something that was asked for is met."
    ),
    ("compliance", "unassessed"): P_(
        "meaning", "No requirement counts: none is known, or those known are over."
    ),
    ("access", "open"): P_(
        "meaning", "The service can be used; no measure against it is in force."
    ),
    ("access", "stayed"): P_("meaning", "A measure stands, and its enforcement is held back."),
    ("access", "limited"): P_(
        "meaning",
        "A part is restricted, blocked or withdrawn, but not the whole service in the whole "
        "country.",
    ),
    ("access", "restricted"): P_("meaning", "Access is limited nationwide, short of a block."),
    ("access", "withdrawn"): P_("meaning", "The platform itself has withdrawn its service."),
    ("access", "blocked"): P_("meaning", "Access is blocked nationwide."),
    ("ahead", "proposed"): P_("meaning", "Somebody with a say in it proposes a block."),
    ("ahead", "threatened"): P_("meaning", "An authority that could block says that it may."),
    ("ahead", "stayed"): P_(
        "meaning", "A block is ordered, not carried out, and its enforcement is held back."
    ),
    ("ahead", "ordered"): P_("meaning", "A block is ordered, and not yet carried out."),
    ("observed", "blocked"): P_("meaning", "Measurements find the service out of reach."),
    ("observed", "disturbed"): P_("meaning", "Measurements find the service reachable in part."),
    ("observed", "reachable"): P_("meaning", "Measurements find the service within reach."),
    ("state", "breached"): P_(
        "meaning",
        "An authority or a court has found a breach, or fined for one within two years, and it "
        "was not put right.",
    ),
    ("state", "met"): P_("meaning", "It was met, and since then nothing has undone it."),
    ("state", "refused"): P_("meaning", "The platform refused it."),
    ("state", "lapsed"): P_(
        "meaning", "It was met once, and is no longer: the platform is at fault."
    ),
    ("state", "claimed"): P_(
        "meaning", "Somebody says that it is met, or applied for; nobody has accepted it."
    ),
    ("state", "overdue"): P_(
        "meaning",
        "The day that the law set has passed, and the register has heard nothing of it; that is no "
        "finding.",
    ),
    ("state", "late"): P_(
        "meaning",
        "The day by which the platform pledged it has passed, and the register has heard nothing "
        "of it.",
    ),
    ("state", "pledged"): P_("meaning", "The platform has given its word, and nothing else yet."),
    ("state", "required"): P_("meaning", "There is an obligation, and nothing else is known."),
    ("state", "stayed"): P_(
        "meaning", "There is an obligation, a finding or a fine, and its enforcement is held back."
    ),
    ("state", "abandoned"): P_("meaning", "The platform took its word back."),
    ("state", "unconfirmed"): P_(
        "meaning",
        "For one or two years nobody has spoken of it, so the register no longer says how it "
        "stands; that is no finding.",
    ),
    ("certainty", "approximate"): P_(
        "meaning",
        "A fact whose date is vague may have happened already, and would change what is told.",
    ),
    ("basis", "law"): P_("meaning", "A law or an authority obliges the platform."),
    ("basis", "voluntary"): P_("meaning", "Nothing obliges the platform to it."),
    ("mark", "old"): P_(
        "meaning",
        "The latest source that speaks of it is more than a year older than the day asked about: "
        "what holds may have changed unheard.",
    ),
    ("mark", "contradicted"): P_(
        "meaning", "What measurements see is not what is announced; both are told."
    ),
}
"""What the words of a standing mean, by context and code."""
