"""Commands that ask: the standing, deadlines, gaps, figures, history, the vocabulary.

In: options.
Out: answers as tables for people, and as JSON or CSV.
"""
