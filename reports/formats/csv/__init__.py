"""One table of a report as CSV on the Web, with its metadata beside it.

In: a report of the model, a language.
Out: two files.
"""
