"""What the register knows, in the standard formats of others.

In: the answers of queries.
Out: text in the format, written by who asked.
"""
