"""Which types of fact a sentence may tell of.

In: a sentence and its language.
Out: at most five types, the likeliest first, and the stems that say so.
"""
