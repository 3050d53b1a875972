"""Commands that record: facts, claims, platforms; and that forget persons.

In: options.
Out: what was recorded, where, and what follows.
"""
