"""Aided entry in the terminal: an article read, its candidates shown, each decided by a person.

In: a file, an archived document, or standard input; keys.
Out: candidates, and what was recorded of them.
"""
