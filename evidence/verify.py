"""Check an evidence bundle of a compliance register, without trusting those who made it.

    python3 verify.py BUNDLE.zip [--key VKEY …]      or, in the unpacked folder:
    python3 verify.py [--key VKEY …]

It needs Python 3.11 or newer and nothing else: no network, no database, no other file of the
register. It is meant to be read before it is run, from top to bottom:

     1. files       they are those that manifest.json lists, each with its SHA-256
     2. Ed25519     signatures                                        (RFC 8032)
     3. notes       signed checkpoints, cosignatures of witnesses     (C2SP signed-note,
                    tlog-checkpoint, tlog-cosignature)
     4. the tree    each fact is in the log that was signed           (RFC 9162, RFC 6962)
     5. facts       the columns of the log agree with what was stored; no version is missing
     6. documents   archived sources have their SHA-256, and say what is quoted
     7. dates       windows of days from EDTF                         (ISO 8601-2)
     8. claims      retractions, corrections, denials                 (RFC 7396)
     9. the fold    what the facts come to on a day
    10. the standing, recomputed and compared with standing.json

The rules of 7 to 10 are those of the register's documentation ("How a standing follows from
facts"), written a second time, apart from the register's own program.

What it can't show. A key found in the bundle proves that the bundle agrees with itself, not who
signed it: bring the key from elsewhere, with --key. Facts of the relationship recorded after the
last one shown can be left out, unless the bundle has leaves.jsonl (made with --complete).
index.html and README.txt are for reading, and this program prints the standing that counts.
Whether a source is right is for people to judge. And this copy of the program came with the
bundle: compare it with a copy that you have from elsewhere.

Exit status: 0 everything holds; 1 something doesn't, and it is named; 2 wrong usage.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import html
import json
import re
import stat
import sys
import unicodedata
import zipfile
import zlib
from bisect import bisect_right
from calendar import monthrange
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

FORMAT = "register-evidence/1"
MAX_FILES = 500_000
MAX_FILE = 2**30
MAX_TOTAL = 2**33
ONE_DAY = timedelta(days=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Json = dict[str, Any]


class Damaged(Exception):
    """Something of the bundle is not as it must be: where, and what is wrong."""

    def __init__(self, place: str, what: str) -> None:
        super().__init__(f"{place}: {what}")
        self.place = place
        self.what = what


class WrongUsage(Exception):
    """What the caller brought can't be used."""


# 1. Files ----------------------------------------------------------------------------------

SAFE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)*", re.ASCII)
NEEDED = {
    *("manifest.json", "checkpoint.txt", "keys.json", "facts.jsonl", "proofs.jsonl"),
    *("standing.json", "index.html", "README.txt", "verify.py"),
}
OPTIONAL = re.compile(
    r"leaves\.jsonl|facts/[1-9][0-9]*\.json|documents/[0-9a-f]{64}|timestamps/([0-9]+\.tsr|checkpoint\.txt)"
)
MISSHAPEN = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError)
UNREADABLE = (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, ValueError)


class Bundle:
    """The files of a zip file or of a folder, by name; nothing is unpacked."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.zip: zipfile.ZipFile | None = None
        if path.is_dir():
            self.sizes = dict(folder_sizes(path))
            return
        try:
            self.zip = zipfile.ZipFile(path)
            self.sizes = zip_sizes(self.zip)
        except UNREADABLE as error:
            raise Damaged(path.name, f"it can't be read as a zip file ({error})") from None

    def chunks(self, name: str) -> Iterator[bytes]:
        """Give the bytes of a file, never more than its size says."""
        try:
            with self.zip.open(name) if self.zip else (self.path / name).open("rb") as file:
                while chunk := file.read(2**20):
                    yield chunk
        except UNREADABLE as error:
            raise Damaged(name, f"it can't be read ({error})") from None

    def read(self, name: str) -> bytes:
        """Return the bytes of a file."""
        if name not in self.sizes:
            raise Damaged(name, "it is missing")
        return b"".join(self.chunks(name))

    def lines(self, name: str) -> Iterator[bytes]:
        """Give the lines of a file, each of which ends with a line feed."""
        rest = b""
        for chunk in self.chunks(name):
            *whole, rest = (rest + chunk).split(b"\n")
            yield from whole
        if rest:
            raise Damaged(name, "its last line has no end")


def zip_sizes(file: zipfile.ZipFile) -> dict[str, int]:
    """Return the sizes of a zip's files; refuse two of one name, and what is not a file."""
    found: dict[str, int] = {}
    for info in file.infolist():
        kind = stat.S_IFMT(info.external_attr >> 16)
        if kind not in (0, stat.S_IFREG) or info.is_dir() or info.filename != info.orig_filename:
            raise Damaged(repr(info.orig_filename)[1:-1], "it is not a plain file")
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Damaged(info.filename, "it is packed in a way that no bundle is")
        if info.filename in found:
            raise Damaged(info.filename, "the zip has two files of this name")
        found[info.filename] = info.file_size
    return found


def folder_sizes(folder: Path) -> Iterator[tuple[str, int]]:
    """Give the names and sizes of a folder's files, those of its folders too; follow no link."""
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink() or not (path.is_file() or path.is_dir()):
            raise Damaged(name, "it is not a plain file")
        if path.is_file():
            yield name, path.stat().st_size


def check_files(bundle: Bundle) -> Json:
    """Return the manifest, after every file was held against it."""
    if len(bundle.sizes) > MAX_FILES or sum(bundle.sizes.values()) > MAX_TOTAL:
        raise Damaged(bundle.path.name, "it is larger than a bundle may be")
    if len({name.casefold() for name in bundle.sizes}) < len(bundle.sizes):
        raise Damaged(bundle.path.name, "two names differ only in capital letters")
    for name, size in bundle.sizes.items():
        if not SAFE_NAME.fullmatch(name) or not (name in NEEDED or OPTIONAL.fullmatch(name)):
            raise Damaged(repr(name)[1:-1], "no file of a bundle has this name")
        if size > MAX_FILE:
            raise Damaged(name, "it is larger than a file of a bundle may be")
    manifest = read_manifest(bundle.read("manifest.json"))
    listed = manifest["files"]
    for name in sorted({*listed, *bundle.sizes, *NEEDED} - {"manifest.json"}):
        check_file(bundle, name, listed.get(name))
    return manifest


def check_file(bundle: Bundle, name: str, expected: str | None) -> None:
    """Hold one file against what the manifest says of it."""
    if name not in bundle.sizes:
        raise Damaged(name, "it is missing")
    if expected is None:
        raise Damaged(name, "manifest.json does not list it")
    digest = hashlib.sha256()
    for chunk in bundle.chunks(name):
        digest.update(chunk)
    if digest.hexdigest() != expected:
        raise Damaged(name, "its SHA-256 is not the one that manifest.json lists")


def read_manifest(data: bytes) -> Json:
    """Return the manifest: what the bundle is about, and the SHA-256 of each other file."""
    place = "manifest.json"
    manifest = read_object(place, data)
    if canonical(manifest) + b"\n" != data:
        raise Damaged(place, "it is not written in the canonical form (RFC 8785)")
    if manifest.get("format") != FORMAT:
        raise Damaged(place, f"its format is not {FORMAT}, the one that this program reads")
    shape = {
        **{"format": str, "platform": str, "jurisdiction": str, "at": str},
        **{"known": dict, "checkpoint": dict, "complete": bool, "files": dict},
    }
    if {name: type(value) for name, value in manifest.items()} != shape:
        raise Damaged(place, f"it does not have the members {', '.join(sorted(shape))}")
    known = {name: type(value) for name, value in manifest["known"].items()}
    if known != {"position": int, "recorded_at": str}:
        raise Damaged(place, "its point of the log is not a position and when it was recorded")
    if manifest["complete"] != ("leaves.jsonl" in manifest["files"]):
        raise Damaged(place, "it is complete if it lists leaves.jsonl, and only then")
    return manifest


def canonical(document: Any) -> bytes:
    """Return canonical JSON (RFC 8785) of texts, whole numbers and lists and objects of them."""
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode("utf-8", "surrogatepass")


def read_json(place: str, data: bytes) -> Any:
    """Return a JSON document; refuse names that are there twice, which programs read differently."""

    def members(pairs: list[tuple[str, Any]]) -> Json:
        if len(dict(pairs)) < len(pairs):
            raise ValueError("a name is there twice in one object")
        return dict(pairs)

    try:
        return json.loads(data.decode("utf-8"), object_pairs_hook=members)
    except (ValueError, RecursionError) as error:
        raise Damaged(place, f"it is not JSON ({error})") from None


def read_object(place: str, data: bytes) -> Json:
    """Return a JSON object."""
    found = read_json(place, data)
    if not isinstance(found, dict):
        raise Damaged(place, "it is not a JSON object")
    return found


# 2. Ed25519 (RFC 8032, sections 5.1.3, 5.1.4 and 5.1.7; the code follows section 6) --------

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
SQRT_M1 = pow(2, (P - 1) // 4, P)

Point = tuple[int, int, int, int]  # X, Y, Z, T with x = X/Z, y = Y/Z, x·y = T/Z
NEUTRAL: Point = (0, 1, 1, 0)


def added(one: Point, other: Point) -> Point:
    """Return the sum of two points."""
    a = (one[1] - one[0]) * (other[1] - other[0]) % P
    b = (one[1] + one[0]) * (other[1] + other[0]) % P
    c = 2 * one[3] * other[3] * D % P
    d = 2 * one[2] * other[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def times(number: int, point: Point) -> Point:
    """Return a point added to itself so many times."""
    total = NEUTRAL
    while number:
        if number & 1:
            total = added(total, point)
        point = added(point, point)
        number >>= 1
    return total


def is_neutral(point: Point) -> bool:
    """Tell whether a point is the neutral one."""
    return point[0] % P == 0 and (point[1] - point[2]) % P == 0


def point_of(data: bytes) -> Point | None:
    """Return the point of 32 bytes (5.1.3); None: there is none, or it is written another way."""
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    if len(data) != 32 or y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * SQRT_M1 % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return (x, y, 1, x * y % P)


_base = point_of((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))
assert _base is not None  # noqa: S101  # a constant of the curve
BASE: Point = _base


def signed(public: bytes, message: bytes, signature: bytes) -> bool:
    """Tell whether a signature is one of the message by the key (5.1.7).

    Stricter than it must be: a number S that is not reduced, and a key or an R of small order
    (one that holds for more than one message), are refused.
    """
    if len(signature) != 64 or len(public) != 32:
        return False
    key, r = point_of(public), point_of(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if key is None or r is None or s >= ORDER:
        return False
    if is_neutral(times(8, key)) or is_neutral(times(8, r)):
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little")
    left, right = times(s, BASE), added(r, times(k % ORDER, key))
    same_x = (left[0] * right[2] - right[0] * left[2]) % P == 0
    return same_x and (left[1] * right[2] - right[1] * left[2]) % P == 0


# 3. Notes (C2SP signed-note, tlog-checkpoint, tlog-cosignature) ----------------------------

ED25519, COSIGNATURE = 1, 4  # the types of signature


@dataclass(frozen=True)
class Key:
    """A verifier key, written ``name+id+base64``: the type of its signatures, the public key."""

    text: str
    name: str
    id: bytes
    type: int
    public: bytes

    def signed(self, text: str, signature: bytes) -> bool:
        """Tell whether a signature is one of a note's text, by this key."""
        if self.type == ED25519:
            return signed(self.public, text.encode(), signature)
        # of a witness: the seconds since 1970 when it saw the checkpoint, then the signature
        message = f"cosignature/v1\ntime {seconds_of(signature)}\n{text}"
        return len(signature) == 72 and signed(self.public, message.encode(), signature[8:])


def seconds_of(cosignature: bytes) -> int:
    """Return when a witness says that it saw a checkpoint, in seconds since 1970."""
    return int.from_bytes(cosignature[:8], "big")


def read_key(text: str) -> Key:
    """Return a verifier key; raise ValueError if it is none, or its id is not its own."""
    name, _, rest = text.partition("+")
    found_id, _, encoded = rest.partition("+")
    data = base64.b64decode(encoded, validate=True)
    key_id = hashlib.sha256(name.encode() + b"\n" + data).digest()[:4]
    if len(data) != 33 or data[0] not in (ED25519, COSIGNATURE) or found_id != key_id.hex():
        raise ValueError("it is not a verifier key (name+id+base64) of Ed25519 or of a witness")
    return Key(text, name, key_id, data[0], data[1:])


@dataclass(frozen=True)
class Note:
    """A text through its last line feed, and its signatures: by whom, key id, the bytes."""

    place: str
    text: str
    signatures: list[tuple[str, bytes, bytes]]

    def by(self, key: Key) -> bytes | None:
        """Return the key's signature; None: there is none. One that does not hold is damage."""
        for name, key_id, signature in self.signatures:
            if (name, key_id) == (key.name, key.id):
                if not key.signed(self.text, signature):
                    raise Damaged(self.place, f"the signature by {name}+{key_id.hex()} is wrong")
                return signature
        return None


def read_note(place: str, data: bytes) -> Note:
    """Return a signed note: a text, an empty line, and lines ``\u2014 name base64``."""
    signatures = []
    try:
        text, blank, lines = data.decode("utf-8").rpartition("\n\n")
        for line in lines.removesuffix("\n").split("\n"):
            dash, name, encoded = line.split(" ")
            value = base64.b64decode(encoded, validate=True)
            signatures.append((name, value[:4], value[4:]))
            well_formed = blank and dash == "\u2014" and lines.endswith("\n")
            if not well_formed or base64.b64encode(value).decode() != encoded:
                return read_note(place, b"")
    except ValueError:
        raise Damaged(place, "it is not a signed note, or not well-formed") from None
    return Note(place, text + "\n", signatures)


@dataclass(frozen=True)
class Checkpoint:
    """What was signed: the log's name, how many leaves its tree has, and their root."""

    note: Note
    origin: str
    size: int
    root: bytes

    def document(self) -> Json:
        """Return it as the manifest has it."""
        root = base64.b64encode(self.root).decode()
        return {"origin": self.origin, "size": self.size, "root": root}


def read_checkpoint(place: str, data: bytes) -> Checkpoint:
    """Return a checkpoint: the lines origin, size and root."""
    note = read_note(place, data)
    try:
        origin, size, root, _ = note.text.split("\n")
        found = Checkpoint(note, origin, int(size), base64.b64decode(root, validate=True))
    except ValueError:
        raise Damaged(place, "it is not a checkpoint: origin, size, root") from None
    written = "{origin}\n{size}\n{root}\n".format(**found.document())
    if note.text != written or len(found.root) != 32 or found.size < 0:
        raise Damaged(place, "its size or root is not written as it must be")
    return found


def check_checkpoint(
    bundle: Bundle, manifest: Json, brought: Sequence[Key]
) -> tuple[Checkpoint, list[str]]:
    """Return the checkpoint after its signatures were checked, and what to say of them."""
    checkpoint = read_checkpoint("checkpoint.txt", bundle.read("checkpoint.txt"))
    if manifest["checkpoint"] != checkpoint.document():
        raise Damaged("manifest.json", "its checkpoint is not that of checkpoint.txt")
    stamped = "timestamps/checkpoint.txt"  # what RFC 3161 timestamps are of: the first signature
    beginning = bundle.read(stamped) if stamped in bundle.sizes else b""
    if not bundle.read("checkpoint.txt").startswith(beginning):
        raise Damaged(stamped, "checkpoint.txt does not begin with it")
    of_log, witnesses = keys_of(bundle)
    first = of_log[0][0]
    if first.name != checkpoint.origin:
        raise Damaged("keys.json", f"its first key is not one of {checkpoint.origin}")
    said = ["ok  checkpoint of {origin}: {size} facts, root {root}".format(**checkpoint.document())]
    said.append(f"    signed by {signer(checkpoint, first, of_log).text}")
    for witness in witnesses:
        if (signature := checkpoint.note.by(witness)) is not None:
            when = EPOCH + timedelta(seconds=min(seconds_of(signature), 253_402_300_799))
            seen = f", which saw it at {when:%Y-%m-%dT%H:%M:%SZ}"
            said.append(f"    witnessed by {witness.text}{seen * (witness.type == COSIGNATURE)}")
            said.append("    (a key from the bundle: know from elsewhere whose it is)")
    holding = [signer(checkpoint, key, of_log).text for key in brought]
    said += [f"    The key that you brought holds: {text}" for text in holding]
    if not brought:
        said.append("    These keys are from the bundle itself: that proves that it agrees with")
        said.append("    itself, not who signed it. Get the key from elsewhere, and use --key.")
    return checkpoint, said


def keys_of(bundle: Bundle) -> tuple[list[tuple[Key, Note | None]], list[Key]]:
    """Return the log's keys, the first one first, each with its endorsement; and the witnesses."""
    found = read_object("keys.json", bundle.read("keys.json"))
    try:
        notes = [one["endorsement"] for one in found["log"]]
        endorsements = [note and read_note("keys.json", note.encode()) for note in notes]
        of_log = [(read_key(one["vkey"]), endorsements[n]) for n, one in enumerate(found["log"])]
        witnesses = [read_key(text) for text in found["witnesses"]]
    except MISSHAPEN as error:
        raise Damaged("keys.json", f"its keys can't be read ({error})") from None
    if not of_log:
        raise Damaged("keys.json", "it has no key of the log")
    return of_log, witnesses


def signer(checkpoint: Checkpoint, key: Key, of_log: list[tuple[Key, Note | None]]) -> Key:
    """Return the key that signed: the given one, or one that follows from it.

    A key follows if one before it signed that it does, in its endorsement.
    """
    trusted = [key]
    for other, note in of_log:
        for before in list(trusted):
            text = f"register key rotation\n{before.text}\n{other.text}\n"
            same = before.name == other.name and before.type == other.type == ED25519
            if same and note is not None and note.text == text and note.by(before) is not None:
                trusted.append(other)
    for one in reversed(trusted):
        if checkpoint.note.by(one) is not None:
            return one
    raise Damaged("checkpoint.txt", f"neither {key.text} nor a key that follows it has signed it")


# 4. The tree (RFC 6962, section 2.1; RFC 9162, section 2.1.3.2) ----------------------------


def leaf_hash(leaf: bytes) -> bytes:
    """Return the hash of a leaf."""
    return hashlib.sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of a node over two others."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def is_included(index: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes) -> bool:
    """Tell whether a proof leads from a leaf's hash, at an index from 0, to the root."""
    if not 0 <= index < size:
        return False
    at, last, found = index, size - 1, leaf
    for other in proof:
        if last == 0:
            return False
        if at & 1 or at == last:
            found = node_hash(other, found)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            found = node_hash(found, other)
        at, last = at >> 1, last >> 1
    return last == 0 and found == root


def root_of(hashes: list[bytes]) -> bytes:
    """Return the root over leaf hashes: pair by pair, and an odd one goes up as it is."""
    if not hashes:
        return hashlib.sha256(b"").digest()
    while len(hashes) > 1:
        pairs = zip(hashes[::2], hashes[1::2], strict=False)
        hashes = [node_hash(left, right) for left, right in pairs] + hashes[len(hashes) & ~1 :]
    return hashes[0]


# 5. Facts ----------------------------------------------------------------------------------

COLUMNS = {
    **{"id": str, "payload_sha256": str, "position": int, "recorded_at": int},
    **{"recorded_by": str, "stream": str, "type": str, "version": int},
}


@dataclass(frozen=True)
class Fact:
    """A row of the log: its columns, its leaf, and the fact itself as it was stored."""

    place: str
    columns: Json
    leaf: bytes
    stored: Json | None

    @property
    def position(self) -> int:
        """Its place in the log, from 1."""
        return int(self.columns["position"])

    @property
    def recorded_at(self) -> str:
        """When it was recorded, in UTC."""
        return iso(self.columns["recorded_at"])

    def document(self) -> Json:
        """Return the fact as recorded, with what the register added."""
        added = {"position": self.position, "recorded_at": self.recorded_at}
        return {**(self.stored or {}), **added, "recorded_by": self.columns["recorded_by"]}


def iso(microseconds: int) -> str:
    """Return a moment, given in microseconds since 1970, as text in UTC."""
    return (EPOCH + timedelta(microseconds=microseconds)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def read_facts(bundle: Bundle, manifest: Json) -> list[Fact]:
    """Return the rows of facts.jsonl with their stored bytes, in the order of the log."""
    rows = [
        read_columns(f"facts.jsonl, line {n}", line)
        for n, line in enumerate(bundle.lines("facts.jsonl"), 1)
    ]
    streams = streams_of(manifest)
    known = manifest["known"]["position"]
    facts: list[Fact] = []
    for columns in rows:
        place = f"facts/{columns['position']}.json"
        if facts and columns["position"] <= facts[-1].position:
            raise Damaged(place, "its position does not come after the one before it")
        if facts and columns["recorded_at"] < facts[-1].columns["recorded_at"]:
            raise Damaged(place, "it was recorded before the fact that comes before it in the log")
        if columns["position"] > known:
            raise Damaged(place, f"it comes after position {known}, up to which the bundle speaks")
        # The last row says when "as known" was; it may be about something else, then without text.
        stream, shown = columns["stream"], place in bundle.sizes
        if not shown and (stream in streams or columns["position"] != known):
            raise Damaged(place, "it is missing")
        if shown and stream not in streams and not stream.startswith("document/"):
            raise Damaged(place, f"it is about {stream}, and not of this bundle")
        facts.append(read_fact(place, columns, bundle.read(place) if shown else None))
    check_payloads(bundle, facts)
    return facts


def read_columns(place: str, line: bytes) -> Json:
    """Return the columns of a row, written as the leaf of the tree is: in canonical JSON."""
    columns = read_object(place, line)
    if {name: type(value) for name, value in columns.items()} != COLUMNS:
        raise Damaged(place, f"it does not have the columns {', '.join(sorted(COLUMNS))}")
    if canonical(columns) != line:
        raise Damaged(place, "it is not written in the canonical form (RFC 8785)")
    return columns


def read_fact(place: str, columns: Json, data: bytes | None) -> Fact:
    """Return a fact, after its columns were held against what was stored."""
    if data is None:
        return Fact(place, columns, canonical(columns), None)
    leaf = canonical({**columns, "payload_sha256": hashlib.sha256(data).hexdigest()})
    stored = read_object(place, data)
    name, _, version = columns["type"].partition("/")
    if stored.get("id") != columns["id"]:
        raise Damaged(place, "the id in the fact is not the one in the log's column")
    if stored.get("type") != name:
        raise Damaged(place, "the type in the fact is not the one in the log's column")
    if version != "1":
        raise Damaged(place, f"this program does not know the type {columns['type']}")
    if stream_of(stored) != columns["stream"]:
        raise Damaged(place, "the fact is about something else than the log's column says")
    return Fact(place, columns, leaf, stored)


def check_payloads(bundle: Bundle, facts: list[Fact]) -> None:
    """Refuse a stored fact of which there is no row, and two of one id."""
    if len({fact.columns["id"] for fact in facts}) < len(facts):
        raise Damaged("facts.jsonl", "two facts have the same id")
    wanted = {fact.place for fact in facts if fact.stored is not None}
    for name in sorted(bundle.sizes):
        if name.startswith("facts/") and name not in wanted:
            raise Damaged(name, "facts.jsonl has no row of it")


def streams_of(manifest: Json) -> tuple[str, str]:
    """Return the streams that a bundle shows: of the relationship, and of the platform."""
    platform = manifest["platform"]
    return f"relationship/{platform}/{manifest['jurisdiction']}", f"platform/{platform}"


def stream_of(stored: Json) -> str:
    """Return the stream that a fact belongs to."""
    if "jurisdiction" in stored:
        return f"relationship/{stored.get('platform')}/{stored['jurisdiction']}"
    if "document" in stored:
        return f"document/{stored['document']}"
    return f"platform/{stored.get('platform')}"


def check_facts(
    bundle: Bundle, manifest: Json, checkpoint: Checkpoint
) -> tuple[list[Fact], list[str]]:
    """Return the facts, after each was found in the tree, and what to say of them."""
    known = manifest["known"]["position"]
    if not 0 < known <= checkpoint.size:
        raise Damaged("manifest.json", f"position {known} is not among the checkpoint's facts")
    facts = read_facts(bundle, manifest)
    check_proofs(bundle, facts, checkpoint)
    streams = [fact.columns["stream"] for fact in facts if fact.stored is not None]
    said = [
        f"ok  facts: {check_versions(facts, stream)} of {stream}, none missing between them"
        for stream in dict.fromkeys([*streams_of(manifest), *streams])
    ]
    last = facts[-1]
    if {"position": last.position, "recorded_at": last.recorded_at} != manifest["known"]:
        raise Damaged("manifest.json", "its point of the log is not the last row of facts.jsonl")
    said.append("ok  tree: each of them is in the log that the checkpoint is of")
    return facts, [*said, *check_leaves(bundle, manifest, facts, checkpoint)]


def check_proofs(bundle: Bundle, facts: list[Fact], checkpoint: Checkpoint) -> None:
    """Hold the leaf of each fact against the root, by its proof."""
    proofs = list(bundle.lines("proofs.jsonl"))
    if len(proofs) != len(facts):
        raise Damaged("proofs.jsonl", "it does not have one proof for each fact")
    for fact, line in zip(facts, proofs, strict=True):
        found = read_object("proofs.jsonl", line)
        try:
            hashes = [base64.b64decode(one, validate=True) for one in found["hashes"]]
            its_own = found["position"] == fact.position and set(found) == {"position", "hashes"}
        except (KeyError, TypeError, ValueError):
            its_own, hashes = False, []
        if not its_own:
            raise Damaged(
                "proofs.jsonl", f"there is no proof of position {fact.position} in its place"
            )
        index, leaf = fact.position - 1, leaf_hash(fact.leaf)
        if not is_included(index, checkpoint.size, leaf, hashes, checkpoint.root):
            raise Damaged(
                fact.place, "the log that was signed does not have this fact at its position"
            )


def check_versions(facts: list[Fact], stream: str) -> int:
    """Return how many facts of a stream there are; their versions are 1, 2, 3 … ."""
    of_stream = [fact for fact in facts if fact.columns["stream"] == stream]
    for version, fact in enumerate(of_stream, 1):
        if fact.columns["version"] != version:
            raise Damaged(fact.place, f"version {version} of {stream} is missing before it")
    if not of_stream:
        raise Damaged("facts.jsonl", f"it has no fact of {stream}")
    return len(of_stream)


def check_leaves(
    bundle: Bundle, manifest: Json, facts: list[Fact], checkpoint: Checkpoint
) -> list[str]:
    """Recompute the root from the columns of the whole log; then nothing can be left out."""
    if not manifest["complete"]:
        return [
            "    Facts recorded after the last of these, up to the position asked, could be left out.",
            "    A bundle made with --complete has the columns of the whole log, and shows that none is.",
        ]
    shown = {fact.position: fact.leaf for fact in facts}
    hashes = []
    for position, leaf in enumerate(bundle.lines("leaves.jsonl"), 1):
        place = f"leaves.jsonl, line {position}"
        hashes.append(leaf_hash(leaf))
        if not leaf and position not in shown:  # a position that the log had lost
            continue
        columns = read_columns(place, leaf)
        if columns["position"] != position or shown.get(position, leaf) != leaf:
            raise Damaged(place, "it is not the row of this position")
        of_bundle = columns["stream"] in streams_of(manifest)
        if of_bundle and position <= facts[-1].position and position not in shown:
            raise Damaged(place, "a fact of this relationship or platform that was left out")
    if len(hashes) != checkpoint.size or root_of(hashes) != checkpoint.root:
        raise Damaged("leaves.jsonl", "it does not come to the checkpoint's size and root")
    return ["ok  whole log: its columns come to the checkpoint's root, and no fact was left out"]


# 6. Documents ------------------------------------------------------------------------------


UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff"))  # where a line may break


def check_documents(bundle: Bundle, facts: list[Fact], known: Known) -> list[str]:
    """Hold archived documents against their names, and quotes against their text."""
    every = [source for fact in facts for source in sources_of(fact.stored or {})]
    cited = {source["sha256"] for source in every if "sha256" in source}
    there = {name.partition("/")[2] for name in bundle.sizes if name.startswith("documents/")}
    for digest in sorted(there):
        if digest not in cited:
            raise Damaged(f"documents/{digest}", "no fact cites it")
        if hashlib.sha256(bundle.read(f"documents/{digest}")).hexdigest() != digest:
            raise Damaged(f"documents/{digest}", "its SHA-256 is not its name")
    found = [
        is_quoted(fact, source, bundle.read(f"documents/{source['sha256']}"))
        for fact in facts
        for source in known.sources.get(fact.columns["id"], ())
        if source.get("sha256") in there and source.get("quote")
    ]
    said = [f"ok  documents: {len(there)} with their SHA-256, {sum(found)} quotes found in them"]
    if len(cited) > len(there):
        said.append(f"    {len(cited - there)} documents that facts cite are not in the bundle.")
    if not all(found):
        said.append(
            f"    {len(found) - sum(found)} quotes are of what is no plain text: look there."
        )
    return said


def sources_of(stored: Json) -> list[Json]:
    """Return the sources of a fact, and those that a correction puts in the place of others."""
    corrects = stored.get("type") == "fact-corrected"
    replacement = stored.get("details", {}).get("replacement", {}) if corrects else {}
    return [*stored.get("sources", ()), *replacement.get("sources", ())]


def is_quoted(fact: Fact, source: Json, data: bytes) -> bool:
    """Tell whether a quote is in its document; where that is plain text, it must be.

    White space and markup count for nothing. What is no text in UTF-8 is not looked into.
    """
    quote = source["quote"]
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    wanted = comparable(quote["exact"] if isinstance(quote, dict) else quote)
    bare = html.unescape(re.sub(r"<[^<>]*>", "", text))
    found = wanted in comparable(text) or wanted in comparable(bare)
    if not found and "<" not in text and text.lstrip()[:1] not in ("{", "["):
        raise Damaged(fact.place, f"its quote is not in documents/{source['sha256']}")
    return found


def comparable(text: str) -> str:
    """Return a text in one form of Unicode (NFC), without white space and what is unseen."""
    return "".join(unicodedata.normalize("NFC", text.translate(UNSEEN)).split())


# 7. Dates (EDTF, ISO 8601-2) ---------------------------------------------------------------
#
# "occurred" gives a window of days, first to last. What is vague is read as wide as it may be.

MIDNIGHT = "00:00:00"
MARKS = "~?%"
PLAIN = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", re.ASCII)
DIGITS = re.compile(r"([\dX]{4})(?:-([\dX]{2}))?(?:-([\dX]{2}))?", re.ASCII)
CLOCK = re.compile(
    r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(:\d\d(?:\.\d{1,6})?)?(?:Z|[+-]\d\d(?::?\d\d)?)?", re.ASCII
)
# Parts of a year, by their number in place of the month: the first month, how many there are.
# Seasons as in meteorology; 21 to 28 in the north, 29 to 32 in the south. Then quarters, thirds
# and halves.
PARTS_OF_YEAR = {
    **{21: (3, 3), 22: (6, 3), 23: (9, 3), 24: (12, 3), 25: (3, 3), 26: (6, 3), 27: (9, 3)},
    **{28: (12, 3), 29: (9, 3), 30: (12, 3), 31: (3, 3), 32: (6, 3)},
    **{33: (1, 3), 34: (4, 3), 35: (7, 3), 36: (10, 3), 37: (1, 4), 38: (5, 4), 39: (9, 4)},
    **{40: (1, 6), 41: (7, 6)},
}

Days = tuple[date | None, date | None]


def window(text: str) -> tuple[date | None, date | None, str]:
    """Return the first and last day (None: there is none) and the local time of day."""
    if "/" in text and text[0] not in "[{":
        start, end = text.split("/")
        if start in ("", ".."):
            return None, None if end in ("", "..") else window(end)[1], MIDNIGHT
        first, last, _ = window(start)
        return first, last if end in ("", "..") else window(end)[1], MIDNIGHT
    if timed := CLOCK.fullmatch(text):
        on = date.fromisoformat(timed[1])
        seconds, _, fraction = (timed[3] or ":00").partition(".")
        fraction = fraction.ljust(6, "0") if fraction.strip("0") else ""
        return on, on, timed[2] + seconds + (fraction and f".{fraction}")
    first, last = widened(text)
    return first, last, MIDNIGHT


def deadline(text: str | None) -> date | None:
    """Return the last day through which a due day holds; marks are ignored; None: no deadline."""
    end = (text or "").rpartition("/")[2] if text and text[0] not in "[{" else text
    if not end or end == "..":
        return None
    return window(end)[1] if CLOCK.fullmatch(end) else days(without_marks(end))[1]


def widened(text: str) -> Days:
    """Return the days of a date, with one more of its precision on both sides if it is marked.

    A mark behind a part of a date is about all up to there: then it is widened by a year.
    """
    bare = text.rstrip(MARKS)
    first, last = days(without_marks(bare))
    if text == without_marks(text) or first is None or last is None:
        return first, last
    months = precision(without_marks(bare), first, last)
    if re.search(r"[\dX][~?%]|(^|[\[{,.])[~?%]", bare):
        months = 12
    elif re.search(r"^\d{4}-[~?%]", bare):
        months = max(months, 1)
    if not months:
        return days_later(first, -1), days_later(last, 1)
    behind = days_later(last, 1)
    end = date.max if behind == last else days_later(months_later(behind, months), -1)
    return months_later(first, -months), end


def without_marks(text: str) -> str:
    """Return a date without the marks of doubt."""
    return re.sub("[~?%]", "", text)


def precision(text: str, first: date, last: date) -> int:
    """Return how many months a date is precise to; 0: to the day."""
    unspecified = DIGITS.fullmatch(text)
    if unspecified and not unspecified[2]:
        return int(12 * 10 ** text.count("X"))
    if first == last and "X" not in text:
        return 0
    return (last.year - first.year) * 12 + last.month - first.month + 1


def days(text: str) -> Days:
    """Return the first and last day that a date without marks can mean."""
    if text[0] in "[{":
        return days_of_set(text[1:-1])
    plain = PLAIN.fullmatch(text)
    if plain and plain[3]:
        return date.fromisoformat(text), date.fromisoformat(text)
    if plain and plain[2] and not plain[3] and int(plain[2]) in PARTS_OF_YEAR:
        month, length = PARTS_OF_YEAR[int(plain[2])]
        first = date(int(plain[1]), month, 1)
        return first, days_later(months_later(first, length), -1)
    parts = DIGITS.fullmatch(text)
    if not parts:
        raise ValueError(f"this program does not read the date {text!r}")
    year, month_text, day = parts[1], parts[2] or "XX", parts[3] or "XX"
    if year == "XXXX":
        return None, None
    years = range(max(1, int(year.replace("X", "0"))), int(year.replace("X", "9")) + 1)
    return (
        min(outermost([n for n in years if fits(n, year)], month_text, day)),
        max(outermost([n for n in reversed(years) if fits(n, year)], month_text, day)),
    )


def days_of_set(text: str) -> Days:
    """Return the days from the first to the last of a list such as ``2021,2022-03..2022-05``."""
    ends = [part.split("..") for part in text.split(",")]
    firsts = [days(part[0])[0] if part[0] else None for part in ends]
    lasts = [days(part[-1])[1] if part[-1] else None for part in ends]
    first = None if None in firsts else min(one for one in firsts if one)
    return first, None if None in lasts else max(one for one in lasts if one)


def outermost(years: Iterable[int], month: str, day: str) -> list[date]:
    """Return the days that fit, of the first of the years that has any."""
    for year in years:
        found = [
            date(year, one, number)
            for one in range(1, 13)
            if fits(one, month)
            for number in range(1, monthrange(year, one)[1] + 1)
            if fits(number, day)
        ]
        if found:
            return found
    raise ValueError("a day that does not exist")


def fits(number: int, pattern: str) -> bool:
    """Tell whether a number has the digits of a pattern, where X is any."""
    digits = f"{number:0{len(pattern)}}"
    return all(want in ("X", digit) for digit, want in zip(digits, pattern, strict=True))


def days_later(day: date, count: int) -> date:
    """Return a day moved by days, as far as the calendar goes."""
    try:
        return day + timedelta(days=count)
    except OverflowError:
        return day


def months_later(day: date, count: int) -> date:
    """Return a day moved by months, as far as the calendar goes."""
    month = day.year * 12 + day.month - 1 + count
    if not 12 <= month < 120_000:
        return date.min if month < 12 else date.max
    year, month = month // 12, month % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


# 8. Claims ---------------------------------------------------------------------------------
#
# They act on knowledge, so for every day asked.

CLAIMS = ("fact-confirmed", "fact-denied", "fact-corrected", "fact-retracted")
CORRECTABLE = ("occurred", "actor", "details", "legal_basis", "case", "note", "sources")


@dataclass(frozen=True)
class Known:
    """What counts after the claims: the facts as corrected, and the ids of those in doubt."""

    facts: list[Happening]
    doubtful: set[str]
    claims_on: dict[str, list[str]]
    sources: dict[str, list[Json]]  # by the id of each fact and claim that has effect


def knowledge(facts: list[Fact]) -> Known:
    """Let the claims act on the facts of the relationship, which are in the order of the log."""
    stored = [fact.stored for fact in facts if fact.stored is not None]
    void: set[str] = set()
    for one in reversed(stored):  # "a fact retracted by a retraction that has effect has none"
        if one["type"] == "fact-retracted" and one["id"] not in void:
            void.add(one["refers_to"])
    void = with_consequences(stored, void)
    claims = [one for one in stored if one["type"] in CLAIMS and one["id"] not in void]
    latest: dict[str, str] = {}  # the latest of confirmation and denial, by the fact's id
    claims_on: dict[str, list[str]] = {}
    corrections: dict[str, list[Json]] = {}
    for claim in claims:
        claims_on.setdefault(claim["refers_to"], []).append(claim["id"])
        if claim["type"] in ("fact-confirmed", "fact-denied"):
            latest[claim["refers_to"]] = claim["type"]
        if claim["type"] == "fact-corrected":
            corrections.setdefault(claim["refers_to"], []).append(claim["details"]["replacement"])
    denied = {name for name, kind in latest.items() if kind == "fact-denied"} - void
    sources = {claim["id"]: claim["sources"] for claim in claims}
    left_out = void | sources.keys()
    counting = []
    for fact in facts:
        if fact.stored is not None and fact.stored["id"] not in left_out:
            happening, document = corrected(fact, corrections.get(fact.stored["id"], []))
            counting.append(happening)
            sources[happening.id] = document["sources"]
    return Known(counting, with_consequences(stored, denied), claims_on, sources)


def with_consequences(stored: list[Json], ids: set[str]) -> set[str]:
    """Return the ids, and those of the facts that are caused by one of them, step by step."""
    found = set(ids)
    for one in stored:  # a cause is recorded before what follows from it
        if one.get("caused_by") in found:
            found.add(one["id"])
    return found


def corrected(fact: Fact, patches: list[Json]) -> tuple[Happening, Json]:
    """Return a fact after its corrections, in their order; an invalid one is passed over."""
    document = fact.stored or {}
    happening = read_happening(fact, document)
    for patch in patches:
        allowed = {name: patch[name] for name in CORRECTABLE if name in patch}
        patched = merged(document, allowed)
        try:
            happening = happening_of(fact, patched)
        except MISSHAPEN:
            continue
        document = patched
    return happening, document


def merged(target: Any, patch: Any) -> Any:
    """Return a document after a merge patch (RFC 7396, section 2)."""
    if not isinstance(patch, dict):
        return patch
    found = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            found.pop(name, None)
        else:
            found[name] = merged(found.get(name), value)
    return found


# 9. The fold -------------------------------------------------------------------------------

# What a type does to which requirement (None: the one that its details name).
ON_REQUIREMENT: dict[str, tuple[str | None, str]] = {
    "representative-pledged": ("representative", "pledge"),
    "representative-appointed": ("representative", "meet"),
    "representative-withdrawn": ("representative", "lapse"),
    "local-office-pledged": ("local-office", "pledge"),
    "local-office-opened": ("local-office", "meet"),
    "local-office-closed": ("local-office", "lapse"),
    "contact-point-provided": ("contact-point", "meet"),
    "contact-point-withdrawn": ("contact-point", "lapse"),
    "registration-completed": ("registration", "meet"),
    "registration-revoked": ("registration", "lapse"),
    "data-localization-pledged": ("data-localization", "pledge"),
    "data-localization-completed": ("data-localization", "meet"),
    "data-localization-refused": ("data-localization", "refuse"),
    "reporting-channel-opened": ("reporting-channel", "meet"),
    "reporting-channel-closed": ("reporting-channel", "lapse"),
    "agreement-reported": ("cooperation-agreement", "pledge"),
    "agreement-concluded": ("cooperation-agreement", "meet"),
    "agreement-ended": ("cooperation-agreement", "end"),
    "obligation-imposed": (None, "impose"),
    "obligation-extended": (None, "extend"),
    "obligation-waived": (None, "waive"),
    "commitment-made": (None, "pledge"),
    "commitment-withdrawn": (None, "abandon"),
    "requirement-met": (None, "meet"),
    "requirement-refused": (None, "refuse"),
    "requirement-lapsed": (None, "lapse"),
    "requirement-ended": (None, "end"),
    "breach-found": (None, "breach"),
    "breach-remedied": (None, "remedy"),
    "breach-annulled": (None, "remedy"),
    "fine-imposed": (None, "breach"),
    "enforcement-stayed": (None, "stay"),
    "enforcement-resumed": (None, "resume"),
}
# A requirement is the facts that stand on it, by what they set. An effect needs one of the first
# to be there, ends the second, and sets the third; "term" is the fact that set the due day.
EFFECTS: dict[str, tuple[str, str, str]] = {
    "impose": ("", "stay", "obligation term"),
    "extend": ("obligation", "", "term"),
    "waive": ("", "obligation term breach refusal stay", ""),
    "pledge": ("", "abandonment", "pledge"),  # and see `step`
    "abandon": ("pledge", "pledge", "abandonment"),
    "meet": ("", "lapse refusal breach abandonment", "met"),
    "lapse": ("", "met pledge", "lapse"),
    "refuse": ("", "met pledge", "refusal"),
    "end": ("", "met pledge", ""),
    "breach": ("", "", "breach"),
    "remedy": ("", "breach", ""),
    "stay": ("obligation breach", "", "stay"),
    "resume": ("", "stay", ""),
}
LEVELS = ("proposed", "threatened", "ordered", "restricted", "blocked")
RAISES = {
    **{"block-proposed": "proposed", "block-threatened": "threatened", "block-ordered": "ordered"},
    **{"advertising-banned": "restricted", "access-throttled": "restricted"},
    **{"access-restricted": "restricted", "block-imposed": "blocked"},
}
# Types that end or change measures, and the levels of those that they act on.
ACTS_ON = {
    **{"block-eased": LEVELS[4:], "block-lifted": LEVELS, "restriction-lifted": LEVELS},
    **{"threat-withdrawn": LEVELS[:2], "enforcement-stayed": LEVELS[2:]},
    **{"enforcement-resumed": LEVELS},
}
OF_PLATFORM = ("service-withdrawn", "service-restored")


@dataclass(frozen=True)
class Happening:
    """A fact as the fold sees it: it may have happened from ``first`` on, and has on ``on``."""

    id: str
    kind: str
    first: date | None
    on: date
    time: str
    position: int
    target: str | None = None  # the requirement's code, or the measure's scope; None: no effect
    of_requirement: bool = False
    order: str | None = None
    until: date | None = None  # the due day, or the last day of a stay

    @property
    def key(self) -> tuple[date, str, int]:
        """The order of the fold: day of effect, local time of day, position."""
        return self.on, self.time, self.position


def read_happening(fact: Fact, document: Json) -> Happening:
    """Return a fact as the fold sees it; it is damage if it can't be read."""
    try:
        return happening_of(fact, document)
    except MISSHAPEN as error:
        raise Damaged(fact.place, f"what it comes to can't be told ({error})") from None


def happening_of(fact: Fact, document: Json) -> Happening:
    """Return a fact as the fold sees it; raise what reading damaged JSON raises."""
    kind, details = document["type"], document.get("details", {})
    first, last, time = window(document["occurred"])
    cap = earliest_publication(document)
    # "the window ends at the latest on the cap"; one before the window's first day is ignored
    if cap and (first is None or cap >= first) and (last is None or cap < last):
        last = cap
    on = last or (EPOCH + timedelta(microseconds=fact.columns["recorded_at"])).date()
    code = ON_REQUIREMENT.get(kind, (None, ""))[0] or details.get("requirement")
    target, of_requirement = None, False
    if kind in ON_REQUIREMENT and code:
        instance = details.get("instance")
        target, of_requirement = f"{code}@{instance}" if instance else code, True
    elif kind in RAISES or kind in ACTS_ON or kind in OF_PLATFORM:
        default = "service" if kind in OF_PLATFORM else "nationwide"
        target = "advertising" if kind == "advertising-banned" else details.get("scope", default)
    order = None if kind in OF_PLATFORM else details.get("order")
    dated = "until" if kind == "enforcement-stayed" else "due"
    until = deadline(details.get(dated)) if target else None
    return Happening(
        document["id"], kind, first, on, time, fact.position, target, of_requirement, order, until
    )


def earliest_publication(document: Json) -> date | None:
    """Return the earliest day by which a source that did not announce the event was published."""
    counting = [one for one in document["sources"] if not one.get("announces", False)]
    days_of = [window(one["published"])[1] for one in counting if "published" in one]
    return min((day for day in days_of if day), default=None)


@dataclass
class Measure:
    """A measure: its level, the fact that set it, and the fact that stays it."""

    level: str
    ground: Happening
    stay: Happening | None = None


Requirement = dict[str, Happening]
MeasureKey = tuple[str, str, str | None]  # scope, side, order


@dataclass
class State:
    """What the facts have set, whatever the day."""

    requirements: dict[str, Requirement] = field(default_factory=dict)
    measures: dict[MeasureKey, Measure] = field(default_factory=dict)


def fold(happenings: Iterable[Happening]) -> State:
    """Return what facts come to, in their order."""
    state = State()
    for by in happenings:
        if by.target is None:
            continue
        if by.of_requirement:
            step(state.requirements.setdefault(by.target, {}), ON_REQUIREMENT[by.kind][1], by)
        elif by.kind in RAISES:
            raise_measure(state.measures, by)
        elif by.kind == "service-withdrawn":
            state.measures[by.target, "platform", None] = Measure("withdrawn", by)
        else:
            change_measures(state.measures, by)
    return state


def step(held: Requirement, effect: str, by: Happening) -> None:
    """Let a fact act on a requirement."""
    needs, ends, sets = (names.split() for names in EFFECTS[effect])
    if needs and not any(name in held for name in needs):
        return
    if effect == "pledge" and "obligation" not in held:
        ends = [*ends, "refusal", "lapse"]  # "under a law, words cure nothing"
    for name in ends:
        held.pop(name, None)
    held.update(dict.fromkeys(sets, by))


def raise_measure(measures: dict[MeasureKey, Measure], by: Happening) -> None:
    """Set level and ground above the level that stands, the ground at it, nothing below it."""
    key, level = (by.target or "", "state", by.order), RAISES[by.kind]
    standing = measures.get(key)
    if standing is None or LEVELS.index(level) > LEVELS.index(standing.level):
        measures[key] = Measure(level, by)
    elif level == standing.level:
        standing.ground = by


def change_measures(measures: dict[MeasureKey, Measure], by: Happening) -> None:
    """End or change the measures meant: scope ``all`` means every scope, no order every order."""
    restores = by.kind == "service-restored"
    for key, measure in list(measures.items()):
        meant = by.target in ("all", key[0]) and by.order in (None, key[2])
        side = "platform" if restores else "state"
        if not meant or key[1] != side or not (restores or measure.level in ACTS_ON[by.kind]):
            continue
        match by.kind:
            case "block-eased":
                measure.level, measure.ground = "restricted", by
            case "enforcement-stayed":
                measure.stay = by
            case "enforcement-resumed":
                measure.stay = None
            case _:
                del measures[key]


# 10. The standing --------------------------------------------------------------------------

ACCESS = (
    *("open", "limited", "proposed", "threatened", "stayed"),
    *("ordered", "restricted", "withdrawn", "blocked"),
)


def judged(happenings: Iterable[Happening], at: date) -> Json:
    """Return what facts come to on a day, without what may be or is doubted."""
    state = fold(sorted(happenings, key=lambda one: one.key))
    rows = [requirement_row(name, held, at) for name, held in sorted(state.requirements.items())]
    requirements = [row for row in rows if row is not None]
    in_order = sorted(state.measures, key=lambda key: (*key[:2], key[2] is not None, key[2] or ""))
    measures = [measure_row(key, state.measures[key], at) for key in in_order]
    return {
        "compliance": compliance(requirements, measures),
        "access": max(map(access, measures), key=ACCESS.index, default="open"),
        "requirements": requirements,
        "measures": measures,
    }


def holds(stay: Happening | None, at: date) -> bool:
    """Tell whether a stay is in force: through its last day, or until it is resumed."""
    return stay is not None and (stay.until is None or at <= stay.until)


def requirement_row(name: str, held: Requirement, at: date) -> Json | None:
    """Return a requirement on a day; None: it is not listed."""
    stayed = holds(held.get("stay"), at)
    # "While stayed, obligation, due day and breach count as absent"
    absent = ("obligation", "term", "breach") if stayed else ()
    there = {name: by for name, by in held.items() if name not in absent}
    state, grounds = state_of(there, at)
    if state is None and stayed and held.keys() & {"obligation", "breach"}:
        state, grounds = "stayed", [held[k] for k in ("obligation", "breach", "stay") if k in held]
    if state is None and "abandonment" in held:
        state, grounds = "abandoned", [held["abandonment"]]
    if state is None:
        return None
    law = "obligation" in there
    dues = {k: there[k].until for k in ("term", "pledge") if k in there}
    ahead = min((day for day in dues.values() if day), default=None)
    passed = {"overdue": dues.get("term"), "late": dues.get("pledge")}
    due = passed.get(state, ahead if state in ("pledged", "required") else None)
    return {
        "requirement": name,
        "state": state,
        "basis": "law" if law or state == "breached" else "voluntary",
        "due": due and due.isoformat(),
        "disputed": False,
        "because": because([*grounds, there["obligation"]] if law else grounds),
    }


def state_of(there: Requirement, at: date) -> tuple[str | None, list[Happening]]:
    """Return the first state that holds, before ``stayed``, and the facts that decide it."""
    states = {"breach": "breached", "met": "met", "refusal": "refused", "lapse": "lapsed"}
    for name, state in states.items():
        if name in there:
            return state, [there[name]]
    for name, state in {"term": "overdue", "pledge": "late"}.items():
        if name in there and (due := there[name].until) is not None and at > due:
            return state, [there[name]]
    if "pledge" in there:
        return "pledged", [there["pledge"]]
    return ("required", []) if "obligation" in there else (None, [])


def measure_row(key: MeasureKey, measure: Measure, at: date) -> Json:
    """Return a measure on a day."""
    stay = measure.stay if holds(measure.stay, at) else None
    return {
        **dict(zip(("scope", "side", "order"), key, strict=True)),
        "level": "stayed" if stay else measure.level,
        "disputed": False,
        "because": because([measure.ground, *([stay] if stay else [])]),
    }


def because(grounds: list[Happening]) -> list[str]:
    """Return the ids of facts, each once, in the order of the fold."""
    return list(dict.fromkeys(one.id for one in sorted(grounds, key=lambda one: one.key)))


def compliance(requirements: list[Json], measures: list[Json]) -> str:
    """Return the first that holds."""
    every = {row["state"] for row in requirements}
    law = {row["state"] for row in requirements if row["basis"] == "law"}
    if any((row["side"], row["scope"]) == ("platform", "service") for row in measures):
        return "inactive"
    if law & {"breached", "refused", "lapsed", "overdue"}:
        return "non-compliant"
    if every & {"refused", "lapsed", "late", "abandoned"}:
        return "slipping"
    if law & {"required", "pledged"} or (not law and "pledged" in every):
        return "pending"
    if "met" in law:
        return "compliant"
    return "cooperating" if "met" in every else "unassessed"


def access(measure: Json) -> str:
    """Return what one measure comes to for access, of which the hardest counts."""
    if measure["side"] == "platform":
        return "withdrawn" if measure["scope"] == "service" else "limited"
    if measure["scope"] == "nationwide":
        return str(measure["level"])
    return "limited" if measure["level"] in ("restricted", "blocked") else "open"


def words(found: Json) -> tuple[str, str, dict[str, str], dict[MeasureKey, str]]:
    """Return that of a standing by which a dispute and a doubt are told."""
    states = {row["requirement"]: row["state"] for row in found["requirements"]}
    levels = {(row["scope"], row["side"], row["order"]): row["level"] for row in found["measures"]}
    return found["compliance"], found["access"], states, levels


def standing_on(known: Known, at: date) -> Json:
    """Return the standing on a day, beside the two other folds: undisputed, and possible."""
    happened = [one for one in known.facts if one.on <= at]
    main = judged(happened, at)
    other = judged([one for one in happened if one.id not in known.doubtful], at)
    # what may have happened comes after what has, since its day of effect is later
    possibly = [one for one in known.facts if one.on <= at or (one.first and one.first <= at)]
    possible = judged(possibly, at)
    disputed = words(main) != words(other)
    _, _, states, levels = words(other)
    for row in main["requirements"]:
        row["disputed"] = states.get(row["requirement"]) != row["state"]
    for row in main["measures"]:
        row["disputed"] = levels.get((row["scope"], row["side"], row["order"])) != row["level"]
    return {
        **main,
        "certainty": "exact" if words(main) == words(possible) else "approximate",
        "disputed": disputed,
        "otherwise": {name: other[name] for name in ("compliance", "access")} if disputed else None,
    }


def standing(facts: list[Fact], known: Known, at: date) -> Json | None:
    """Return the standing of a relationship on a day and the period [since, until) it is in."""
    begins = min((one.on for one in known.facts), default=date.max)
    if not known.facts or at < begins:
        return None  # "no standing while no fact but claims has taken effect"
    took_effect = {one.on for one in known.facts}
    known = replace(known, facts=[one for one in known.facts if one.target])
    turns = turning_days(known.facts, begins)
    here = bisect_right(turns, at) - 1
    found = standing_on(known, at)
    since = here
    while since > 0 and standing_on(known, turns[since - 1]) == found:
        since -= 1
    until = here + 1
    while until < len(turns) and standing_on(known, turns[until]) == found:
        until += 1
    return {
        **found,
        "since": turns[since].isoformat(),
        "until": turns[until].isoformat() if until < len(turns) else None,
        "began": "fact" if turns[since] in took_effect else "time",
        "facts": grounds_of(facts, known, found),
    }


def turning_days(happenings: list[Happening], begins: date) -> list[date]:
    """Return every day on which the standing may change, from its first one on."""
    found = {begins}
    for one in happenings:
        found.add(one.on)
        if one.first is not None:
            found.add(one.first)
        if one.until is not None and one.until < date.max:
            found.add(one.until + ONE_DAY)
    return sorted(day for day in found if day >= begins)


def grounds_of(facts: list[Fact], known: Known, found: Json) -> Json:
    """Return the facts that a standing rests on, with the claims about them, by id."""
    by_id = {fact.columns["id"]: fact for fact in facts}
    grounds = {
        name for row in [*found["requirements"], *found["measures"]] for name in row["because"]
    }
    claims = {claim for name in grounds for claim in known.claims_on.get(name, ())}
    shown = {name: by_id[name].document() for name in grounds | claims}
    return {
        name: {**document, "claims": known.claims_on.get(name, [])} if name in grounds else document
        for name, document in shown.items()
    }


def check_standing(bundle: Bundle, manifest: Json, facts: list[Fact], known: Known) -> list[str]:
    """Hold standing.json against the standing that the facts come to, and tell it."""
    found = standing(facts, known, day_of(manifest["at"]))
    asked = {name: manifest[name] for name in ("platform", "jurisdiction", "at", "known")}
    expected = [] if found is None else [{**asked, **found}]
    shown = read_json("standing.json", bundle.read("standing.json"))
    if json.dumps(shown, sort_keys=True) != json.dumps(expected, sort_keys=True):
        raise Damaged("standing.json", difference(shown, expected))
    said = ["ok  standing: recomputed from the facts, and the same as in standing.json", ""]
    return [*said, *told(manifest, found)]


def day_of(text: str) -> date:
    """Return a day of the manifest."""
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
        raise Damaged("manifest.json", "the day asked about is not a date")
    return date.fromisoformat(text)


def difference(shown: Any, expected: Any, path: str = "$") -> str:
    """Say where two documents first differ."""
    if isinstance(shown, dict) and isinstance(expected, dict):
        for name in sorted({*shown, *expected}):
            if shown.get(name, ...) != expected.get(name, ...):
                return difference(shown.get(name, ...), expected.get(name, ...), f"{path}.{name}")
    if isinstance(shown, list) and isinstance(expected, list) and len(shown) == len(expected):
        for number, (one, other) in enumerate(zip(shown, expected, strict=True)):
            if one != other:
                return difference(one, other, f"{path}[{number}]")
    said = [
        " ".join(json.dumps(one, ensure_ascii=False, default=lambda _: "nothing").split())[:80]
        for one in (shown, expected)
    ]
    return f"{path} says {said[0]}, and the facts come to {said[1]}"


def told(manifest: Json, found: Json | None) -> list[str]:
    """Return the standing in words."""
    lines = [
        "{platform} in {jurisdiction} on {at}, ".format(**manifest)
        + "as known at position {position} of the log ({recorded_at})".format(**manifest["known"])
    ]
    if found is None:
        return [*lines, "  no standing: no fact had taken effect"]
    lines.append("  {compliance}, access {access}, {certainty}".format(**found))
    lines.append(
        f"  since {found['since']} (by {found['began']}), until {found['until'] or 'for ever'}"
    )
    if found["disputed"]:
        other = "it would be {compliance}, access {access}".format(**found["otherwise"])
        lines.append(f"  disputed: without what is denied {other}")
    for row in [*found["requirements"], *found["measures"]]:
        said = [f"{name} {value}" for name, value in row.items() if value and name != "because"]
        lines.append(f"  {', '.join(said)}, because of {' '.join(row['because'])}")
    return lines


# The whole ---------------------------------------------------------------------------------


def verify(path: Path, keys: Sequence[str] = ()) -> list[str]:
    """Return what to say of a bundle in which everything holds; raise Damaged or WrongUsage."""
    brought = [key_of_caller(text) for text in keys]
    if not path.exists():
        raise WrongUsage(f"{path}: there is no such file or folder")
    bundle = Bundle(path)
    try:
        manifest = check_files(bundle)
        said = [f"ok  files: {len(bundle.sizes)}, as manifest.json lists them"]
        checkpoint, of_checkpoint = check_checkpoint(bundle, manifest, brought)
        facts, of_facts = check_facts(bundle, manifest, checkpoint)
        about = [one for one in facts if one.columns["stream"] == streams_of(manifest)[0]]
        known = knowledge(about)
        said += [*of_checkpoint, *of_facts, *check_documents(bundle, facts, known)]
        return [*said, *check_standing(bundle, manifest, about, known)]
    except MISSHAPEN as error:  # JSON that has another shape than the register's
        raise Damaged(
            path.name, f"something in it has not the shape it must have ({error!r})"
        ) from None


def printable(text: str) -> str:
    """Return a text without what could steer a terminal, or turn the direction of what follows."""
    return "".join(char if char.isprintable() else f"\\x{ord(char):02x}" for char in text)


def key_of_caller(text: str) -> Key:
    """Return a key that the auditor brings."""
    try:
        return read_key(text)
    except ValueError as error:
        raise WrongUsage(f"{text[:80]!r}: {error}") from None


def main(arguments: Sequence[str] | None = None, say: Callable[[str], None] = print) -> int:
    """Check a bundle and say what was found."""
    parser = argparse.ArgumentParser(description="Check an evidence bundle of a register.")
    parser.add_argument("bundle", nargs="?", type=Path, help="zip file or folder; else this one's")
    parser.add_argument("--key", action="append", default=[], help="a key that has to have signed")
    asked = parser.parse_args(arguments)
    try:
        lines = verify(asked.bundle or Path(__file__).resolve().parent, asked.key)
    except Damaged as damaged:
        say(printable(f"DAMAGED  {damaged}"))
        return 1
    except WrongUsage as wrong:
        print(printable(f"verify.py: {wrong}"), file=sys.stderr)
        return 2
    for line in lines:
        say(printable(line))
    say("\nEverything holds.")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except BrokenPipeError:  # whoever reads has seen enough
        sys.exit(1)
