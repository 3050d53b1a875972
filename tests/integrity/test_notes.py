"""Signed notes: as C2SP's signed-note says, and as golang.org/x/mod/sumdb/note does them."""

import base64
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import assume, given
from hypothesis import strategies as some

from integrity.checkpoints.text import Checkpoint, open_checkpoint, read_checkpoint
from integrity.errors import KeyProblem, NoteRefused
from integrity.notes import (
    MOST_SIGNATURES,
    Note,
    SignatureKind,
    Signer,
    check,
    looked_at,
    read_note,
    read_private,
    read_vkey,
    signed,
)

# Published with golang.org/x/mod/sumdb/note.
PETER_PRIVATE = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
TEXT = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
)
PETER_LINE = (
    "— PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
NOTE = f"{TEXT}\n{PETER_LINE}"
ENOCH = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"
ENOCH_LINE = (
    "— EnochRoot "
    "rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n"
)

# Published with C2SP's signed-note.
SPECIFIED = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
SPECIFIED_NOTE = (
    "This is an example message.\n\n— example.com/foo "
    "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
)

# Published with C2SP's tlog-cosignature; its keys are not.
COSIGNED = (
    "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
    "— example.com/behind-the-sofa "
    "Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
    "— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2"
    "oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n"
)

# Published with the tests of github.com/transparency-dev/witness.
MONKEYS = "monkeys+db4d9f7e+AULaJMvTtDLHPUcUrjdDad9vDlh/PTfC2VV60JUtCfWT"
MONKEYS_NOTE = (
    "monkeys\n5\n41smjBUiAU70EtKlT6lIOIYtRTYxYXsDB+XHfcvu/BE=\n\n— monkeys "
    "202fftzGl3LVoqjXfwCFZZXs8I+5G22+Ek2K0AOyBuSJ/8/CZawNF+6fNlTKOCd622pbzJNkkJFWuw9DbicZCkEx9AY=\n"
)

ROOT = sha256(b"root").digest()
LOG = Signer("example.org/log", SignatureKind.LOG, bytes(range(32)))
WITNESS = Signer("witness.example/w1", SignatureKind.WITNESS, bytes(range(1, 33)))
CHECKPOINT = Checkpoint("example.org/log", 254, ROOT)


def test_what_go_signs_is_signed_to_the_byte() -> None:
    peter = read_private(PETER_PRIVATE)
    assert peter.verifier == read_vkey(PETER)
    assert peter.verifier.vkey == PETER
    assert peter.private_text == PETER_PRIVATE
    assert signed(TEXT, peter).whole == NOTE


@pytest.mark.parametrize(
    ("vkeys", "note"),
    [
        ([PETER], NOTE),
        ([ENOCH], f"{NOTE}{ENOCH_LINE}"),
        ([PETER, ENOCH], f"{NOTE}{ENOCH_LINE}"),
        ([SPECIFIED], SPECIFIED_NOTE),
        ([MONKEYS], MONKEYS_NOTE),
    ],
)
def test_what_others_have_signed_is_accepted(vkeys: list[str], note: str) -> None:
    known = [read_vkey(each) for each in vkeys]
    assert [one.by for one in check(read_note(note), known) if one.valid] == known
    assert read_note(note.encode()).whole == note


def test_unknown_keys_are_told_and_count_for_nothing() -> None:
    note = read_note(f"{NOTE}{ENOCH_LINE}")
    found = looked_at(note, [read_vkey(ENOCH)])
    assert [(one.signature.who, one.by is None, one.valid) for one in found] == [
        ("PeterNeumann+c74f20a3", True, False),
        ("EnochRoot+af0cfe78", False, True),
    ]
    with pytest.raises(NoteRefused, match=r"no known key .* PeterNeumann\+c74f20a3, EnochRoot"):
        check(note, [LOG.verifier])


def test_a_note_is_refused_whole_if_a_known_key_has_not_signed_it() -> None:
    altered = read_note(NOTE.replace("answer", "remedy") + ENOCH_LINE)
    with pytest.raises(NoteRefused, match="PeterNeumann"):
        check(altered, [read_vkey(PETER)])
    swapped = read_note(f"{TEXT}\n{PETER_LINE.replace('nAM=', 'nBM=')}{PETER_LINE}")
    with pytest.raises(NoteRefused, match="not one of this text"):
        check(swapped, [read_vkey(PETER)])


@pytest.mark.parametrize(
    "bad",
    [
        "",
        TEXT,
        f"{TEXT}\n",
        f"{TEXT}{PETER_LINE}",
        NOTE.removesuffix("\n"),
        f"\x01{NOTE}",
        NOTE.replace("\n", "\r\n"),
        b"\xff" + NOTE.encode(),
        f"{NOTE}Unexpected line.\n",
        f"{NOTE}\n",
        f"{TEXT}\n— Bad Name x08go/ZJkuBS9UG/SffcvIA=\n",
        f"{TEXT}\n— Bad+Name x08go/ZJkuBS9UG/SffcvIA=\n",
        f"{TEXT}\n—  x08go/ZJkuBS9UG/SffcvIA=\n",
        f"{TEXT}\n— Name\n",
        f"{TEXT}\n— Name x08gow==\n",
        f"{TEXT}\n— Name x08go/ZJkuBS9UG/SffcvIB=\n",
        f"{TEXT}\n— Name x08go/ZJkuBS9UG_SffcvIA=\n",
        f"{TEXT}\n- Name x08go/ZJkuBS9UG/SffcvIA=\n",
        f"{TEXT}\n{PETER_LINE * (MOST_SIGNATURES + 1)}",
        f"{'a' * 1_000_000}\n\n{PETER_LINE}",
        f"{TEXT}\ud800\n\n{PETER_LINE}",
    ],
)
def test_what_is_no_note_is_refused_in_one_sentence(bad: str | bytes) -> None:
    with pytest.raises(NoteRefused) as refused:
        read_note(bad)
    assert "\n" not in str(refused.value)


def test_as_many_signatures_are_read_as_the_specification_asks_for_and_more() -> None:
    assert len(read_note(f"{TEXT}\n{PETER_LINE * MOST_SIGNATURES}").signatures) == MOST_SIGNATURES


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        ("PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==", "is no"),
        ("PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "of type 101"),
        (PETER.replace("c74f20a3", "c74f20a4"), "its key id is c74f20a3"),
        (PETER.replace("Peter", "Petra"), "is damaged"),
        (f"Peter Neumann+c74f20a3+{PETER[22:]}", "is no"),
        ("+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "is no"),
        ("nonsense", "is no"),
        ("", "is no"),
    ],
)
def test_a_damaged_public_key_is_refused(bad: str, why: str) -> None:
    with pytest.raises(KeyProblem, match=why):
        read_vkey(bad)


@pytest.mark.parametrize("bad", [PETER, PETER_PRIVATE[:-4], PETER_PRIVATE.replace("c7", "c8"), ""])
def test_a_damaged_private_key_is_refused_and_not_shown(bad: str) -> None:
    with pytest.raises(KeyProblem) as refused:
        read_private(bad)
    assert "FALVFGyNhPJEMzD1QIDr" not in str(refused.value)
    assert "FALVFGyNhPJEMzD1QIDr" not in repr(read_private(PETER_PRIVATE))


def test_a_witness_binds_when_it_signed() -> None:
    line = WITNESS.sign(CHECKPOINT.text, seconds=1_679_315_147)
    assert line.value[:8] == (1_679_315_147).to_bytes(8, "big")
    public = Ed25519PublicKey.from_public_bytes(WITNESS.verifier.public)
    message = f"cosignature/v1\ntime 1679315147\n{CHECKPOINT.text}".encode()
    public.verify(line.value[8:], message)  # as C2SP's tlog-cosignature says it; else it raises
    (found,) = check(Note(CHECKPOINT.text, (line,)), [WITNESS.verifier])
    assert found.seconds == 1_679_315_147
    for value in ((1_679_315_148).to_bytes(8, "big") + line.value[8:], line.value[8:], b"short"):
        forged = Note(CHECKPOINT.text, (type(line)(line.name, line.key_id, value),))
        with pytest.raises(NoteRefused):
            check(forged, [WITNESS.verifier])


def test_the_two_kinds_of_key_are_told_apart() -> None:
    same = Signer(WITNESS.name, SignatureKind.LOG, WITNESS.seed)
    assert same.verifier.key_id != WITNESS.verifier.key_id
    assert read_vkey(WITNESS.verifier.vkey).kind is SignatureKind.WITNESS
    assert read_private(WITNESS.private_text) == WITNESS
    note = signed(CHECKPOINT.text, same)
    with pytest.raises(NoteRefused):
        check(note, [WITNESS.verifier])
    with pytest.raises(ValueError, match="when it signs"):
        WITNESS.sign("text\n")


def test_the_published_cosigned_checkpoint_is_read() -> None:
    opened = open_checkpoint(COSIGNED)
    assert (opened.checkpoint.origin, opened.checkpoint.size) == (
        "example.com/behind-the-sofa",
        20852163,
    )
    witness = opened.note.signatures[1]
    assert (witness.name, witness.key_id.hex()) == ("witness.example.com/w1", "8d66cf3f")
    assert int.from_bytes(witness.value[:8], "big") == 1_679_315_147
    assert opened.note.whole == COSIGNED


def test_lines_that_other_logs_add_to_a_checkpoint_are_kept() -> None:
    further = Checkpoint("example.org/log", 0, ROOT, ("Timestamp: 1", "x"))
    assert read_checkpoint(further.text) == further


GOOD = base64.b64encode(ROOT).decode()


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "origin\n1\n",
        f"\n1\n{GOOD}\n",
        f"origin\n01\n{GOOD}\n",
        f"origin\n-1\n{GOOD}\n",
        f"origin\n+1\n{GOOD}\n",
        f"origin\n٣\n{GOOD}\n",
        f"origin\n1.0\n{GOOD}\n",
        f"origin\n{10**19}\n{GOOD}\n",
        f"origin\n1\n{GOOD[:-1]}\n",
        f"origin\n1\n{base64.b64encode(ROOT[1:]).decode()}\n",
        f"origin\n1\n{ROOT.hex()}\n",
        f"origin\n1\n {GOOD}\n",
        f"origin\n1\n{GOOD}",
        f"origin\n1\n{GOOD}\n\nmore\n",
        f"origin\n\n1\n{GOOD}\n",
    ],
)
def test_what_is_no_checkpoint_is_refused(bad: str) -> None:
    with pytest.raises(NoteRefused, match="a checkpoint has"):
        read_checkpoint(bad)


def test_a_root_is_written_in_one_way() -> None:
    last = GOOD.rstrip("=")[-1]
    sloppy = GOOD.replace(f"{last}=", f"{chr(ord(last) + 1)}=")
    assert base64.b64decode(sloppy) == ROOT
    with pytest.raises(NoteRefused, match="base64"):
        read_checkpoint(f"origin\n1\n{sloppy}\n")


@given(some.data())
def test_no_byte_of_a_signed_checkpoint_can_be_changed(data: some.DataObject) -> None:
    content = bytearray(signed(CHECKPOINT.text, LOG).whole.encode())
    at = data.draw(some.integers(0, len(content) - 1))
    content[at] ^= data.draw(some.integers(1, 255))
    try:
        opened = open_checkpoint(bytes(content))
        check(opened.note, [LOG.verifier])
    except NoteRefused:
        return
    raise AssertionError(bytes(content))


@given(some.text(some.characters(exclude_categories=["Cs"]), max_size=60))
def test_any_text_is_read_back_or_refused(text: str) -> None:
    try:
        note = signed(text, LOG)
    except NoteRefused:
        assert not text.endswith("\n") or any(char < " " and char != "\n" for char in text)
        return
    assume(text.endswith("\n"))
    assert check(read_note(note.whole), [LOG.verifier])[0].valid
    assert read_note(note.whole).text == text
