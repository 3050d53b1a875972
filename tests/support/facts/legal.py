"""Laws for tests: an instrument's facts, and designations under it."""

from typing import Any

Document = dict[str, Any]
SOURCE = {"title": "a gazette"}
CATEGORIES = [
    {
        "category": "service",
        "title": "Any service",
        "thresholds": [{"metric": "users", "below": 1}],
    },
    {
        "category": "platform",
        "title": "Platform",
        "aliases": ["Plateforme"],
        "thresholds": [{"metric": "users", "at_least": 1}],
    },
    {
        "category": "large",
        "title": "Large platform",
        "thresholds": [{"metric": "users", "at_least": 1_000_000}],
        "includes": ["platform"],
    },
]
OFFICE = {
    "duty": "office",
    "requirement": "local-office",
    "title": "Open an office",
    "categories": ["platform"],
    "deadline": {"on": "2022-01-01"},
}
RISKS = {
    "duty": "risks",
    "requirement": "risk-assessment",
    "title": "Assess the risks",
    "article": "art. 34",
    "categories": ["large"],
    "deadline": {"within": "P4M"},
    "recurrence": {"every": "P1Y", "periods": "from-first"},
}
REPORTS = {
    "duty": "reports",
    "requirement": "transparency-report",
    "title": "Report",
    "categories": ["platform"],
    "recurrence": {"every": "P6M", "within": "P2M"},
    "unverified": ["the two months"],
}
BRANCH = {
    "duty": "branch",
    "requirement": "representative",
    "title": "Name a representative when asked",
    "article": "art. 26",
    "categories": ["platform"],
    "deadline": {"within": "P12M", "counted_from": "request", "request": "branch"},
}
PLAN = {
    "duty": "plan",
    "requirement": "child-safety",
    "title": "Plan",
    "categories": ["large"],
    "deadline": {"within": "P1M", "counted_from": "deemed"},
}


def law(kind: str = "adopted", occurred: str = "2020-05-01", **details: Any) -> Document:
    """A step in the life of the law XX-1; an adoption says all of it, unless told what."""
    if kind == "adopted" and not details:
        details = {"categories": CATEGORIES, "duties": [OFFICE, RISKS, REPORTS]}
    return {
        "type": f"instrument-{kind}",
        "instrument": "XX-1",
        "jurisdiction": "KZ",
        "occurred": occurred,
        "sources": [SOURCE],
        **({"details": details} if details else {}),
    }


def designated(
    occurred: str = "2021-04-25", category: str | None = "large", **fields: Any
) -> Document:
    """TikTok is designated in Kazakhstan under the law."""
    told = {"instrument": "XX-1", **({"category": category} if category else {})}
    return {
        "type": "platform-designated",
        "platform": "tiktok",
        "jurisdiction": "KZ",
        "occurred": occurred,
        "details": told,
        "sources": [SOURCE],
        **fields,
    }


def requested(occurred: str = "2023-01-31", **fields: Any) -> Document:
    """An authority asks TikTok for a branch, under the law."""
    return {
        **designated(occurred),
        "type": "information-requested",
        "legal_basis": "XX-1",
        "details": {"request": "branch"},
        **fields,
    }


def users(count: float, occurred: str = "2022-03-01", **details: Any) -> Document:
    """A number of TikTok's users in Kazakhstan is reported."""
    return {
        **designated(occurred),
        "type": "users-reported",
        "details": {"count": count, "unit": "users", **details},
    }
