"""Finding one's way: facts by their words, the meaning of words, the keys.

In: a `View`.
Out: pages.
"""
