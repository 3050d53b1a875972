"""Reports as HTML: one file that runs no script and fetches nothing.

In: a report of the model, a language.
Out: a file.
"""
