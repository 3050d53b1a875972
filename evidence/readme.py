"""README.txt of a bundle: what it is, and how to check it, for people without this program."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evidence.page_content import PageContent

_TEXT = """\
Evidence of what held between {platform} and {jurisdiction} on {at},
as known at position {position} of a register's log.

Read it:   open index.html in a browser. It asks for nothing from the net.
Check it:  python3 verify.py              in this folder, unpacked, or
           python3 verify.py BUNDLE.zip   on the zip file as it came.

The program needs Python 3.11 or newer and nothing else. It checks that the facts are in the log
that was signed, that none of those shown was altered, and works out the standing anew. It is
made to be read first.

Two things must come to you from elsewhere, not with this bundle:

1. The key of the log. Give it with --key. Without it you learn that the bundle agrees with
   itself, not who signed it. The bundle says that the key is
   {vkeys}
2. verify.py itself, or its SHA-256, from a release of the register. This copy came with what it
   is to check. manifest.json lists its SHA-256.

{left_out}

Files:
   index.html        the standing and its facts, to be read; not checked word for word
   standing.json     the same for programs
   facts.jsonl       the columns of the log, a line for each fact; the line is the tree's leaf
   facts/N.json      the fact at position N, byte for byte as it is stored
   proofs.jsonl      for each line of facts.jsonl the path to the root (RFC 9162)
   checkpoint.txt    the signed root (C2SP tlog-checkpoint)
   keys.json         the keys, with those that followed, and the witnesses'
   documents/X       archived sources, under their SHA-256
   timestamps/N.tsr  RFC 3161 timestamps of timestamps/checkpoint.txt, the checkpoint as the
                     register itself signed it. verify.py does not check them; openssl does:
                     openssl ts -verify -in N.tsr -data checkpoint.txt -CAfile AUTHORITY.pem
   leaves.jsonl      if the bundle is complete: the columns of the whole log
   manifest.json     the SHA-256 of every other file

Sealed text (sealed:1:...) is personal data under a key that is not in this bundle.
"""

_COMPLETE = """\
The bundle is complete: it has the columns of the whole log up to the checkpoint, so the program
can tell that no fact of the relationship was left out."""

_PARTLY = """\
Facts of the relationship recorded after the last one shown could be left out. To rule that out,
ask for a bundle made with --complete, or compare with one that has a later checkpoint."""


def readme(shown: PageContent) -> str:
    """Return the text, in plain ASCII but for names."""
    return _TEXT.format(
        platform=shown.key.platform,
        jurisdiction=shown.key.jurisdiction,
        at=shown.question.at,
        position=shown.question.known.position,
        vkeys="\n   ".join(shown.vkeys),
        left_out=_COMPLETE if shown.complete else _PARTLY,
    )
