"""Reports as JSON: what programs read.

In: a report of the model, a language.
Out: a file.
"""
