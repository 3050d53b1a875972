"""Archived sources: their bytes, their text, and whether what is quoted stands in it.

In: files, and the quotes of facts.
Out: documents by digest, texts, findings about quotes.
"""
