"""Questions to the log and the read models, one module each.

In: a connection, and what is asked.
Out: frozen answers; nothing is printed or written.
"""
