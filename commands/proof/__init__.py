"""Commands that prove: keys, checkpoints, witnesses, verification, bundles.

In: options, key files, notes.
Out: signatures, proofs, findings; status 1 where damage is found.
"""
