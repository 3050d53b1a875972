"""Which licences of sources let their words be passed on: names, as they are usually written.

A licence that is not here may allow it too; somebody who knows adds it to the table.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_PASSED_ON: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (
        (
            "CC0",
            "CC-0",
            "CC Zero",
            "Creative Commons Zero",
            "creativecommons.org/publicdomain/zero",
        ),
        ("1.0",),
    ),
    (
        (
            "public domain",
            "PD",
            "in the public domain",
            "CC-PDDC",
            "CC-PDM",
            "Public Domain Mark",
            "creativecommons.org/publicdomain/mark",
            "US-PD",
            "NIST-PD",
            "domaine public",
            "общественное достояние",
            "қоғамдық игілік",
            "ملكية عامة",
            "phạm vi công cộng",
        ),
        ("1.0",),
    ),
    (
        (
            "CC-BY",
            "Creative Commons Attribution",
            "Creative Commons BY",
            "creativecommons.org/licenses/by",
        ),
        ("1.0", "2.0", "2.5", "3.0", "4.0"),
    ),
    (
        (
            "CC-BY-SA",
            "Creative Commons Attribution-ShareAlike",
            "Creative Commons Attribution Share Alike",
            "Creative Commons BY-SA",
            "creativecommons.org/licenses/by-sa",
        ),
        ("1.0", "2.0", "2.5", "3.0", "4.0"),
    ),
    (("PDDL", "ODC-PDDL", "ODC Public Domain Dedication and Licence"), ("1.0",)),
    (("ODC-By", "Open Data Commons Attribution"), ("1.0",)),
    (("ODbL", "ODC-ODbL", "Open Database License", "Open Data Commons Open Database"), ("1.0",)),
    (
        ("OGL-UK", "Open Government Licence", "UK Open Government Licence", "Crown OGL"),
        ("1.0", "2.0", "3.0"),
    ),
    (("OGL 2.0", "OGL 3.0", "OGL 2", "OGL 3"), ()),  # without a version, it may be one for games
    (("OGL-Canada", "Open Government Licence - Canada"), ("2.0",)),
    (("OGDL-Taiwan",), ("1.0",)),
    (("etalab", "Licence Ouverte", "Licence Ouverte / Open Licence", "Etalab Open"), ("2.0",)),
    (
        (
            "DL-DE-BY",
            "DL-DE-ZERO",
            "Datenlizenz Deutschland Namensnennung",
            "Datenlizenz Deutschland Zero",
            "govdata.de/dl-de/by-2-0",
            "govdata.de/dl-de/zero-2-0",
        ),
        ("2.0",),
    ),
    (("CDLA-Permissive",), ("1.0", "2.0")),
    (("NLOD", "Norwegian Licence for Open Government Data"), ("1.0", "2.0")),
    (("MIT", "MIT-0", "Expat"), ()),
    (("Apache", "Apache Software"), ("2.0",)),
    (("BSD-2-Clause", "BSD-3-Clause", "0BSD", "2-clause BSD", "3-clause BSD"), ()),
    (("ISC", "Unlicense"), ()),
)
"""Names, as SPDX and as people write them, and the versions that may follow them.

Those with terms against commercial use (NC) or changes (ND) are left out with intent: a report
is made from a part of a source, and who gets it may sell it.
"""

_PORTS = ("AT", "AU", "DE", "FR", "IGO", "JP", "NL", "UK", "US")
"""National versions of Creative Commons licences (SPDX: CC-BY-3.0-AT)."""

_NOISE = frozenset(
    {
        *("deed", "en", "generic", "international", "legalcode", "universal", "unported"),
        *("http", "https", "www", "licence", "license", "licensed", "the", "under", "version"),
    }
)
"""Words that don't tell one licence from another."""


def may_be_passed_on(licence: object) -> bool:
    """Tell whether a licence lets others have the words: never without one, or if it is unknown."""
    return isinstance(licence, str) and _is_open(licence)


@lru_cache(maxsize=1_000)
def _is_open(licence: str) -> bool:
    return _folded(licence) in _OPEN


def _folded(licence: str) -> str:
    """Return a name as licences are compared: without case, punctuation and words of no weight."""
    plain = unicodedata.normalize("NFKC", licence).casefold()
    words = re.findall(r"[^\W_]+", re.sub(r"\bv(?:er)?\.?\s?(?=\d)", "", plain))
    return " ".join(word for word in words if word not in _NOISE)


def _forms() -> frozenset[str]:
    found = set()
    for names, versions in _PASSED_ON:
        for name in names:
            found.add(_folded(name))
            found.update(_folded(f"{name} {one}") for one in versions)
            found.update(_folded(f"{name} {one.removesuffix('.0')}") for one in versions)
            if name.startswith("CC-BY"):
                found.update(_folded(f"{name} {one} {port}") for one in versions for port in _PORTS)
    return frozenset(found - {""})


_OPEN = _forms()
