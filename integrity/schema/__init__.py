"""The schema as it stands in a database, held against what the migrations make of an empty one.

In: the catalogue of SQLite or PostgreSQL, whole.
Out: in one sentence each, what was taken away, changed, switched off or added.
"""
