"""Data sets of others that are no tables: measurements and statements, counted into rows.

In: files in their publisher's own form, and how the mapping has them counted.
Out: rows of texts for that mapping; how much was left out, and why.
"""
