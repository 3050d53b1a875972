"""One room for each format of reports: how it is written, and where it keeps its statement.

In: a report of the model, a language, a file's name.
Out: the file; of a file that is there, the statement that it was made from.
"""
