"""What is wrong with a register: the log, its tree, its read models, its installation.

In: a register.
Out: findings, each with where it is and what to do about it.
"""
