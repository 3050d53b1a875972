"""Reports as workbooks: a sheet a table, with typed cells.

In: a report of the model, a language.
Out: a file.
"""
