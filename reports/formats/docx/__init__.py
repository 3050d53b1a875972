"""Reports as Word documents, for those who write on: real headings, tables and pictures.

In: a report of the model, a language.
Out: a file, the same bytes each time.
"""
