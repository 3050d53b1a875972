"""Tables as files have them: a head, rows of texts, and how a place in them is named.

In: a CSV file, a workbook, JSON.
Out: rows of texts, one at a time; what a file is refused for.
"""
