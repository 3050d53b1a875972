"""What keeps the read models up with the log: one runner for all, and one process that follows.

In: the log from a position on.
Out: rows and the new position, in one transaction.
"""
