"""Reports as Markdown (GFM), for where text is kept and compared.

In: a report of the model, a language.
Out: a file.
"""
