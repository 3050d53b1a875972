"""What can be forgotten: texts about persons, sealed under a key of each one's own.

In: facts that name persons, keys.
Out: facts with sealed texts, and in the clear for who has keys.
"""
