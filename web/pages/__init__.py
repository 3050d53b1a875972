"""The pages that show: the matrix, a relationship, a fact, and what else the register can tell.

In: a `View` of the register.
Out: pages.
"""
