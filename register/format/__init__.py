"""A fact as JSON and as bytes: schemas, one canonical form, topics, upcasts.

In: lines of JSON, events.
Out: checked documents, and the bytes that the log keeps.
"""
