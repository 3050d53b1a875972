"""The append-only log: writing to it, reading it, following it, naming its points.

In: stored events.
Out: rows by position, facts by id, versions of streams.
"""
