"""The audit: who recorded what when, every claim, and whether the log is what it was.

In: a stretch of the log.
Out: the report's sections, long tables read while they are written.
"""
