"""The dossier: all that is known of one relationship, and why its standing is what it is.

In: a relationship, T and K.
Out: the report's sections.
"""
