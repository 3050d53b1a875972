"""What an address asks: the day, the point of the log, the language, filters.

In: a request.
Out: T, K and P, a connection that sees one state, and links that keep to them.
"""
