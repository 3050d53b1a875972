"""A register in which everything that may be any text is hostile, with one archived document."""

from datetime import date

from support.facts.given import TIKTOK, Document, complete, denied, fact

from projections.embedded import EmbeddedRegister
from register.documents.archive import sha256_of
from register.format.schemas import read_fact
from register.importing.documents import Offer, archive

HOSTILE = "<img src=x onerror=alert(1)>\"'>&amp;{{7*7}}\u202e"
MARK = "onerror=alert(1)>"
"""What stands unescaped where something was not escaped."""

DOCUMENT = (
    b"<h1>Notice</h1><script>alert(1)</script><p>The regulator asks for &lt;img src=x "
    b"onerror=alert(1)&gt; an office by May. It asks politely.</p>"
)
SHA256 = sha256_of(DOCUMENT)
SOURCE: Document = {
    "title": HOSTILE,
    "publisher": HOSTILE,
    "language": "en",
    "sha256": SHA256,
    "quote": "an office by May",
    "reliability": "B",
    "credibility": 2,
}
LAW: Document = {
    "type": "instrument-in-force",
    "instrument": "KZ-LAW",
    "jurisdiction": "KZ",
    "occurred": "2020-01-01",
    "sources": [SOURCE],
    "details": {
        "title": HOSTILE,
        "summary": HOSTILE,
        "authority": HOSTILE,
        "categories": [{"category": "large", "title": HOSTILE}],
        "duties": [
            {
                "duty": "office",
                "requirement": "local-office",
                "title": HOSTILE,
                "article": HOSTILE,
                "categories": ["large"],
                "deadline": {"within": "P90D"},
            },
            {
                "duty": "answer",
                "requirement": "content-removal",
                "title": HOSTILE,
                "categories": ["large"],
                "clocks": [{"within": "P10D"}],
            },
        ],
    },
}


def facts() -> list[Document]:
    """The facts, in the order in which they are recorded."""
    hostile = {"sources": [SOURCE], "actor": {"name": HOSTILE, "role": "authority"}}
    named = {"case": HOSTILE, "note": HOSTILE}
    return [
        {**TIKTOK, "details": {"name": HOSTILE, "aliases": ["TikTok"]}},
        LAW,
        fact("platform-designated", "2026-10-01", instrument="KZ-LAW", category="large", **hostile),
        fact("statement-issued", "2026-10-02", topic=HOSTILE, **hostile, **named),
        denied(4),
        {
            **fact("removal-requested", "2026-11-25T10:00+05:00", category=HOSTILE, **hostile),
            "legal_basis": "KZ-LAW",
        },
        fact("removal-reported", "2026-10-03", count=5, unit="items", category=HOSTILE, **hostile),
        fact(
            "fine-imposed",
            "2026-10-04",
            amount=5,
            currency="KZT",
            **hostile,
            **named,
        ),
        fact("block-observed", "2026-11-28", **hostile),
    ]


def fill(register: EmbeddedRegister, today: date) -> None:
    """Record the facts one by one, and archive the document that they cite."""
    offers = [Offer(content=DOCUMENT, media_type="text/html", title=HOSTILE, name=HOSTILE)]
    archive(register.register, offers, recorded_by="importer", today=today)
    for place, one in enumerate(facts(), 1):
        document = (
            one if one["type"].startswith(("platform-reg", "instrument")) else complete(one, place)
        )
        register.record([read_fact(document)], recorded_by="importer")
    register.catch_up()
