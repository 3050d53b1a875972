"""The smaller read models: platforms by name, relationships, the search, the Merkle tree.

In: facts in log order.
Out: rows of their own tables, and look-ups in them.
"""
