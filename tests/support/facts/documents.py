"""Documents of facts at random, from the published JSON Schemas alone (hypothesis)."""

import re
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from aggregates.dates.windows import deadline, window
from aggregates.vocabulary.events import TYPES
from register.format.schemas import schema

Node = dict[str, Any]

TEXT = st.characters(codec="utf-8", exclude_characters="\0")
FORMATS: dict[str, st.SearchStrategy[str]] = {
    "edtf": st.sampled_from(
        (
            *(
                "2022",
                "2022-03",
                "2022-03-15",
                "2022~",
                "2022-03?",
                "2022-03-15%",
                "202X",
                "2021-XX",
            ),
            *("2022-03-15T10:00Z", "2024-08-30T21:00:30.5-03:00", "2022-03/2022-05", "../2022"),
            *("2022-03-15/..", "XXXX", "2022-21", "/2022", "2022-03-01~/2022-03-05"),
            *("../..", "/..", "0001", "9999-12-31", "[2019,2020]", "2004-06-~11", "1XXX"),
        )
    ),
    "date": st.dates().map(str),
    "slug": st.from_regex(r"[a-z0-9]{1,6}(-[a-z0-9]{1,3}){0,2}", fullmatch=True),
    "uuid": st.uuids().map(str),
    "jurisdiction": st.sampled_from(("KZ", "RU", "IN", "EU", "001", "US-MT")),
    "language-tag": st.sampled_from(
        ("ru", "kk-Cyrl", "zh-Hant-TW", "de-1996", "x-any", "en-US-x-a")
    ).filter(lambda tag: not tag.startswith("x")),
    "sha256": st.from_regex(r"[0-9a-f]{64}", fullmatch=True),
    "web-address": st.sampled_from(("https://example.org/a?b=ж#c", "HTTP://example.org")),
    "media-type": st.sampled_from(("text/html; charset=utf-8", "application/pdf", 'a/b;c="d e"')),
    "duration": st.sampled_from(("P4M", "P90D", "PT24H", "P1Y6M", "P2W", "P1DT12H")),
    "time-zone": st.sampled_from(("Asia/Almaty", "Europe/Brussels", "America/Sao_Paulo")),
    "currency": st.sampled_from(("RUB", "KZT")),
}
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(-1e15, 1e15)
    | st.text(TEXT, max_size=8)
)
ANY = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(TEXT, max_size=4), inner),
    max_leaves=4,
)


def documents(types: tuple[str, ...] = tuple(TYPES)) -> st.SearchStrategy[Node]:
    """A document of one of the types that its schema accepts."""
    return st.sampled_from(types).flatmap(document)


def document(kind: str) -> st.SearchStrategy[Node]:
    whole = schema(kind)
    return _of(whole, whole.get("$defs", {})).map(_lasting)


def _lasting(found: Node) -> Node:
    """Mend an end before the beginning: the one thing that a JSON Schema can't refuse."""
    until = found.get("details", {}).get("until")
    first = window(found["occurred"]).first
    if not isinstance(until, str) or first is None or (deadline(until) or first) >= first:
        return found
    later = max(first.isoformat(), "2030-12-31")
    return {**found, "details": {**found["details"], "until": later}}


def _of(node: Node, parts: Node) -> st.SearchStrategy[Any]:
    if "$ref" in node:
        return _of(parts[node["$ref"].rpartition("/")[2]], parts)
    if "enum" in node:
        return st.sampled_from(node["enum"])
    if "anyOf" in node and "properties" not in node:
        return st.one_of(*(_of(part, parts) for part in node["anyOf"]))
    return SORTS[node["type"]](node, parts)


def _array(node: Node, parts: Node) -> st.SearchStrategy[Any]:
    least, most = node.get("minItems", 0), min(node.get("maxItems", 2), 2)
    return st.lists(_of(node["items"], parts), min_size=least, max_size=most)


def _object(node: Node, parts: Node) -> st.SearchStrategy[Node]:
    if "properties" not in node:
        return st.dictionaries(st.text(TEXT, max_size=4), ANY, max_size=3)
    needed = set(node.get("required", ()))
    fields = {name: _of(part, parts) for name, part in node["properties"].items()}
    found = st.fixed_dictionaries(
        {name: field for name, field in fields.items() if name in needed},
        optional={name: field for name, field in fields.items() if name not in needed},
    )
    least = node.get("minProperties", 0)
    ways = [set(way["required"]) for way in node.get("anyOf", ())]
    return found.filter(
        lambda it: len(it) >= least and (not ways or any(way <= set(it) for way in ways))
    )


def _string(node: Node, _: Node) -> st.SearchStrategy[str]:
    if "format" in node:
        return FORMATS[node["format"]]
    pattern = node.get("pattern", "")
    if pattern.startswith("^[A-Z"):
        return st.from_regex(re.compile(pattern), fullmatch=True)
    text = st.text(TEXT, min_size=node.get("minLength", 0), max_size=12)
    text = text.filter(lambda it: it != node.get("not", {}).get("const"))
    return text.filter(lambda it: re.search(pattern, it) is not None) if pattern else text


SORTS: dict[str, Callable[[Node, Node], st.SearchStrategy[Any]]] = {
    "object": _object,
    "array": _array,
    "string": _string,
    "integer": lambda node, _: st.integers(node["minimum"], node["maximum"]),
    "number": lambda *_: st.integers(0, 2**53 - 1) | st.floats(0, 1e15),
    "boolean": lambda *_: st.booleans(),
    "null": lambda *_: st.none(),
}


@st.composite
def spoiled(draw: st.DrawFn) -> Node:
    """A document with up to three changes anywhere in it; it may still be a good one."""
    found = draw(documents())
    for _ in range(draw(st.integers(0, 3))):
        _spoil(draw, found)
    return found


def _spoil(draw: st.DrawFn, node: Any) -> None:
    keys = sorted(node) if isinstance(node, dict) else list(range(len(node)))
    keys = [key for key in keys if key != "type"]
    if not keys:
        return
    key = draw(st.sampled_from(keys))
    if isinstance(node[key], dict | list) and node[key] and draw(st.booleans()):
        _spoil(draw, node[key])
        return
    match draw(st.sampled_from(("take", "replace", "rename", "repeat", "retype"))):
        case "take":
            del node[key]
        case "replace":
            node[key] = draw(ANY | st.sampled_from(BAD))
        case "rename" if isinstance(node, dict):
            node[draw(st.sampled_from(("", "place", "due", "unknown", "ТикТок")))] = node.pop(key)
        case "repeat":
            node[key] = [node[key]]
        case _:
            node[key] = str(node[key])


BAD: tuple[Any, ...] = (
    *("", "2022-02-30", "2022-13", "tik tok", "kz", "KZ\n", "nobody", "not-a-url", "2022-03\n"),
    *(-1, 0, 7, 1.0, 5.5, -0.5, 1e17, True, [], {}, ["a"], {"exact": "b"}, {"exact": ""}),
    *("x" * 501, "x" * 20_001, "nationwide", "A", "６", "2022-03-1５", [[]], {"requirement": "a"}),
)
