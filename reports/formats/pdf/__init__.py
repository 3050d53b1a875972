"""Reports as PDF, for archives (PDF/A-3a) and for everyone (PDF/UA-1), set by typst.

In: a report of the model, a language.
Out: a file, or the name of what is missing.
"""
