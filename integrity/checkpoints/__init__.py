"""Checkpoints: what the register signs of its log, what others sign and stamp, what it proves.

In: a tree, a signer, the signatures of witnesses and the tokens of timestamp authorities.
Out: signed notes that are kept, and proofs that a fact is in them or one goes on from another.
"""
