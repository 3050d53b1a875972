"""JSON Schemas of facts as parts of the description: the vocabulary's own, with what types share once."""

from __future__ import annotations

import json
from typing import Any

from aggregates.vocabulary.events import TYPES
from register.format.schemas import schema as schema_of
from web.api.schemas.shapes import Schema, to


def fact_schemas() -> dict[str, Schema]:
    """Return the schemas of facts: one for each type, what they share once, and any of them."""
    found: dict[str, Schema] = {}
    for name in TYPES:
        body = json.loads(json.dumps(schema_of(name)))
        shared = body.pop("$defs", {})
        names = {
            part: _name(found, f"part.{name}.{part}", part, told) for part, told in shared.items()
        }
        for part, told in shared.items():
            found[names[part]] = _placed(told, names)
        kept = {key: value for key, value in body.items() if key not in ("$schema", "$id")}
        found[f"fact.{name}"] = _placed(kept, names)
    mapping = {name: f"#/components/schemas/fact.{name}" for name in TYPES}
    any_of = [to(f"fact.{name}") for name in TYPES]
    discriminator = {"propertyName": "type", "mapping": mapping}
    return {**found, "Fact": {"oneOf": any_of, "discriminator": discriminator}}


def _name(found: dict[str, Schema], own: str, shared: str, told: Schema) -> str:
    """Return what a part is called: as other types call theirs, unless that is another part."""
    called = f"part.{shared}"
    plain = {part: f"part.{part}" for part in _parts(told)}
    there = found.get(called)
    return called if there is None or there == _placed(told, plain) else own


def _parts(node: Any) -> set[str]:
    if isinstance(node, list):
        return {part for one in node for part in _parts(one)}
    if not isinstance(node, dict):
        return set()
    own = {node["$ref"].rpartition("/")[2]} if isinstance(node.get("$ref"), str) else set()
    return own | {part for one in node.values() for part in _parts(one)}


def _placed(node: Any, names: dict[str, str]) -> Any:
    """Return a schema whose references lead to where the parts are here."""
    if isinstance(node, list):
        return [_placed(one, names) for one in node]
    if not isinstance(node, dict):
        return node
    placed = {key: _placed(value, names) for key, value in node.items()}
    if isinstance(placed.get("$ref"), str):
        placed["$ref"] = to(names[placed["$ref"].rpartition("/")[2]])["$ref"]
    if isinstance(placed.get("pattern"), str):
        placed["pattern"] = placed["pattern"].replace(r"\d", "[0-9]")
    return placed
