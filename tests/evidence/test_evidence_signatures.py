"""The verifier's Ed25519 and notes: the vectors of RFC 8032, and what must not pass."""

import base64
from random import Random

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from evidence import verify
from integrity.notes import Note, SignatureKind, Signer, signed

# RFC 8032, section 7.1: tests 1, 2, 3 and SHA(abc): public key, message, signature.
VECTORS = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
        "d25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
        "387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc659"
        "4a7c15e9716ed28dc027beceea1ec40a",
    ),
    (
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd"
        "454d4423643ce80e2a9ac94fa54ca49f",
        "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e030"
        "3dca179c138ac17ad9bef1177331a704",
    ),
]


@pytest.mark.parametrize(("public", "message", "signature"), VECTORS)
def test_the_vectors_of_rfc_8032_hold_and_fail_when_a_bit_is_changed(
    public: str, message: str, signature: str
) -> None:
    key, text, value = map(bytes.fromhex, (public, message, signature))
    assert verify.signed(key, text, value)
    assert not verify.signed(key, text + b"\0", value)
    for place in (0, 31, 32, 63):
        changed = bytearray(value)
        changed[place] ^= 1
        assert not verify.signed(key, text, bytes(changed))


def test_signatures_by_another_implementation_hold() -> None:
    random = Random(8032)
    for _ in range(20):
        private = Ed25519PrivateKey.from_private_bytes(random.randbytes(32))
        message = random.randbytes(random.randrange(200))
        public = private.public_key().public_bytes_raw()
        assert verify.signed(public, message, private.sign(message))
        assert not verify.signed(public, message, private.sign(message + b"x"))


def test_a_signature_with_the_order_added_to_its_number_is_refused() -> None:
    key, text, value = map(bytes.fromhex, VECTORS[1])
    number = int.from_bytes(value[32:], "little") + verify.ORDER
    assert not verify.signed(key, text, value[:32] + number.to_bytes(32, "little"))


# The points of small order, in their canonical form and in others that some programs read.
SMALL = [
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "0100000000000000000000000000000000000000000000000000000000000080",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
]


@pytest.mark.parametrize("small", SMALL)
def test_a_key_of_small_order_signs_nothing(small: str) -> None:
    key = bytes.fromhex(small)
    assert not verify.signed(key, b"anything", key + bytes(32))
    assert not verify.signed(key, b"anything", SMALL_R + bytes(32))


SMALL_R = bytes.fromhex(SMALL[0])


@pytest.mark.parametrize("small", SMALL)
def test_an_r_of_small_order_is_refused(small: str) -> None:
    key, text, value = map(bytes.fromhex, VECTORS[0])
    assert not verify.signed(key, text, bytes.fromhex(small) + value[32:])


@pytest.mark.parametrize("size", [0, 63, 65])
def test_a_signature_of_another_length_is_refused(size: int) -> None:
    key, text, value = map(bytes.fromhex, VECTORS[0])
    assert not verify.signed(key, text, (value + b"\0")[:size])


def test_a_number_that_is_no_point_is_no_key() -> None:
    assert verify.point_of((2).to_bytes(32, "little")) is None
    assert verify.point_of((verify.P + 1).to_bytes(32, "little")) is None
    assert verify.point_of(bytes(31)) is None


LOG = Signer("example.org/register", SignatureKind.LOG, bytes(range(32)))
WITNESS = Signer("witness.example", SignatureKind.WITNESS, bytes(range(1, 33)))
TEXT = f"example.org/register\n3\n{base64.b64encode(bytes(32)).decode()}\n"


def cosigned() -> Note:
    note = signed(TEXT, LOG)
    return Note(TEXT, (*note.signatures, WITNESS.sign(TEXT, seconds=1_700_000_000)))


def test_notes_of_the_register_are_read_with_the_signatures_of_log_and_witness() -> None:
    read = verify.read_checkpoint("c", cosigned().whole.encode())
    assert (read.origin, read.size, read.root) == ("example.org/register", 3, bytes(32))
    assert read.note.by(verify.read_key(LOG.verifier.vkey)) is not None
    by_witness = read.note.by(verify.read_key(WITNESS.verifier.vkey))
    assert by_witness is not None
    assert verify.seconds_of(by_witness) == 1_700_000_000


@pytest.mark.parametrize("place", range(2))
def test_a_line_that_names_a_key_and_is_not_signed_by_it_is_damage(place: int) -> None:
    note = cosigned()
    lines = [*note.signatures]
    other = (LOG.sign("x\n"), WITNESS.sign("x\n", seconds=1_700_000_000))
    lines[place] = other[place]
    read = verify.read_note("c", Note(TEXT, tuple(lines)).whole.encode())
    key = verify.read_key((LOG, WITNESS)[place].verifier.vkey)
    with pytest.raises(verify.Damaged, match=r"the signature by .* is wrong"):
        read.by(key)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a\n",
        "a\n\n",
        TEXT + "\n",
        TEXT + "\n- example.org/register AAAAAAAA\n",
        TEXT + "\n\u2014 example.org/register AAAAAAA\n",
        cosigned().whole[:-1],
        cosigned().whole + "\n",
        cosigned().whole.replace("\n3\n", "\n03\n"),
        cosigned().whole.replace("\n3\n", "\n-3\n"),
        cosigned().whole.replace("\n3\n", "\n3\n3\n"),
    ],
)
def test_a_text_that_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(verify.Damaged):
        verify.read_checkpoint("c", text.encode())


@pytest.mark.parametrize(
    "text",
    ["", "a", "a+b+c", LOG.verifier.vkey[:-4], LOG.verifier.vkey.replace("example", "other")],
)
def test_a_text_that_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        verify.read_key(text)
