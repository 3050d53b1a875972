"""What all commands share: the database, the clock, the user, printing, completion.

In: options.
Out: an open register, and tables, JSON or CSV on standard output.
"""
