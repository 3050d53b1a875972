"""Read models anew from the log, beside the live ones, while readers read.

In: the log.
Out: a further generation of rows, and the swap to it.
"""
