"""Bundles for tests: of a register with archived sources, and forged ones."""

import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import insert
from support.facts.given import TIKTOK, complete, fact

from evidence.bundle import BundleRequest, write_bundle
from evidence.proof import latest_proof
from evidence.verify import canonical
from integrity.keys.signing_keys import begin, new_signer
from integrity.notes import Signer
from projections.checkpoint import make_checkpoint
from projections.embedded import EmbeddedRegister
from projections.queries.status import Question
from projections.read_models.relationships import RelationshipKey
from register.format.schemas import read_fact
from register.log.points import known_at
from register.store.database import writing
from register.store.tables import document

Files = dict[str, bytes]

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
KEY = RelationshipKey("tiktok", "KZ")
ARTICLE = "Министр сказал:\n«Мы рассматриваем  блокировку TikTok».\n".encode()
DIGEST = sha256(ARTICLE).hexdigest()
HOSTILE = "</style><script>alert(1)</script>&\u202e \x1b[31m<img src=x onerror=alert(1)>"


def sourced(**more: Any) -> dict[str, Any]:
    return {"title": "Статья", "language": "ru", "sha256": DIGEST, **more}


FACTS = [
    TIKTOK,
    {**TIKTOK, "platform": "telegram", "details": {"name": "Telegram"}},
    complete(
        fact("obligation-imposed", "2022-05", requirement="representative", due="2022-11"), 101
    ),
    complete(fact("block-imposed", "2022-06", platform="telegram"), 102),
    complete(
        fact(
            "block-threatened",
            "2024-04-22",
            sources=[sourced(quote={"exact": "Мы рассматриваем блокировку"})],
            note=HOSTILE,
            scope="nationwide",
            order=HOSTILE,
        ),
        103,
    ),
    complete(fact("agreement-reported", "2024-04", published="2024-04-25"), 104),
    complete({"type": "fact-denied", "occurred": "2024-04-26", "refers_to": 104}, 105),
    complete({"type": "fact-corrected", "occurred": "2024-04-27", "refers_to": 101}, 106)
    | {"details": {"replacement": {"details": {"due": "2023-11"}}}},
    complete(fact("representative-pledged", "2023~"), 107),
    complete(fact("block-lifted", "2024-05-01", platform="telegram"), 108),
]


@dataclass
class Evidence:
    """A register with a key, and what makes bundles of it."""

    register: EmbeddedRegister
    signer: Signer

    def record(self, *documents: dict[str, Any]) -> None:
        for one in documents:
            self.register.record([read_fact(one)], recorded_by="test")

    def checkpoint(self) -> int:
        return make_checkpoint(self.register, self.signer, NOW).size

    def bundle(
        self,
        at: str = "2024-04-30",
        known: str | None = None,
        *,
        complete: bool = False,
        key: RelationshipKey = KEY,
    ) -> bytes:
        made = io.BytesIO()
        with self.register.reading() as connection:
            asked = Question(date.fromisoformat(at), known_at(connection, known))
            proof = latest_proof(connection, asked.known.position)
            assert proof is not None
            write_bundle(connection, BundleRequest(key, asked, proof, complete), made)
        return made.getvalue()


@contextmanager
def evidence(url: str, seed: bytes = bytes(32)) -> Iterator[Evidence]:
    """A register of two platforms, with an archived article and a signed checkpoint."""
    with EmbeddedRegister(url, lambda: NOW) as register:
        made = Evidence(register, new_signer(seed, "example.org/register"))
        made.record(*FACTS)
        with writing(register.engine) as connection:
            connection.execute(insert(document).values(sha256=DIGEST, content=ARTICLE))
            begin(connection, made.signer, NOW)
        made.checkpoint()
        yield made


def unpacked(bundle: bytes) -> Files:
    with zipfile.ZipFile(io.BytesIO(bundle)) as file:
        return {name: file.read(name) for name in file.namelist()}


def packed(files: Mapping[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        for name, data in files.items():
            file.writestr(name, data)
    return made.getvalue()


def listed(files: Files) -> Files:
    """The files with a manifest that lists them as they are, as a forger would make it."""
    manifest = json.loads(files["manifest.json"])
    manifest["files"] = {
        name: sha256(data).hexdigest() for name, data in files.items() if name != "manifest.json"
    }
    return {**files, "manifest.json": canonical(manifest) + b"\n"}


def edited(data: bytes, **changes: Any) -> bytes:
    return canonical({**json.loads(data), **changes}) + b"\n"
