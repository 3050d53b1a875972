"""What a sentence names.

In: a text and its language.
Out: platforms, jurisdictions, dates and figures, with the words that name them.
"""
