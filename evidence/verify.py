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
facts"), written a second time, apart from the register's own program. They are rules 2: of a
bundle made under others everything but 10 is checked, and it is said.

What it can't show. A key found in the bundle proves that the bundle agrees with itself, not who
signed it: bring the key from elsewhere, with --key. Facts of the relationship recorded after the
last one shown can be left out, unless the bundle has leaves.jsonl (made with --complete).
index.html and README.txt are for reading, and this program prints the standing that counts.
Whether a source is right is for people to judge. And this copy of the program came with the
bundle: compare it with a copy that you have from elsewhere.

Exit status: 0 everything that can be checked holds; 1 something doesn't, and it is named; 2 wrong usage.
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
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

FORMAT = "register-evidence/2"
OF_RULES_1 = "register-evidence/1"  # what bundles were before they said by which rules
RULES = 2
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
    if manifest.get("format") not in (FORMAT, OF_RULES_1):
        raise Damaged(place, f"its format is not {FORMAT}, the one that this program reads")
    shape = {
        **{"format": str, "platform": str, "jurisdiction": str, "at": str},
        **{"known": dict, "checkpoint": dict, "complete": bool, "files": dict},
        **({"rules": int} if manifest["format"] == FORMAT else {}),
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
    """Return the key that signed: the given one, or one that it leads to."""
    for one in reversed(led_to(key, of_log)):
        if checkpoint.note.by(one) is not None:
            return one
    raise Damaged(
        "checkpoint.txt",
        f"neither {key.text} nor a key that it leads to has signed it",
    )


def led_to(key: Key, of_log: list[tuple[Key, Note | None]]) -> list[Key]:
    """Return a key, with those before it and after it in the log's chain that it leads to.

    A key follows if one before it signed that it does, in its endorsement. The same note leads
    back if the key that follows has signed it as well: else anybody could say so of it.
    """
    found = [key]
    pairs = list(pairs_of(of_log))
    for before, after, note in reversed(pairs):
        if after in found and before not in found and note.by(after) is not None:
            found.insert(0, before)
    for before, after, _ in pairs:
        if before in found and after not in found:
            found.append(after)
    return found


def pairs_of(of_log: list[tuple[Key, Note | None]]) -> Iterator[tuple[Key, Key, Note]]:
    """Give each key that another one follows, with that one, and the note that says so."""
    for after, note in of_log:
        for before, _ in of_log:
            text = f"register key rotation\n{before.text}\n{after.text}\n"
            same = before.name == after.name and before.type == after.type == ED25519
            if same and note is not None and note.text == text and note.by(before) is not None:
                yield before, after, note


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
        last = last if end in ("", "..") else window(end)[1]
        if first and last and last < first:
            raise ValueError(f"{text!r} ends before it starts")
        return first, last, MIDNIGHT
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
    """What counts after the claims: the facts as corrected, and the ids of those in doubt.

    ``published`` are the last days of what the sources of all facts, as recorded, say of when
    they were published; ``sources`` those of each fact and claim that has effect, as corrected.
    """

    facts: list[Happening]
    doubtful: set[str]
    claims_on: dict[str, list[str]]
    sources: dict[str, list[Json]]
    published: list[date]


def knowledge(facts: list[Fact], public_by: date | None = None) -> Known:
    """Let the claims act on the facts of the relationship, which are in the order of the log.

    Asked what the public could know by a day, only facts and claims that were public then count;
    but a public claim acts on what is not public, too, and so on what follows from it.
    """
    stored = [fact.stored for fact in facts if fact.stored is not None]
    public = {one["id"] for one in stored if is_public(one, public_by)}
    void: set[str] = set()
    for one in reversed(stored):  # "a fact retracted by a retraction that has effect has none"
        if one["type"] == "fact-retracted" and one["id"] in public - void:
            void.add(one["refers_to"])
    void = with_consequences(stored, void)
    claims = [one for one in stored if one["type"] in CLAIMS and one["id"] in public - void]
    claims_on: dict[str, list[str]] = {}
    for claim in claims:
        claims_on.setdefault(claim["refers_to"], []).append(claim["id"])
    sources = {claim["id"]: claim["sources"] for claim in claims}
    counting = []
    for fact in facts:
        document = fact.stored
        if document is None or document["type"] in CLAIMS or document["id"] not in public - void:
            continue
        happening, document = corrected(fact, corrections_of(document["id"], claims))
        counting.append(happening)
        sources[happening.id] = document["sources"]
    doubtful = with_consequences(stored, denied(claims))
    published = [day for one in stored for day in days_published(one["sources"])]
    published = [day for day in published if public_by is None or day <= public_by]
    return Known(counting, doubtful, claims_on, sources, published)


def is_public(document: Json, by: date | None) -> bool:
    """Tell whether one of a fact's sources, as recorded, was published by a day, if one is asked."""
    return by is None or any(day <= by for day in days_published(document["sources"]))


def days_published(sources: list[Json]) -> list[date]:
    """Return the last day of what each source says of when it was published, where it has one."""
    found = [window(one["published"])[1] for one in sources if one.get("published")]
    return [day for day in found if day is not None]


def denied(claims: list[Json]) -> set[str]:
    """Return the ids of facts whose latest claim, of confirmation and denial, is a denial."""
    said = ("fact-confirmed", "fact-denied")
    latest = {claim["refers_to"]: claim["type"] for claim in claims if claim["type"] in said}
    return {name for name, kind in latest.items() if kind == "fact-denied"}


def corrections_of(fact_id: str, claims: list[Json]) -> list[Json]:
    """Return the merge patches of a fact's corrections, in the order of the log."""
    return [
        claim["details"]["replacement"]
        for claim in claims
        if claim["type"] == "fact-corrected" and claim["refers_to"] == fact_id
    ]


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
    "requirement-claimed": (None, "claim"),
    "requirement-met": (None, "meet"),
    "requirement-refused": (None, "refuse"),
    "requirement-lapsed": (None, "lapse"),
    "requirement-ended": (None, "end"),
    "breach-found": (None, "find"),
    "fine-imposed": (None, "fine"),
    "fine-paid": (None, "pay"),
    "breach-remedied": (None, "clear"),
    "breach-annulled": (None, "clear"),
    "enforcement-stayed": (None, "stay"),
    "enforcement-resumed": (None, "resume"),
}
RAISES = {
    **{"block-proposed": "proposed", "block-threatened": "threatened", "block-ordered": "ordered"},
    **{"advertising-banned": "restricted", "access-throttled": "restricted"},
    **{"access-restricted": "restricted", "block-imposed": "blocked"},
}
ENDINGS = (
    *("block-eased", "block-lifted", "restriction-lifted", "threat-withdrawn"),
    *("enforcement-stayed", "enforcement-resumed"),
)
OF_PLATFORM = ("service-withdrawn", "service-restored")
OBSERVES = ("block-observed", "access-observed")
ON_MEASURES = (*RAISES, *ENDINGS, *OF_PLATFORM, *OBSERVES)
REACHING_ALL = (*ENDINGS, "service-restored")  # by the scope ``all``
ONCE_FREE = ("fine-paid", *OBSERVES)  # types whose details took anything
SLUG = re.compile("[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)
# Who is not one of these has no say in a proposal or a threat.
HAVING_A_SAY = (None, "authority", "legislature", "court")


@dataclass(frozen=True)
class Happening:
    """A fact as the fold sees it: it may have happened from ``first`` on, and has on ``on``."""

    id: str
    kind: str
    first: date | None
    on: date
    time: str
    position: int
    act: str  # what it does to a requirement, else its type; "": it has no effect on the standing
    requirement: str | None
    instance: str | None
    order: str | None
    legal_basis: str | None
    scope: str
    services: tuple[str, ...]  # none named: the platform as a whole
    due: date | None
    until: date | None
    effective: date | None
    of: list[str] | None  # what a stay is of
    partial: bool
    caused: bool

    @property
    def key(self) -> tuple[date, str, int]:
        """The order of the fold: day of effect, local time of day, position."""
        return self.on, self.time, self.position

    @property
    def ground(self) -> str | None:
        """What a requirement stands on: the order, else the law, else nothing."""
        return self.order or self.legal_basis

    @property
    def too_late(self) -> bool:
        """Whether it would have been over before its own day of effect."""
        return self.until is not None and self.until < self.on


def read_happening(fact: Fact, document: Json) -> Happening:
    """Return a fact as the fold sees it; it is damage if it can't be read."""
    try:
        return happening_of(fact, document)
    except MISSHAPEN as error:
        raise Damaged(fact.place, f"what it comes to can't be told ({error})") from None


def happening_of(fact: Fact, document: Json) -> Happening:
    """Return a fact as the fold sees it; raise what reading damaged JSON raises."""
    kind = document["type"]
    details = details_of(document)
    act, requirement = act_of(document, details)
    details = details if act else {}
    first, on, time = effect_of(fact, document)
    return Happening(
        id=document["id"],
        kind=kind,
        first=first,
        on=on,
        time=time,
        position=fact.position,
        act=act,
        requirement=requirement,
        instance=details.get("instance"),
        order=details.get("order"),
        legal_basis=document.get("legal_basis"),
        scope=scope_of(kind, details),
        services=tuple(details.get("services") or ()),
        due=deadline(details.get("due")),
        until=deadline(details.get("until")),
        effective=deadline(details.get("effective")),
        of=details.get("of"),
        partial=details.get("extent") == "partial",
        caused=document.get("caused_by") is not None,
    )


DAYS = ("due", "until", "effective")
"""The details that are dates."""


def details_of(document: Json) -> Json:
    """Return the details of a fact, those of them that can be read where they were once free."""
    details = document.get("details") or {}
    if document["type"] not in ONCE_FREE:
        return details
    return {name: value for name, value in details.items() if can_be_read(name, value)}


def can_be_read(name: str, value: Any) -> bool:
    """Tell whether a detail has the form that its name has now; if not, it says nothing."""
    if name == "services":
        return isinstance(value, list) and all(can_be_read("service", one) for one in value)
    if not isinstance(value, str) or not 0 < len(value) <= 500:
        return False
    if name == "requirement":
        return len(value) <= 200 and SLUG.fullmatch(value) is not None
    try:
        return name not in DAYS or window(value) is not None
    except MISSHAPEN:
        return False


def act_of(document: Json, details: Json) -> tuple[str, str | None]:
    """Return what a fact does, "" for nothing, and the requirement that it does it to."""
    kind = document["type"]
    fixed, act = ON_REQUIREMENT.get(kind, (None, ""))
    requirement = fixed or details.get("requirement")
    if act and requirement:
        return act, requirement
    unheard = (document.get("actor") or {}).get("role") not in HAVING_A_SAY
    silent = kind in ("block-proposed", "block-threatened") and unheard
    # "a scope of endings only"
    silent = silent or (kind not in REACHING_ALL and scope_of(kind, details) == "all")
    return (kind if kind in ON_MEASURES and not silent else ""), None


def scope_of(kind: str, details: Json) -> str:
    """Return the scope that a measure has, or that a fact about measures is about."""
    if kind == "advertising-banned":
        return "advertising"
    return details.get("scope") or ("service" if kind in OF_PLATFORM else "nationwide")


def effect_of(fact: Fact, document: Json) -> tuple[date | None, date, str]:
    """Return the first day of a fact's window, its day of effect, and its local time of day."""
    first, last, time = window(document["occurred"])
    recorded = (EPOCH + timedelta(microseconds=fact.columns["recorded_at"])).date()
    telling = [one for one in document["sources"] if not one.get("announces", False)]
    caps = days_published(telling)
    if len(telling) == len(document["sources"]):
        caps.append(recorded)
    # a day before the window's first one: it was announced, though unmarked
    caps = [day for day in caps if first is None or day >= first]
    return first, min([*([last] if last else []), *caps], default=recorded), time


# Requirements. An entry is a requirement, perhaps a term of it, on a ground: a representative
# under one law is not a representative under another.

# What each act ends and sets in an entry; and see `act_on`. "due" is the fact that set the due
# day of the obligation.
EFFECTS: dict[str, tuple[str, str]] = {
    "impose": ("", "obligation due"),
    "extend": ("", "due"),
    "waive": ("obligation due finding fine refusal lapse claim pledge", ""),
    "pledge": ("abandonment", "pledge"),
    "abandon": ("pledge", "abandonment"),
    "claim": ("abandonment", "claim"),
    "meet": ("claim lapse refusal finding fine abandonment", "met"),
    "refuse": ("met claim pledge", "refusal"),
    "lapse": ("met claim pledge", "lapse"),
    "end": ("met claim pledge", ""),
    "find": ("", "finding"),
    "fine": ("", "fine"),
    "pay": ("fine", ""),
    "clear": ("finding fine", ""),
    "stay": ("", ""),
    "resume": ("", ""),
}
BY_PLATFORM = ("pledge", "abandon", "claim", "meet", "refuse", "lapse", "end")
OF_STATE = ("obligation", "finding", "fine")  # what can be stayed
ANYTHING = (*OF_STATE, "pledge", "claim", "met", "refusal", "lapse", "abandonment")
FINE_LASTS = 24  # months


class EntryKey(NamedTuple):
    """Which entry: a requirement, a term of it, and the ground on which it stands."""

    requirement: str
    instance: str | None
    ground: str | None

    @property
    def name(self) -> str:
        """The requirement with its term."""
        return self.requirement + (f"@{self.instance}" if self.instance is not None else "")


@dataclass
class Entry:
    """The facts that stand in an entry, by what they set, and the stays, by what they stay."""

    facts: dict[str, Happening] = field(default_factory=dict)
    stays: dict[str, Happening] = field(default_factory=dict)
    waived: bool = False
    last_act: date = date.min

    def has(self, name: str, day: date) -> bool:
        """Tell whether something exists on a day: a fine lasts for two years."""
        by = self.facts.get(name)
        return by is not None and (name != "fine" or day <= months_later(by.on, FINE_LASTS))

    def has_any(self, names: Iterable[str], day: date) -> bool:
        """Tell whether one of these exists on a day."""
        return any(self.has(name, day) for name in names)

    def stayed(self, day: date) -> list[str]:
        """Return what exists on a day and is stayed: through ``until``, or until resumed."""
        return [
            name
            for name, stay in self.stays.items()
            if self.has(name, day) and (stay.until is None or day <= stay.until)
        ]

    def would_stay(self, by: Happening) -> list[str]:
        """Return what a stay would be of: nothing, if it is over before its own day of effect."""
        meant = OF_STATE if by.of is None else by.of
        return [
            name for name in OF_STATE if name in meant and self.has(name, by.on) and not by.too_late
        ]

    def put(self, name: str, by: Happening) -> None:
        """Set something anew: an earlier stay is not of it."""
        self.facts[name] = by
        self.stays.pop(name, None)

    def end(self, name: str) -> None:
        """End something; its stay goes along."""
        self.facts.pop(name, None)
        self.stays.pop(name, None)


Entries = dict[EntryKey, Entry]


def step(entries: Entries, by: Happening) -> None:
    """Let a fact act on the entries that it is about."""
    for key in entries_meant(entries, by):
        act_on(entries.setdefault(key, Entry()), by)


def entries_meant(entries: Entries, by: Happening) -> list[EntryKey]:
    """Return the entries that a fact acts on, one that is not there yet too."""
    every_term = by.instance is None and by.act in ("waive", "stay", "resume")
    own = [
        key
        for key, entry in entries.items()
        if key.requirement == by.requirement
        and (key.instance == by.instance or (every_term and entry.has_any(ANYTHING, by.on)))
    ]

    def on_ground(ground: str | None) -> list[EntryKey]:
        its_own = EntryKey(by.requirement or "", by.instance, ground)
        return list(dict.fromkeys([its_own, *(key for key in own if key.ground == ground)]))

    if by.act == "impose" or by.ground is not None:
        return on_ground(by.ground)
    if by.act in BY_PLATFORM:
        return [key for key in own if entries[key].has_any(ANYTHING, by.on)] or on_ground(None)
    grounds = {key.ground for key in own if has_needed(entries[key], by)}
    if None in grounds:
        return on_ground(None)
    if len(grounds) == 1:
        return on_ground(grounds.pop())
    # "too little is known to say which"
    return on_ground(None) if by.act in ("find", "fine") else []


def has_needed(entry: Entry, by: Happening) -> bool:
    """Tell whether an entry has what an act of the state needs."""
    match by.act:
        case "extend" | "find" | "fine":
            return entry.has("obligation", by.on)
        case "stay":
            return bool(entry.would_stay(by))
        case "resume":
            return bool(entry.stayed(by.on))
    return entry.has_any(EFFECTS[by.act][0].split(), by.on)  # pay, clear, waive: what they end


def act_on(entry: Entry, by: Happening) -> None:
    """Let a fact act on one entry."""
    entry.last_act = by.on  # "also without changing anything"
    ends, sets = (names.split() for names in EFFECTS[by.act])
    match by.act:
        case "extend" if not entry.has("obligation", by.on):
            return
        case "abandon" if not entry.has("pledge", by.on):
            return
        case "impose" | "waive":
            entry.waived = by.act == "waive"
        case "pledge" | "claim" if not entry.has("obligation", by.on):
            ends = [*ends, "refusal", "lapse"]  # "under a law, words cure nothing"
        case "stay":
            entry.stays.update(dict.fromkeys(entry.would_stay(by), by))
        case "resume":
            entry.stays.clear()
    for name in ends:
        entry.end(name)
    for name in sets:
        entry.put(name, by)


# Measures. Those of the state's side have a record for each level, in two slots.

AHEAD = ("proposed", "threatened", "ordered")
IN_FORCE = ("restricted", "blocked")
LEVELS = (*AHEAD, *IN_FORCE)
FADING = ("proposed", "threatened")
FADES_AFTER = 12  # months


class MeasureKey(NamedTuple):
    """Which measure of the state's: where, of which service (None: the platform), by which order."""

    scope: str
    service: str | None
    order: str | None


@dataclass(frozen=True)
class Record:
    """The fact that set a level, the last day on which that exists (None: for ever), its stay."""

    by: Happening
    until: date | None
    stay: Happening | None = None

    def exists(self, day: date) -> bool:
        """Tell whether it exists on a day."""
        return self.until is None or day <= self.until

    def stayed(self, day: date) -> bool:
        """Tell whether its stay runs: through its last day, or until it is resumed."""
        stay = self.stay
        return stay is not None and (stay.until is None or day <= stay.until)


Records = dict[str, Record]  # by level
Measures = dict[MeasureKey, Records]


def raise_measure(measures: Measures, by: Happening) -> None:
    """Set the record of a fact's level anew, for each service that it names."""
    if by.too_late:
        return
    if by.act == "block-imposed":
        end_what_was_ahead(measures, by)
    level, until = RAISES[by.act], by.until
    if until is None and level in FADING:
        until = months_later(by.on, FADES_AFTER)
    for service in by.services or (None,):
        key = MeasureKey(by.scope, service, by.order)
        measures.setdefault(key, {})[level] = Record(by, until)


def end_what_was_ahead(measures: Measures, by: Happening) -> None:
    """Let a block that is imposed end what was ahead of it.

    One for some days is one of its own order only. Else it is also what was ahead without an
    order; and if it names no order, what was ahead by any.
    """
    for key, records in measures.items():
        own_order = key.order == by.order
        if by.until is None:
            own_order = own_order or by.order is None or key.order is None
        if key.scope == by.scope and names_service(by, key.service) and own_order:
            for level in AHEAD:
                records.pop(level, None)


def names_service(by: Happening, service: str | None) -> bool:
    """Tell whether a fact means a service; one that names none means every one, and none."""
    return not by.services or service in by.services


def change_measures(measures: Measures, by: Happening) -> None:
    """End or change the records that a fact reaches."""
    if by.act in ("block-eased", "enforcement-stayed") and by.too_late:
        return
    for key, levels in measures_reached(measures, by).items():
        records = measures[key]
        for level in levels:
            match by.act:
                case "enforcement-stayed":
                    records[level] = replace(records[level], stay=by)
                case "enforcement-resumed":
                    records[level] = replace(records[level], stay=None)
                case "block-eased":
                    records["restricted"] = eased(records, by)
                    del records["blocked"]
                case _:
                    del records[level]


def eased(records: Records, by: Happening) -> Record:
    """Return the restriction that a block becomes: with its stay, and the later of their days."""
    block, until = records["blocked"], by.until
    if until is None:
        standing = [block, *(records[one] for one in ("restricted",) if one in records)]
        days_of = [record.until for record in standing if record.exists(by.on)]
        until = None if None in days_of else max(day for day in days_of if day is not None)
    return Record(by, until, block.stay)


def measures_reached(measures: Measures, by: Happening) -> dict[MeasureKey, list[str]]:
    """Return the keys that a fact reaches by scope, services and order, and the levels there."""
    near = [
        key for key in measures if by.scope in ("all", key.scope) and names_service(by, key.service)
    ]
    if by.order is not None:
        return acted_on(measures, [key for key in near if key.order == by.order], by)
    if by.scope == "all":
        return acted_on(measures, near, by)
    having = acted_on(measures, near, by)  # what the act needs
    orders = {key.order for key, levels in having.items() if levels}
    if None in orders:
        return acted_on(measures, [key for key in near if key.order is None], by)
    # of several orders, "too little is known to say which"
    return having if len(orders) == 1 else {}


def acted_on(
    measures: Measures, keys: list[MeasureKey], by: Happening
) -> dict[MeasureKey, list[str]]:
    """Return the levels that a fact acts on, of these keys."""

    def there(levels: tuple[str, ...]) -> dict[MeasureKey, list[str]]:
        return {
            key: [
                level
                for level in levels
                if level in measures[key] and measures[key][level].exists(by.on)
            ]
            for key in keys
        }

    in_force = there(IN_FORCE)
    match by.act:
        case "block-eased":
            return there(("blocked",))
        case "threat-withdrawn":
            return there(FADING)
        case "enforcement-stayed":
            return in_force if any(in_force.values()) else there(("ordered",))
        case "enforcement-resumed":
            return {
                key: [level for level in levels if measures[key][level].stayed(by.on)]
                for key, levels in there(LEVELS).items()
            }
    return in_force if any(in_force.values()) else there(AHEAD)  # the lifts


SideKey = tuple[str, str | None]  # of the platform's own doing: scope, service


@dataclass
class State:
    """What the facts have set."""

    entries: Entries = field(default_factory=dict)
    measures: Measures = field(default_factory=dict)
    of_platform: dict[SideKey, Happening] = field(default_factory=dict)
    observation: Happening | None = None


def fold(happenings: Iterable[Happening]) -> State:
    """Return what facts come to, in the order given."""
    state = State()
    for by in happenings:
        if by.requirement is not None:
            step(state.entries, by)
        elif by.act in RAISES:
            raise_measure(state.measures, by)
        elif by.act in ENDINGS:
            change_measures(state.measures, by)
        elif by.act == "service-withdrawn":
            state.of_platform |= {(by.scope, one): by for one in by.services or (None,)}
        elif by.act == "service-restored":
            restore(state.of_platform, by)
        elif by.act in OBSERVES and not by.services and by.scope == "nationwide":
            state.observation = by
    return state


def restore(of_platform: dict[SideKey, Happening], by: Happening) -> None:
    """End what the platform had withdrawn."""
    for scope, service in list(of_platform):
        if by.scope in ("all", scope) and names_service(by, service):
            del of_platform[scope, service]


# 10. The standing --------------------------------------------------------------------------

ACCESS = ("open", "stayed", "limited", "restricted", "withdrawn", "blocked")
HANGING = (None, "proposed", "threatened", "stayed", "ordered")


@dataclass(frozen=True)
class Requirement:
    """A requirement as judged on a day.

    ``in_time`` is true while it may still be done in time, or its obligation is stayed.
    """

    key: EntryKey
    state: str
    was: str | None
    basis: str
    stayed: bool
    in_time: bool
    due: date | None
    because: list[Happening]

    def document(self, others: dict[EntryKey, str]) -> Json:
        """Return it as the contract has it; the others are the states without what is denied."""
        return {
            "requirement": self.key.name,
            "ground": self.key.ground,
            "state": self.state,
            "was": self.was,
            "basis": self.basis,
            "stayed": self.stayed,
            "due": text_of(self.due),
            "disputed": others.get(self.key) != self.state,
            "because": ids_of(self.because),
        }


def judged_requirements(entries: Entries, at: date) -> list[Requirement]:
    """Return the requirements that are listed on a day."""
    found = [judged_entry(key, entry, at) for key, entry in entries.items()]
    judged = [one for one in found if one is not None]
    listed = [one for one in judged if not is_superseded(one, judged)]
    return sorted(listed, key=lambda one: (one.key.name, *null_first(one.key.ground)))


def judged_entry(key: EntryKey, entry: Entry, at: date) -> Requirement | None:
    """Return a requirement on a day; None: nothing stands in it."""
    found = state_of(entry, at)
    if found is None:
        return None
    state, due, because = found
    stayed = entry.stayed(at)
    ends = silence_ends(key, entry, state, due, at)
    unconfirmed = ends is not None and at > ends
    term = entry.facts["due"].due if "due" in entry.facts else None
    if entry.has("obligation", at) and "obligation" not in stayed:
        because = [*because, entry.facts["obligation"]]
    of_law = entry.has_any(OF_STATE, at) or (key.ground is not None and not entry.waived)
    return Requirement(
        key,
        "unconfirmed" if unconfirmed else state,
        state if unconfirmed else None,
        "law" if of_law else "voluntary",
        stayed=bool(stayed),
        in_time="obligation" in stayed or (term is not None and at <= term),
        due=due,
        because=[*because, *(entry.stays[name] for name in stayed)],
    )


def state_of(entry: Entry, at: date) -> tuple[str, date | None, list[Happening]] | None:
    """Return the first state that holds, its due day, and the facts that decide it."""
    stayed = entry.stayed(at)
    absent = {*stayed, *(["due"] if "obligation" in stayed else [])}
    there = {
        name: by for name, by in entry.facts.items() if entry.has(name, at) and name not in absent
    }
    term = there["due"].due if "due" in there else None
    promise = there["pledge"].due if "pledge" in there else None
    ahead = min((day for day in (term, promise) if day is not None), default=None)

    def by(*names: str) -> list[Happening]:
        return [there[name] for name in names if name in there]

    states: list[tuple[str, date | None, list[Happening]]] = [
        ("breached", None, by("finding", "fine")),
        ("met", None, by("met")),
        ("refused", None, by("refusal")),
        ("lapsed", None, by("lapse")),
        ("claimed", None, by("claim")),
        ("overdue", term, by("due") if term is not None and at > term else []),
        ("late", promise, by("pledge") if promise is not None and at > promise else []),
        ("pledged", ahead, by("pledge")),
        ("required", ahead, by("obligation")),
        ("stayed", None, [entry.facts[name] for name in stayed]),
        ("abandoned", None, by("abandonment")),
    ]
    return next((found for found in states if found[2]), None)


def silence_ends(
    key: EntryKey, entry: Entry, state: str, due: date | None, at: date
) -> date | None:
    """Return the last day on which a state is what it is without a word; None: it does not fade."""
    if entry.stayed(at):
        return None
    word = last_word(entry, at)
    if state in ("overdue", "late"):
        return months_later(max(word, due or word), 12)
    if state == "claimed" or (state == "met" and key.instance is not None):
        return months_later(word, 24)
    return months_later(word, 24) if state in ("pledged", "required") and due is None else None


def last_word(entry: Entry, at: date) -> date:
    """Return the latest day of an act on an entry, or on which a stay ran out.

    A stay runs out if what it stayed existed until then: a fine may have been over before.
    """
    ran_out = [
        stay.until
        for name, stay in entry.stays.items()
        if stay.until is not None and stay.until < at and entry.has(name, stay.until)
    ]
    return max([entry.last_act, *ran_out])


def is_superseded(one: Requirement, judged: list[Requirement]) -> bool:
    """Tell whether a term of a recurring duty is not listed, since a later one counts."""
    if one.key.instance is None:
        return False
    later = {
        other.was or other.state
        for other in judged
        if (other.key.requirement, other.key.ground) == (one.key.requirement, one.key.ground)
        and other.key.instance is not None
        and other.key.instance > one.key.instance
    }
    if one.state in ("met", "unconfirmed") and later - {"required", "pledged", "stayed"}:
        return True
    return "met" in later and one.state != "breached"


@dataclass(frozen=True)
class Measure:
    """A measure as listed on a day."""

    scope: str
    side: str
    service: str | None
    order: str | None
    slot: str
    level: str
    stayed: bool
    until: date | None
    by: Happening
    stay: Happening | None = None

    @property
    def word(self) -> str:
        """Its level, or that it is stayed."""
        return "stayed" if self.stayed else self.level

    @property
    def compared(self) -> tuple[Any, ...]:
        """That by which it is the same as another."""
        place = (self.scope, self.side, self.service, self.order, self.slot)
        return *place, self.level, self.stayed

    @property
    def sorting(self) -> tuple[Any, ...]:
        """Its place in the list."""
        levels = (*LEVELS, "withdrawn")
        names = (*null_first(self.service), *null_first(self.order))
        return self.scope, self.side, *names, self.slot != "ahead", levels.index(self.level)

    def document(self, others: set[tuple[Any, ...]]) -> Json:
        """Return it as the contract has it; the others are those listed without what is denied."""
        return {
            "scope": self.scope,
            "side": self.side,
            "service": self.service,
            "order": self.order,
            "slot": self.slot,
            "level": self.level,
            "stayed": self.stayed,
            "until": text_of(self.until),
            "effective": text_of(self.by.effective),
            "disputed": self.compared not in others,
            "because": ids_of([self.by, *([self.stay] if self.stayed and self.stay else [])]),
        }


def listed_measures(state: State, at: date) -> list[Measure]:
    """Return the measures that are listed on a day."""
    found = [
        Measure(
            scope,
            "platform",
            service,
            None,
            "in-force",
            "withdrawn",
            stayed=False,
            until=None,
            by=by,
        )
        for (scope, service), by in state.of_platform.items()
    ]
    for key, records in state.measures.items():
        for slot, levels in (("ahead", AHEAD), ("in-force", IN_FORCE)):
            for level, record in listed_records(records, levels, at):
                stayed, until = record.stayed(at), record.until
                place = (key.scope, "state", key.service, key.order, slot, level)
                found.append(Measure(*place, stayed, until, record.by, record.stay))
    return sorted(found, key=lambda one: one.sorting)


def listed_records(
    records: Records, levels: tuple[str, ...], at: date
) -> Iterator[tuple[str, Record]]:
    """Give the highest record of a slot that is not stayed, and the stayed ones above it."""
    for level in reversed(levels):
        record = records.get(level)
        if record is not None and record.exists(at):
            yield level, record
            if not record.stayed(at):
                return


def access(measures: Iterable[Measure]) -> str:
    """Return what users meet: the highest of what is in force."""
    found = [access_by(one) for one in measures if one.slot == "in-force"]
    return max(found, key=ACCESS.index, default="open")


def access_by(one: Measure) -> str:
    """Return what one measure in force comes to for users."""
    if one.side == "platform":
        if (one.scope, one.service) == ("service", None):
            return "withdrawn"
        # a feature dropped without a law is the platform's own business
        return "limited" if one.by.legal_basis is not None or one.by.caused else "open"
    if (one.scope, one.service) == ("nationwide", None):
        return one.word
    return "open" if one.stayed or one.scope == "advertising" else "limited"


def ahead(measures: Iterable[Measure]) -> str | None:
    """Return what hangs over a relationship: the highest of what is ahead."""
    found = [one.word for one in measures if one.slot == "ahead" and one.scope != "advertising"]
    return max(found, key=HANGING.index, default=None)


def services(measures: list[Measure]) -> Json:
    """Return access and what is ahead for each service that has a measure of its own."""
    found = {}
    for service in sorted({one.service for one in measures if one.service is not None}):
        own = [replace(one, service=None) for one in measures if one.service in (service, None)]
        found[service] = {"access": access(own), "ahead": ahead(own)}
    return found


def observed(by: Happening | None, access_then: str, at: date) -> Json | None:
    """Return what measurement says, until 30 days after it, if it doesn't say until when."""
    if by is None:
        return None
    until = by.until or days_later(by.on, 30)
    if until < at:
        return None
    state = "reachable"
    if by.act == "block-observed":
        state = "disturbed" if by.partial else "blocked"
    contradicted = {
        **{"blocked": ("open", "stayed", "limited"), "disturbed": ("open", "stayed")},
        **{"reachable": ("blocked",)},
    }
    return {
        "state": state,
        "since": text_of(by.on),
        "until": text_of(until),
        "contradicts": access_then in contradicted[state],
        "because": [by.id],
    }


def compliance(requirements: list[Requirement], measures: list[Measure]) -> str:
    """Return the first that holds: where the law asks for anything, the law decides."""
    law = [one for one in requirements if one.basis == "law"]
    states = {one.state for one in law or requirements}
    failing = {one.state for one in law if not one.in_time}
    if any((one.side, one.scope, one.service) == ("platform", "service", None) for one in measures):
        return "inactive"
    cases = (
        ("non-compliant", "breached" in states or failing & {"refused", "lapsed"}),
        ("overdue", "overdue" in states),
        ("slipping", states & {"refused", "lapsed", "late", "abandoned"}),
        ("pending", states & {"required", "pledged", "claimed", "stayed"}),
        # among promises, one that was kept counts before one of which nothing was heard
        ("cooperating", not law and "met" in states),
        ("unconfirmed", "unconfirmed" in states),
        ("compliant", law),
    )
    return next((word for word, holds in cases if holds), "unassessed")


@dataclass(frozen=True)
class Judged:
    """What facts come to on a day, without what may be or is doubted."""

    compliance: str
    access: str
    ahead: str | None
    requirements: list[Requirement]
    measures: list[Measure]
    observed: Json | None

    @property
    def states(self) -> dict[EntryKey, str]:
        """The state of each requirement that is listed."""
        return {one.key: one.state for one in self.requirements}

    @property
    def listed(self) -> set[tuple[Any, ...]]:
        """The measures that are listed, as they are compared."""
        return {one.compared for one in self.measures}

    @property
    def compared(self) -> tuple[Any, ...]:
        """That by which a dispute and a doubt are told."""
        return self.compliance, self.access, self.ahead, self.states, self.listed


def judged(happenings: Iterable[Happening], at: date) -> Judged:
    """Return what facts, in their order, come to on a day."""
    state = fold(happenings)
    requirements = judged_requirements(state.entries, at)
    measures = listed_measures(state, at)
    found = access(measures)
    return Judged(
        compliance=compliance(requirements, measures),
        access=found,
        ahead=ahead(measures),
        requirements=requirements,
        measures=measures,
        observed=observed(state.observation, found, at),
    )


def standing_on(known: Known, at: date) -> Json:
    """Return the standing on a day, beside the two other folds: undisputed, and possible."""
    in_order = sorted(known.facts, key=lambda one: one.key)
    happened = [one for one in in_order if one.on <= at]
    main = judged(happened, at)
    other = judged([one for one in happened if one.id not in known.doubtful], at)
    # what may have happened comes after what has, since its day of effect is later
    possibly = [replace(one, on=at) for one in in_order if one.first and one.first <= at < one.on]
    possible = judged([*happened, *possibly], at)
    disputed = main.compared != other.compared
    words = ("compliance", "access", "ahead")
    return {
        "compliance": main.compliance,
        "access": main.access,
        "ahead": main.ahead,
        "certainty": "exact" if main.compared == possible.compared else "approximate",
        "disputed": disputed,
        "otherwise": {name: getattr(other, name) for name in words} if disputed else None,
        "observed": main.observed,
        "requirements": [one.document(other.states) for one in main.requirements],
        "measures": [one.document(other.listed) for one in main.measures],
        "services": services(main.measures),
    }


def standing(facts: list[Fact], known: Known, at: date) -> Json | None:
    """Return the standing of a relationship on a day and the period [since, until) it is in."""
    turns = turning_days(known.facts)
    if not turns or at < turns[0]:
        return None  # "no standing while no fact but claims has taken effect"
    here = bisect_right(turns, at) - 1
    found = standing_on(known, at)
    since = here
    while since > 0 and standing_on(known, turns[since - 1]) == found:
        since -= 1
    until = here + 1
    while until < len(turns) and standing_on(known, turns[until]) == found:
        until += 1
    published = [day for day in known.published if day <= at]
    return {
        "rules": RULES,
        **found,
        "latest_source": text_of(max(published, default=None)),
        "since": text_of(turns[since]),
        "until": text_of(turns[until]) if until < len(turns) else None,
        "began": "fact" if turns[since] in {one.on for one in known.facts} else "time",
        "facts": grounds_of(facts, known, found),
    }


def turning_days(happenings: list[Happening]) -> list[date]:
    """Return every day on which the standing may change, from its first one on.

    A fact takes effect, may have happened, or a day that it names has passed; and silence lasts:
    a threat fades and a state is unconfirmed 12 or 24 months later, a fine is over after 24.
    """
    found = {day for one in happenings for day in (one.on, one.first) if day is not None}
    for one in happenings:
        ends = [day for day in (one.on, one.due, one.until) if day is not None]
        lasting = [months_later(day, months) for day in ends for months in (12, 24)]
        found |= {days_later(day, 1) for day in (*ends, *lasting, days_later(one.on, 30))}
    begins = min((one.on for one in happenings), default=date.max)
    return sorted(day for day in found if day >= begins)


def text_of(day: date | None) -> str | None:
    """Return a day as text."""
    return None if day is None else day.isoformat()


def null_first(text: str | None) -> tuple[bool, str]:
    """Return what sorts texts after their absence."""
    return text is not None, text or ""


def ids_of(facts: list[Happening]) -> list[str]:
    """Return the ids of facts, each once, in the order of the fold."""
    return list(dict.fromkeys(one.id for one in sorted(facts, key=lambda one: one.key)))


def grounds_of(facts: list[Fact], known: Known, found: Json) -> Json:
    """Return the facts that a standing rests on, with the claims about them, by id."""
    by_id = {fact.columns["id"]: fact for fact in facts}
    seen = [found["observed"]] if found["observed"] else []
    rows = [*found["requirements"], *found["measures"], *seen]
    grounds = {name for row in rows for name in row["because"]}
    claims = {claim for name in grounds for claim in known.claims_on.get(name, ())}
    shown = {name: by_id[name].document() for name in grounds | claims}
    return {
        name: {**document, "claims": known.claims_on.get(name, [])} if name in grounds else document
        for name, document in shown.items()
    }


def check_standing(bundle: Bundle, manifest: Json, facts: list[Fact], known: Known) -> list[str]:
    """Hold standing.json against the standing that the facts come to, and tell it; the last check."""
    if (rules := rules_of(manifest)) != RULES:
        return [
            f"??  standing: made under rules {rules}; this program reads by rules {RULES}"
            " and can't compare its standing",
        ]
    found = standing(facts, known, day_of(manifest["at"]))
    asked = {name: manifest[name] for name in ("platform", "jurisdiction", "at", "known")}
    expected = [] if found is None else [{**asked, **found}]
    shown = read_json("standing.json", bundle.read("standing.json"))
    if json.dumps(shown, sort_keys=True) != json.dumps(expected, sort_keys=True):
        raise Damaged("standing.json", difference(shown, expected))
    said = ["ok  standing: recomputed from the facts, and the same as in standing.json", ""]
    return [*said, *told(manifest, found)]


def rules_of(manifest: Json) -> int:
    """Return the number of the rules that a bundle's standing was made by."""
    return int(manifest.get("rules", 1))


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
    hanging = f", {found['ahead']} ahead" if found["ahead"] else ""
    lines.append(
        f"  {found['compliance']}, access {found['access']}{hanging}, {found['certainty']}"
    )
    lines.append(
        f"  since {found['since']} (by {found['began']}), until {found['until'] or 'for ever'}"
    )
    if found["disputed"]:
        other = "it would be {compliance}, access {access}, ahead {ahead}"
        lines.append(f"  disputed: without what is denied {other.format(**found['otherwise'])}")
    if found["observed"]:
        seen = "observed: {state} since {since}, through {until}".format(**found["observed"])
        contradicts = ", which contradicts the access" * found["observed"]["contradicts"]
        lines.append(f"  {seen}{contradicts}")
    lines.append(f"  the latest of its sources is of {found['latest_source'] or 'no day'}")
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
        return [*said, *check_standing(bundle, manifest, about, known), *left(bundle, brought)]
    except MISSHAPEN as error:  # JSON that has another shape than the register's
        raise Damaged(
            path.name, f"something in it has not the shape it must have ({error!r})"
        ) from None


def left(bundle: Bundle, brought: Sequence[Key]) -> list[str]:
    """Return what was not checked, so that nobody takes it to be."""
    said = ["", "Not checked, and not to be taken from this bundle:"]
    said.append(
        "    index.html, README.txt: what they say in words. The standing is the one above,"
    )
    said.append("    the facts are those in facts/, whatever a page shows.")
    stamps = sum(name.endswith(".tsr") for name in bundle.sizes)
    said += ["    timestamps/: README.txt says how to check them"] * bool(stamps)
    said += ["    whose the keys are: none was brought with --key"] * (not brought)
    said.append("    that a fact is true: it is what its sources say")
    return [*said, "", "Everything that was checked holds."]


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
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except BrokenPipeError:  # whoever reads has seen enough
        sys.exit(1)
