"""Data sets in, standard formats out.

In: what others publish, or what the queries answer.
Out: candidate facts; files in formats of others.
"""
