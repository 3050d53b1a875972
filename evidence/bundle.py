"""The evidence bundle of one relationship: all that somebody needs to check its standing alone.

What is in it, and how it is checked, is in `evidence.verify`, which every bundle carries.
"""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from hashlib import sha256
from importlib import resources
from typing import IO, TYPE_CHECKING, Any

import msgspec
from sqlalchemy import select

from aggregates import platform as platforms
from aggregates.vocabulary.shapes import platform_stream, relationship_stream
from evidence.errors import NoEvidence
from evidence.pack import Pack
from evidence.page import page
from evidence.page_content import PageContent
from evidence.readme import readme
from evidence.verify import FORMAT, sources_of
from integrity.leaves import leaf_of
from projections.fold.standing import RULES
from projections.queries.history import history
from projections.queries.status import grounds, status
from projections.read_models import tree
from register.format.codec import canonical
from register.log.export import recorded_document
from register.log.reader import LogReader, stored_bytes
from register.store.tables import document, log

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy import Connection

    from evidence.proof import Proof
    from projections.queries.status import Question
    from projections.read_models.relationships import RelationshipKey
    from register.log.reader import Entry

Json = dict[str, Any]

DOCUMENT = "document/"
"""How the streams begin that tell where archived documents are from."""


@dataclass(frozen=True, slots=True)
class BundleRequest:
    """Which bundle: the relationship at T and K, the proof, and whether all leaves go with it."""

    key: RelationshipKey
    question: Question
    proof: Proof
    complete: bool = False


def write_bundle(connection: Connection, wanted: BundleRequest, target: IO[bytes]) -> None:
    """Write a bundle; the same T, K and checkpoint make the same bytes.

    It has no personal data in clear: facts are as they are stored, with such text sealed.
    Raises NoEvidence if the relationship has no fact, or a row of the log is missing.
    """
    facts = _facts(connection, wanted)
    with Pack(target) as pack:
        for name, data in sorted(_files(connection, wanted, facts).items()):
            pack.add(name, data)
        for digest in _cited(facts, wanted.key):
            if (content := _archived(connection, digest)) is not None:
                pack.add(f"documents/{digest}", content)
        if wanted.complete:
            pack.add_long("leaves.jsonl", _leaves(connection, wanted.proof.size))
        pack.add("manifest.json", canonical(_manifest(wanted, dict(pack.hashes))) + b"\n")


def _manifest(wanted: BundleRequest, hashes: dict[str, str]) -> Json:
    proof = wanted.proof
    return {
        "format": FORMAT,
        "rules": RULES,
        "platform": wanted.key.platform,
        "jurisdiction": wanted.key.jurisdiction,
        "at": wanted.question.at.isoformat(),
        "known": wanted.question.known.to_json(),
        "checkpoint": {"origin": proof.origin, "size": proof.size, "root": proof.root},
        "complete": wanted.complete,
        "files": hashes,
    }


def _facts(connection: Connection, wanted: BundleRequest) -> list[Entry]:
    """Return the rows to show, in the order of the log: the last is that of K, whatever it is."""
    position = wanted.question.known.position
    found = {
        entry.position: entry
        for stream in _streams(wanted.key)
        for entry in _of_stream(connection, stream, position)
    }
    for digest in _cited(found.values(), wanted.key):
        of_document = _of_stream(connection, f"{DOCUMENT}{digest}", position)
        found |= {entry.position: entry for entry in of_document}
    if not any(entry.stream == _streams(wanted.key)[0] for entry in found.values()):
        key = wanted.key
        raise NoEvidence(
            f"no fact is known of {key.platform} in {key.jurisdiction} at position {position}"
        )
    found |= LogReader(connection).at_positions([position])
    if position not in found:
        raise NoEvidence(f"the log has lost position {position}: 'register verify' says more")
    return [found[each] for each in sorted(found)]


def _streams(key: RelationshipKey) -> tuple[str, str]:
    return relationship_stream(key.platform, key.jurisdiction), platform_stream(key.platform)


def _of_stream(connection: Connection, stream: str, through: int) -> list[Entry]:
    query = select(log.c.position).where(log.c.stream == stream, log.c.position <= through)
    positions = connection.execute(query).scalars().all()
    return list(LogReader(connection).at_positions(positions).values())


def _files(connection: Connection, wanted: BundleRequest, facts: list[Entry]) -> dict[str, bytes]:
    """Return the files that are small enough to be held, by name."""
    proof, standing = wanted.proof, _standing(connection, wanted)
    shown = _shown(connection, wanted, facts, standing)
    of_documents = {f"{DOCUMENT}{digest}" for digest in _cited(facts, wanted.key)}
    keys = [{"vkey": vkey, "endorsement": endorsement} for vkey, endorsement in proof.keys]
    return {
        "README.txt": readme(shown).encode(),
        "checkpoint.txt": proof.note.encode(),
        "facts.jsonl": b"".join(leaf_of(entry) + b"\n" for entry in facts),
        "index.html": page(shown).encode(),
        "keys.json": canonical({"log": keys, "witnesses": list(proof.witnesses)}) + b"\n",
        "proofs.jsonl": _proofs(connection, facts, proof.size),
        "standing.json": msgspec.json.format(msgspec.json.encode(standing, order="sorted")) + b"\n",
        "verify.py": resources.files("evidence").joinpath("verify.py").read_bytes(),
        **{
            f"facts/{entry.position}.json": entry.payload
            for entry in facts
            if entry.stream in _streams(wanted.key) or entry.stream in of_documents
        },
        **_timestamps(proof),
    }


def _timestamps(proof: Proof) -> dict[str, bytes]:
    if not proof.timestamps:
        return {}
    tokens = {f"timestamps/{n}.tsr": token for n, token in enumerate(proof.timestamps, 1)}
    return {"timestamps/checkpoint.txt": proof.stamped.encode(), **tokens}


def _standing(connection: Connection, wanted: BundleRequest) -> list[Json]:
    """Return what `register status --explain` gives as JSON, personal data sealed as stored.

    The proceedings are not there: verify.py works standings out anew, and not them.
    """
    found = status(connection, wanted.question, wanted.key)
    if found is None:
        return []
    facts: Json = {}
    for fact_id, ground in grounds(connection, found).items():
        claims = [claim.fact_id for claim in ground.claims]
        facts |= {claim.fact_id: recorded_document(claim) for claim in ground.claims}
        facts[fact_id] = {**recorded_document(ground.fact), "claims": claims}
    return [{**found.to_json(), "facts": facts}]


def _proofs(connection: Connection, facts: list[Entry], size: int) -> bytes:
    """Return for each fact the hashes that lead from its leaf to the root, from the bottom up."""
    proofs = tree.proofs(connection)
    return b"".join(
        canonical(
            {
                "position": entry.position,
                "hashes": [
                    b64encode(each).decode() for each in proofs.inclusion(entry.position - 1, size)
                ],
            }
        )
        + b"\n"
        for entry in facts
    )


def _shown(
    connection: Connection, wanted: BundleRequest, facts: list[Entry], standing: list[Json]
) -> PageContent:
    own = [entry.event() for entry in facts if entry.stream == _streams(wanted.key)[1]]
    platform = platforms.replay(wanted.key.platform, own)
    archived = [
        each for each in _cited(facts, wanted.key) if _archived(connection, each) is not None
    ]
    return PageContent(
        key=wanted.key,
        name=platform.name or wanted.key.platform,
        question=wanted.question,
        standing=standing[0] if standing else None,
        facts=history(connection, wanted.question, wanted.key),
        archived=frozenset(archived),
        note=wanted.proof.note,
        vkeys=tuple(vkey for vkey, _ in wanted.proof.keys),
        complete=wanted.complete,
    )


def _cited(facts: Iterable[Entry], key: RelationshipKey) -> list[str]:
    """Return the SHA-256 of the documents that facts cite, corrections too, each once, sorted.

    What the last row cites, which may be about something else, is not asked for.
    """
    found = set()
    for entry in facts:
        if entry.stream in _streams(key):
            cited = sources_of(msgspec.json.decode(entry.payload))
            found |= {source["sha256"] for source in cited if "sha256" in source}
    return sorted(found)


def _archived(connection: Connection, digest: str) -> bytes | None:
    """Return an archived document; None: it is not there, or not what its SHA-256 says."""
    query = select(document.c.content).where(document.c.sha256 == digest)
    found = connection.execute(query).scalar()
    content = None if found is None else stored_bytes(found)
    return content if content is not None and sha256(content).hexdigest() == digest else None


def _leaves(connection: Connection, size: int) -> Iterator[bytes]:
    """Give the leaves of all positions, a line for each: an empty one where the log has lost it."""
    at = 0
    for entry in LogReader(connection).between(0, size):
        yield b"\n" * (entry.position - at - 1) + leaf_of(entry) + b"\n"
        at = entry.position
    yield b"\n" * (size - at)
