"""Commands about sources: archived, looked up, written out again.

In: files and options.
Out: documents in the log, and files.
"""
