"""The database: opening it, migrating it, and writing to it; nothing here knows facts.

In: a URL, tables, rows.
Out: connections, and one sentence where a driver says many.
"""
