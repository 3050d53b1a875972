"""Who may come in: accounts, and the secrets that they are known by; nothing of it is in the log.

In: a connection that may write, a moment, random bytes.
Out: rows about people, or a sentence why not.
"""
