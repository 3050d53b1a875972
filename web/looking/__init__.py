"""The pages that show: the matrix, a relationship, a fact, and what else the register can tell.

In: a `Look` at the register.
Out: pages.
"""
