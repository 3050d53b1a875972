"""Commands that write what people read.

In: a kind, its question, a file's name.
Out: that file, whole or not at all.
"""
